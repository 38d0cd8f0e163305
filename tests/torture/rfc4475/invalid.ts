import { answered, NOT_ALLOWED, RINGS, type TortureCase } from '../case.ts'
import { indented, OFFER, sip } from '../message.ts'

const offer = indented(OFFER, 6)

/** §3.1.2, requests: wrong, some of them so that the meaning is still plain. */
export const INVALID: readonly TortureCase[] = [
  {
    name: 'badinv01',
    section: '3.1.2.1',
    about: 'separators with nothing between them',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=134161461246
      Max-Forwards: 7
      Call-ID: badinv01.torture@192.0.2.1
      CSeq: 8 INVITE
      Via: SIP/2.0/UDP 192.0.2.15;;,;,,
      Contact: "Joe" <sip:joe@example.org>;;;;
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: answered(400),
  },
  {
    name: 'clerr',
    section: '3.1.2.2',
    about: 'a Content-Length far beyond the end of the message',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      Max-Forwards: 80
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=93942939o2
      Contact: <sip:caller@hungry.example.net>
      Call-ID: clerr.torture@192.0.2.1
      CSeq: 8 INVITE
      Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKclerr
      Content-Type: application/sdp
      Content-Length: 9999

      ${offer}
    `,
    expected: answered(400),
  },
  {
    name: 'ncl',
    section: '3.1.2.3',
    about: 'a negative Content-Length',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      Max-Forwards: 254
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=32394234
      Call-ID: ncl.torture@192.0.2.1
      CSeq: 8 INVITE
      Via: SIP/2.0/UDP 192.0.2.53;branch=z9hG4bKncl
      Contact: <sip:caller@host53.example.net>
      Content-Type: application/sdp
      Content-Length: -999

      ${offer}
    `,
    expected: answered(400),
  },
  {
    name: 'scalar02',
    section: '3.1.2.4',
    about: 'CSeq, Max-Forwards and expiry beyond what they may hold',
    message: sip`
      REGISTER sip:example.com SIP/2.0
      Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bKscalar02
      To: <sip:user@example.com>
      From: <sip:user@example.com>;tag=239232jh3
      CSeq: 36893488147419103232 REGISTER
      Call-ID: scalar02.torture@192.0.2.1
      Max-Forwards: 300
      Expires: 10000000000000000000000000000000
      Contact: <sip:user@host129.example.com>
        ;expires=280297596632815
      Content-Length: $length
    `,
    expected: answered(400),
  },
  {
    name: 'quotbal',
    section: '3.1.2.6',
    about: 'a name whose quotes are never closed',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      To: "Mr. J. User <sip:agent@practice.example>
      From: sip:caller@example.net;tag=93334
      Max-Forwards: 10
      Call-ID: quotbal.torture@192.0.2.1
      CSeq: 8 INVITE
      Via: SIP/2.0/UDP 192.0.2.59:5050;branch=z9hG4bKquotbal
      Contact: <sip:caller@host59.example.net>
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: answered(400),
  },
  {
    name: 'ltgtruri',
    section: '3.1.2.7',
    about: 'a Request-URI in angle brackets; reading it anyway would be allowed too',
    message: sip`
      INVITE <sip:agent@practice.example> SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=39291
      Max-Forwards: 23
      Call-ID: ltgtruri.torture@192.0.2.1
      CSeq: 1 INVITE
      Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bKltgtruri
      Contact: <sip:caller@host5.example.net>
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: answered(400),
  },
  {
    name: 'lwsruri',
    section: '3.1.2.8',
    about: 'a space within the Request-URI',
    message: sip`
      INVITE sip:agent@practice.example; lr SIP/2.0
      To: sip:agent@practice.example;tag=3xfe-9921883-z9f
      From: sip:caller@example.net;tag=231413434
      Max-Forwards: 5
      Call-ID: lwsruri.torture@192.0.2.1
      CSeq: 2130706432 INVITE
      Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKlwsruri
      Contact: <sip:caller@host1.example.net>
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: answered(400),
  },
  {
    name: 'lwsstart',
    section: '3.1.2.9',
    about: 'two spaces between the parts of the first line: the meaning is plain, so it is read',
    message: sip`
      INVITE  sip:agent@practice.example  SIP/2.0
      Max-Forwards: 8
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=8814
      Call-ID: lwsstart.torture@192.0.2.1
      CSeq: 1893884 INVITE
      Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKlwsstart
      Contact: <sip:caller@host1.example.net>
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: RINGS,
  },
  {
    name: 'trws',
    section: '3.1.2.10',
    about: 'spaces at the end of the first line: read too',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0${'  '}
      Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bKtrws
      Max-Forwards: 12
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=839923423
      Call-ID: trws.torture@192.0.2.1
      CSeq: 1 OPTIONS
      Content-Length: $length
    `,
    expected: answered(200),
  },
  {
    name: 'escruri',
    section: '3.1.2.11',
    about: 'headers in the Request-URI: the call is taken, and what they ask for is not done',
    message: sip`
      INVITE sip:agent@practice.example?Route=%3Csip:practice.example%3E SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=341518
      Max-Forwards: 7
      Contact: <sip:caller@host39923.example.net>
      Call-ID: escruri.torture@192.0.2.1
      CSeq: 149209342 INVITE
      Via: SIP/2.0/UDP host-of-the-hour.example.com;branch=z9hG4bKescruri
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: RINGS,
  },
  {
    name: 'baddate',
    section: '3.1.2.12',
    about: 'a Date in another zone than GMT. Nobody here reads it.',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=2234923
      Max-Forwards: 70
      Call-ID: baddate.torture@192.0.2.1
      CSeq: 1392934 INVITE
      Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKbaddate
      Date: Fri, 01 Jan 2010 16:00:00 EST
      Contact: <sip:caller@host5.example.net>
      Content-Type: application/sdp
      Content-Length: $length

      ${offer}
    `,
    expected: RINGS,
  },
  {
    name: 'regbadct',
    section: '3.1.2.13',
    about:
      'a Contact that can be read in two ways. The method is looked at before the fields (RFC 3261 §8.2).',
    message: sip`
      REGISTER sip:example.com SIP/2.0
      To: sip:user@example.com
      From: sip:user@example.com;tag=998332
      Max-Forwards: 70
      Call-ID: regbadct.torture@192.0.2.1
      CSeq: 1 REGISTER
      Via: SIP/2.0/UDP 135.180.130.133:5060;branch=z9hG4bKregbadct
      Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E
      l: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'badaspec',
    section: '3.1.2.14',
    about: 'spaces within the angle brackets: the meaning is plain',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      Via: SIP/2.0/UDP host4.example.com:5060;branch=z9hG4bKbadaspec
      Max-Forwards: 70
      From: "Bell, Alexander" <sip:a.g.bell@example.com>;tag=433423
      To: "Watson, Thomas" < sip:t.watson@example.org >
      Call-ID: badaspec.torture@192.0.2.1
      CSeq: 3923942 OPTIONS
      l: $length
    `,
    expected: answered(200),
  },
  {
    name: 'baddn',
    section: '3.1.2.15',
    about: 'a comma in names without quotes: From and To hold one address only, so the meaning is plain',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      Via: SIP/2.0/UDP c.example.com:5060;branch=z9hG4bKbaddn
      Max-Forwards: 70
      From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43
      To: Watson, Thomas <sip:t.watson@example.org>
      Call-ID: baddn.torture@192.0.2.1
      Accept: application/sdp
      CSeq: 3923239 OPTIONS
      l: $length
    `,
    expected: answered(200),
  },
  {
    name: 'badvers',
    section: '3.1.2.16',
    about: 'a version that isn’t ours',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/7.0
      Via: SIP/7.0/UDP c.example.com;branch=z9hG4bKbadvers
      Max-Forwards: 70
      From: A. Bell <sip:a.g.bell@example.com>;tag=qweoiqpe
      To: T. Watson <sip:t.watson@example.org>
      Call-ID: badvers.torture@192.0.2.1
      CSeq: 1 OPTIONS
      l: $length
    `,
    expected: answered(505),
  },
  {
    name: 'mismatch01',
    section: '3.1.2.17',
    about: 'CSeq names another method',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=34525
      Max-Forwards: 6
      Call-ID: mismatch01.torture@192.0.2.1
      CSeq: 8 INVITE
      Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKmismatch01
      l: $length
    `,
    expected: answered(400),
  },
  {
    name: 'mismatch02',
    section: '3.1.2.18',
    about: 'CSeq names another method, and the method is unknown: both may be complained of',
    message: sip`
      NEWMETHOD sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: sip:caller@example.net;tag=34525
      Max-Forwards: 6
      Call-ID: mismatch02.torture@192.0.2.1
      CSeq: 8 INVITE
      Contact: <sip:caller@host.example.net>
      Via: SIP/2.0/UDP host.example.net;branch=z9hG4bKmismatch02
      Content-Type: application/sdp
      l: $length

      ${offer}
    `,
    expected: answered(400),
  },
]
