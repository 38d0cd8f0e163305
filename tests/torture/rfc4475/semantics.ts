import { answered, NOT_ALLOWED, RINGS, type TortureCase } from '../case.ts'
import { indented, OFFER, sip } from '../message.ts'

const offer = indented(OFFER, 6)

/** §3.2 to §3.4, requests: well formed, and not to be done as they say. */
export const SEMANTICS: readonly TortureCase[] = [
  {
    name: 'badbranch',
    section: '3.2.1',
    about: 'a branch of the magic cookie and nothing more',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.org;tag=33242
      Max-Forwards: 3
      Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK
      Accept: application/sdp
      Call-ID: badbranch.torture@192.0.2.1
      CSeq: 8 OPTIONS
      l: $length
    `,
    expected: answered(200),
  },
  {
    name: 'insuf',
    section: '3.3.1',
    about: 'neither Call-ID nor From nor To',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      CSeq: 193942 INVITE
      Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKinsuf
      Content-Type: application/sdp
      l: $length

      ${offer}
    `,
    expected: answered(400, /^Via: .*branch=z9hG4bKinsuf$/m),
  },
  {
    name: 'unkscm',
    section: '3.3.2',
    about: 'a Request-URI of a scheme that nobody knows',
    message: sip`
      OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=384
      Max-Forwards: 3
      Call-ID: unkscm.torture@192.0.2.1
      CSeq: 3923423 OPTIONS
      Via: SIP/2.0/TCP host9.example.com;branch=z9hG4bKunkscm
      Content-Length: $length
    `,
    expected: answered(416),
  },
  {
    name: 'novelsc',
    section: '3.3.3',
    about: 'a Request-URI of a scheme that exists, for something else',
    message: sip`
      OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=384
      Max-Forwards: 3
      Call-ID: novelsc.torture@192.0.2.1
      CSeq: 3923423 OPTIONS
      Via: SIP/2.0/TCP host9.example.com;branch=z9hG4bKnovelsc
      Content-Length: $length
    `,
    expected: answered(416),
  },
  {
    name: 'unksm2',
    section: '3.3.4',
    about: 'To, From and Contact of schemes that are no telephone’s',
    message: sip`
      REGISTER sip:example.com SIP/2.0
      To: isbn:2983792873
      From: <http://www.example.com>;tag=3234233
      Call-ID: unksm2.torture@192.0.2.1
      CSeq: 234902 REGISTER
      Max-Forwards: 70
      Via: SIP/2.0/UDP 192.0.2.21:5060;branch=z9hG4bKunksm2
      Contact: <name:John_Smith>
      l: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'bext01',
    section: '3.3.5',
    about: 'extensions that nobody knows; those for a proxy are none of our business',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=242etr
      Max-Forwards: 6
      Call-ID: bext01.torture@192.0.2.1
      Require: nothingSupportsThis, nothingSupportsThisEither
      Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis
      CSeq: 8 OPTIONS
      Via: SIP/2.0/TLS fold-and-staple.example.com;branch=z9hG4bKbext01
      Content-Length: $length
    `,
    expected: answered(420, /^Unsupported: nothingSupportsThis, nothingSupportsThisEither$/m),
  },
  {
    name: 'invut',
    section: '3.3.6',
    about: 'a call described in a way that nobody knows',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      Contact: <sip:caller@host5.example.net>
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=8392034
      Max-Forwards: 70
      Call-ID: invut.torture@192.0.2.1
      CSeq: 235448 INVITE
      Via: SIP/2.0/UDP somehost.example.com;branch=z9hG4bKinvut
      Content-Type: application/unknownformat
      Content-Length: $length

      <audio>
       <pcmu port="443"/>
      </audio>
    `,
    expected: answered(415, /^Accept: .*application\/sdp/m),
  },
  {
    name: 'regaut01',
    section: '3.3.7',
    about: 'credentials of a kind that nobody knows',
    message: sip`
      REGISTER sip:example.com SIP/2.0
      To: sip:j.user@example.com
      From: sip:j.user@example.com;tag=87321hj23128
      Max-Forwards: 8
      Call-ID: regaut01.torture@192.0.2.1
      CSeq: 9338 REGISTER
      Via: SIP/2.0/TCP 192.0.2.253;branch=z9hG4bKregaut01
      Authorization: NoOneKnowsThisScheme opaque-data=here
      Content-Length: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'multi01',
    section: '3.3.8',
    about: 'two of everything that there may be one of',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      CSeq: 5 INVITE
      Via: SIP/2.0/UDP 192.0.2.25;branch=z9hG4bKmulti01
      Max-Forwards: 70
      CSeq: 59 INVITE
      Call-ID: multi01.torture@192.0.2.1
      Call-ID: multi01.other@192.0.2.1
      From: sip:caller@example.com;tag=3413415
      From: sip:caller@example.net;tag=2923420123
      To: sip:agent@practice.example
      To: sip:other@practice.example
      Content-Type: application/sdp
      l: $length
      Contact: <sip:caller@host36.example.net>
      Max-Forwards: 5

      ${offer}
    `,
    expected: answered(400),
  },
  {
    name: 'mcl01',
    section: '3.3.9',
    about: 'two lengths of one body',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bKmcl01
      To: sip:agent@practice.example
      From: sip:other@example.net;tag=3923942
      Call-ID: mcl01.torture@192.0.2.1
      CSeq: 15932 OPTIONS
      Content-Length: 13
      Max-Forwards: 60
      Content-Length: 5
      Content-Type: text/plain

      There's no way to know how many octets are supposed to be here.
    `,
    expected: answered(400),
  },
  {
    name: 'zeromf',
    section: '3.3.11',
    about: 'no hop left: 483 is for those who would pass it on, and we are where it was going',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=3ghsd41
      Call-ID: zeromf.torture@192.0.2.1
      CSeq: 39234321 OPTIONS
      Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKzeromf
      Max-Forwards: 0
      Content-Length: $length
    `,
    expected: answered(200),
  },
  {
    name: 'cparam01',
    section: '3.3.12',
    about: 'REGISTER whose Contact has a parameter that nobody knows',
    message: sip`
      REGISTER sip:example.com SIP/2.0
      Via: SIP/2.0/UDP saturn.example.com:5060;branch=z9hG4bKcparam01
      Max-Forwards: 70
      From: sip:watson@example.com;tag=DkfVgjkrtMwaerKKpe
      To: sip:watson@example.com
      Call-ID: cparam01.torture@192.0.2.1
      CSeq: 2 REGISTER
      Contact: sip:+19725552222@gw1.example.net;unknownparam
      l: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'cparam02',
    section: '3.3.13',
    about: 'REGISTER whose Contact address has a parameter that nobody knows',
    message: sip`
      REGISTER sip:example.com SIP/2.0
      Via: SIP/2.0/UDP saturn.example.com:5060;branch=z9hG4bKcparam02
      Max-Forwards: 70
      From: sip:watson@example.com;tag=838293
      To: sip:watson@example.com
      Call-ID: cparam02.torture@192.0.2.1
      CSeq: 3 REGISTER
      Contact: <sip:+19725552222@gw1.example.net;unknownparam>
      l: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'regescrt',
    section: '3.3.14',
    about: 'REGISTER whose Contact address carries a Route',
    message: sip`
      REGISTER sip:example.com SIP/2.0
      To: sip:user@example.com
      From: sip:user@example.com;tag=8
      Max-Forwards: 70
      Call-ID: regescrt.torture@192.0.2.1
      CSeq: 14398234 REGISTER
      Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKregescrt
      M: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>
      L: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'sdp01',
    section: '3.3.15',
    about:
      'an Accept without SDP under an offer in SDP: 406 would be allowed, but who offers SDP can read it, and a lost call costs more',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      Contact: <sip:caller@host5.example.net>
      From: sip:caller@example.net;tag=234
      Max-Forwards: 5
      Call-ID: sdp01.torture@192.0.2.1
      Accept: text/nobodyKnowsThis
      CSeq: 8 INVITE
      Via: SIP/2.0/UDP 192.0.2.43;branch=z9hG4bKsdp01
      Content-Type: application/sdp
      l: $length

      ${offer}
    `,
    expected: RINGS,
  },
  {
    name: 'inv2543',
    section: '3.4.1',
    about:
      'a call as RFC 2543 spelled it, without tag, branch and Contact: no peer has sent it for twenty years',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      Via: SIP/2.0/UDP iftgw.example.com
      From: <sip:+13035551111@ift.client.example.net;user=phone>
      Record-Route: <sip:agent@practice.example;maddr=ss1.example.com>
      To: sip:+16505552222@ss1.example.net;user=phone
      Call-ID: inv2543.torture@192.0.2.1
      CSeq: 56 INVITE
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: answered(400),
  },
]
