import { type ResponseCase, SILENT } from '../case.ts'
import { indented, OFFER, sip } from '../message.ts'

const offer = indented(OFFER, 6)

/** The five responses, each one to an INVITE of ours, so that taking it can be told from dropping it. */
export const RESPONSES: readonly ResponseCase[] = [
  {
    name: 'unreason',
    section: '3.1.1.12',
    about: 'a reason phrase of signs and words in another script',
    message: ({ via, from, to, callId, cseq }) => sip`
      SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое
      Via: ${via}
      Call-ID: ${callId}
      CSeq: ${cseq}
      From: ${from}
      To: ${to};tag=2fe
      Contact: <sip:user@host198.example.com>
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: { kind: 'fact', fact: 'answered' },
  },
  {
    name: 'noreason',
    section: '3.1.1.13',
    about: 'no reason phrase at all, only the space before it',
    message: ({ via, from, to, callId, cseq }) => sip`
      SIP/2.0 180${' '}
      Via: ${via}
      Call-ID: ${callId}
      CSeq: ${cseq}
      From: ${from}
      To: ${to};tag=39ansfi3
      Contact: <sip:user@host105.example.com>
      Content-Length: $length
    `,
    expected: { kind: 'fact', fact: 'farRinging' },
  },
  {
    name: 'scalarlg',
    section: '3.1.2.5',
    about: 'numbers beyond what their fields may hold',
    message: ({ via, from, to, callId }) => sip`
      SIP/2.0 503 Service Unavailable
      Via: ${via}
      Call-ID: ${callId}
      CSeq: 9292394834772304023312 INVITE
      From: ${from}
      To: ${to};tag=2fe
      Retry-After: 949302838503028349304023988
      Warning: 1812 overture "In Progress"
      Content-Length: $length
    `,
    expected: SILENT,
  },
  {
    name: 'bigcode',
    section: '3.1.2.19',
    about: 'a status that looks like 5 in 32 bits',
    message: ({ via, from, to, callId, cseq }) => sip`
      SIP/2.0 4294967301 better not break the receiver
      Via: ${via}
      Call-ID: ${callId}
      CSeq: ${cseq}
      From: ${from}
      To: ${to};tag=bigcode
      Contact: <sip:user@host105.example.com>
      Content-Length: $length
    `,
    expected: SILENT,
  },
  {
    name: 'bcast',
    section: '3.3.10',
    about: 'a Via that isn’t ours but everybody’s',
    message: ({ via, from, to, callId, cseq }) => sip`
      SIP/2.0 200 OK
      Via: SIP/2.0/UDP 255.255.255.255;branch=${via.match(/branch=([^;\s]+)/)?.[1] ?? ''}
      Call-ID: ${callId}
      CSeq: ${cseq}
      From: ${from}
      To: ${to};tag=2fe
      Contact: <sip:user@host28.example.com>
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: SILENT,
  },
]
