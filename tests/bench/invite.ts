import { PRACTICE_DOMAIN } from '../../src/domain/line.ts'
import { plainSdp } from '../../src/main/sip/testing/fake-description-handler.ts'

const SDP = plainSdp('sendrecv')

/** An ordinary call as a server sends it to `user`. */
export const inviteTo = (user: string, callId: string, server: string): string =>
  [
    `INVITE sip:${user}@${PRACTICE_DOMAIN} SIP/2.0`,
    `Via: SIP/2.0/UDP ${server};branch=z9hG4bK${callId}`,
    'Max-Forwards: 70',
    `From: "Ana Ruiz" <sip:+12025550101@${PRACTICE_DOMAIN}>;tag=${callId}`,
    `To: <sip:${user}@${PRACTICE_DOMAIN}>`,
    `Call-ID: ${callId}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:+12025550101@${server}>`,
    'Content-Type: application/sdp',
    `Content-Length: ${SDP.length}`,
    '',
    SDP,
  ].join('\r\n')

/** The CANCEL of an INVITE, or the ACK of its refusal. */
export function otherRequest(invite: string, method: 'CANCEL' | 'ACK', refusal?: string): string {
  const to = refusal?.match(/^To: .*(?=\r$)/im)?.[0]
  const head = invite
    .slice(0, invite.indexOf('\r\n\r\n'))
    .replace(/^INVITE/, method)
    .replace(/^CSeq: 1 INVITE/m, `CSeq: 1 ${method}`)
    .replace(/^Content-Type: .*\r\n/m, '')
    .replace(/^Content-Length: .*$/m, 'Content-Length: 0')
  return `${to === undefined ? head : head.replace(/^To: .*(?=\r$)/m, to)}\r\n\r\n`
}
