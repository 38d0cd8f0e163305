import { answered, NOT_ALLOWED, RECONNECTED, RINGS, SILENT, type TortureCase } from './case.ts'
import { OFFER } from './message.ts'

const SDP = OFFER.trim().replaceAll('\n', '\r\n').concat('\r\n')
const TYPED = 'Content-Type: application/sdp'
const MALFORMED = answered(400)
const GONE = answered(481)
const TOO_LARGE = answered(513)
const UNSUPPORTED_TYPE = answered(415, /^Accept: .*application\/sdp/m)

type Parts = {
  readonly uri?: string
  /** Take the place of the usual ones of the same name; `Name:` alone takes it out. */
  readonly lines?: readonly string[]
  readonly body?: string
}

/** A request that is right but for its `lines`: those are what the case is about. */
function request(
  method: string,
  { uri = 'sip:agent@practice.example', lines = [], body = '' }: Parts,
): string {
  const nameOf = (line: string) => line.slice(0, line.indexOf(':')).toLowerCase()
  const usual = [
    'Via: SIP/2.0/WS 192.0.2.1;branch=z9hG4bKown',
    'Max-Forwards: 70',
    'From: <sip:mallory@example.net>;tag=m1',
    'To: <sip:agent@practice.example>',
    'Call-ID: own@192.0.2.1',
    `CSeq: 1 ${method}`,
    'Contact: <sip:mallory@192.0.2.1>',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].filter((line) => !lines.some((other) => nameOf(other) === nameOf(line)))
  const kept = lines.filter((line) => !/^[\w-]+:$/.test(line))
  return [`${method} ${uri} SIP/2.0`, ...usual, ...kept, '', body].join('\r\n')
}

const options = (...lines: readonly string[]): string => request('OPTIONS', { lines })
const invite = (...lines: readonly string[]): string =>
  request('INVITE', { lines: [TYPED, ...lines], body: SDP })

const parts = (type: string): string =>
  [
    '--part',
    `Content-Type: ${type}`,
    '',
    'not for us',
    '--part',
    TYPED,
    '',
    SDP.trimEnd(),
    '--part--',
    '',
  ].join('\r\n')

const headers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `X-Header-${index}: value`)

type Row = readonly [
  name: string,
  section: string,
  about: string,
  message: string | Buffer,
  expected: TortureCase['expected'],
]

const size: readonly Row[] = [
  [
    'size-5mb',
    'own',
    'five million bytes: more than the socket reads',
    invite(`Subject: ${'x'.repeat(5_000_000)}`),
    RECONNECTED,
  ],
  [
    'size-900kb',
    'own',
    'a body of 900,000 bytes',
    request('INVITE', { lines: [TYPED], body: `${SDP}${'a=x\r\n'.repeat(180_000)}` }),
    TOO_LARGE,
  ],
  ['size-header', 'own', 'a header of 9 KiB', invite(`Subject: ${'x'.repeat(9 * 1024)}`), TOO_LARGE],
  [
    'size-via',
    'own',
    'a Via too long to be repeated: nobody could match an answer without it',
    options(`Via: SIP/2.0/WS 192.0.2.1;branch=z9hG4bK${'x'.repeat(9 * 1024)}`),
    SILENT,
  ],
  ['size-headers', 'own', '101 headers', options(...headers(93)), TOO_LARGE],
  ['size-most-headers', 'own', '100 headers, which is not too many', options(...headers(92)), answered(200)],
  [
    'size-folds',
    'own',
    'a header folded 5,000 times',
    options(`Subject: a${'\r\n b'.repeat(5_000)}`),
    TOO_LARGE,
  ],
]

const fields: readonly Row[] = [
  [
    'forwards-missing',
    '3261 §8.1.1.6',
    'no Max-Forwards: tolerated, as many gateways leave it out',
    invite('Max-Forwards:'),
    RINGS,
  ],
  ['forwards-zero', '3261 §16.3', 'no hop left in a call that has arrived', invite('Max-Forwards: 0'), RINGS],
  ['forwards-256', '3261 §20.22', 'Max-Forwards beyond 255', invite('Max-Forwards: 256'), MALFORMED],
  ['forwards-negative', '3261 §20.22', 'a negative Max-Forwards', invite('Max-Forwards: -1'), MALFORMED],
  ['via-missing', '3261 §8.1.1.7', 'no Via: an answer would find no way', options('Via:'), SILENT],
  ['via-empty', '3261 §8.1.1.7', 'an empty Via', options('Via: '), MALFORMED],
  ['from-missing', '3261 §8.1.1', 'no From', options('From:'), MALFORMED],
  ['to-missing', '3261 §8.1.1', 'no To', options('To:'), MALFORMED],
  ['call-id-missing', '3261 §8.1.1', 'no Call-ID', options('Call-ID:'), MALFORMED],
  ['cseq-missing', '3261 §8.1.1', 'no CSeq', options('CSeq:'), MALFORMED],
  ['call-id-twice', '3261 §7.3.1', 'two Call-IDs', options('Call-ID: a@b', 'Call-ID: c@d'), MALFORMED],
  [
    'from-twice',
    '3261 §7.3.1',
    'two From',
    options('From: <sip:a@b>;tag=1', 'From: <sip:c@d>;tag=2'),
    MALFORMED,
  ],
  [
    'to-twice',
    '3261 §7.3.1',
    'two To, one by its compact name',
    options('To: <sip:a@b>', 't: <sip:c@d>'),
    MALFORMED,
  ],
  ['cseq-twice', '3261 §7.3.1', 'two CSeq', options('CSeq: 1 OPTIONS', 'CSeq: 2 OPTIONS'), MALFORMED],
  ['cseq-overflow', '3261 §8.1.1.5', 'CSeq of 2^31', options('CSeq: 2147483648 OPTIONS'), MALFORMED],
  [
    'cseq-most',
    '3261 §8.1.1.5',
    'CSeq of 2^31 - 1, which is right',
    options('CSeq: 2147483647 OPTIONS'),
    answered(200),
  ],
  ['cseq-negative', '3261 §20.16', 'a negative CSeq', options('CSeq: -1 OPTIONS'), MALFORMED],
  ['cseq-method', '3261 §8.1.1.5', 'CSeq of another method', invite('CSeq: 1 BYE'), MALFORMED],
  ['contact-missing', '3261 §8.1.1.8', 'a call without Contact', invite('Contact:'), MALFORMED],
  ['contact-star', '3261 §10.2.2', 'a call from everybody', invite('Contact: *'), MALFORMED],
  ['tag-missing', '3261 §8.1.1.3', 'From without a tag', options('From: <sip:a@b>'), MALFORMED],
]

const bytes: readonly Row[] = [
  ['nul-header', '3261 §25.1', 'a NUL in a header', invite('Subject: a\u0000b'), MALFORMED],
  ['nul-call-id', '3261 §25.1', 'a NUL in Call-ID', options('Call-ID: a\u0000b@c'), MALFORMED],
  [
    'nul-via',
    '3261 §25.1',
    'a NUL in the Via that is repeated',
    options('Via: SIP/2.0/WS 192.0.2.1;branch=z9hG4bKnul;x=\u0000'),
    MALFORMED,
  ],
  [
    'nul-uri',
    '3261 §25.1',
    'a NUL in the Request-URI',
    request('OPTIONS', { uri: 'sip:agent\u0000@practice.example' }),
    MALFORMED,
  ],
  [
    'lone-cr',
    '3261 §7',
    'a CR alone within a header, which another reader may take for its end',
    invite('Subject: a\rX-Lead-Id: 1'),
    MALFORMED,
  ],
  [
    'lone-lf',
    '3261 §7',
    'an LF alone among CRLF, which another reader may not take for an end',
    invite('Subject: a\nX-Lead-Id: 1'),
    MALFORMED,
  ],
  [
    'only-lf',
    '3261 §7',
    'LF for every CRLF: the meaning is plain',
    invite()
      .replaceAll('\r\n', '\n')
      .replace(/Content-Length: \d+/, `Content-Length: ${SDP.replaceAll('\r', '').length}`),
    RINGS,
  ],
  ['leading-crlf', '3261 §7.5', 'empty lines before the first one', `\r\n\r\n${options()}`, answered(200)],
  ['no-empty-line', '3261 §7', 'no empty line after the headers', options().trimEnd(), answered(200)],
  [
    'latin1',
    '3261 §7.3.1',
    'a name that is no UTF-8',
    Buffer.from(invite('From: "M\u00fcller" <sip:a@b>;tag=1'), 'latin1'),
    RINGS,
  ],
  ['not-sip', 'own', 'a web page', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', SILENT],
  ['noise', 'own', 'bytes of no meaning', Buffer.from([0, 1, 2, 255, 254, 128, 13, 10]), SILENT],
  [
    'ack-broken',
    '3261 §17.2.7',
    'an ACK that is malformed: never answered',
    request('ACK', { lines: ['Call-ID:'] }),
    SILENT,
  ],
  ['response-broken', '3261 §8.1.3', 'a response without a header', 'SIP/2.0 200 OK\r\n\r\n', SILENT],
]

const body: readonly Row[] = [
  [
    'length-more',
    '3261 §18.3',
    'a Content-Length of one byte too many',
    invite(`Content-Length: ${SDP.length + 1}`),
    MALFORMED,
  ],
  [
    'length-less',
    '3261 §18.3',
    'a Content-Length that leaves out the end of the body',
    invite(`Content-Length: ${SDP.indexOf('a=mid')}`),
    RINGS,
  ],
  ['length-negative', '3261 §20.14', 'a negative Content-Length', invite('Content-Length: -1'), MALFORMED],
  [
    'length-hex',
    '3261 §20.14',
    'a Content-Length in other digits',
    invite('Content-Length: 0x10'),
    MALFORMED,
  ],
  [
    'length-huge',
    '3261 §20.14',
    'a Content-Length of forty digits',
    invite(`Content-Length: ${'9'.repeat(40)}`),
    MALFORMED,
  ],
  [
    'length-zeros',
    '3261 §20.14',
    'a Content-Length with leading zeros, which is right',
    invite(`Content-Length: ${String(SDP.length).padStart(20, '0')}`),
    RINGS,
  ],
  [
    'length-missing',
    '3261 §18.3',
    'no Content-Length where the message has an end',
    invite('Content-Length:'),
    RINGS,
  ],
  [
    'length-twice',
    '3261 §7.3.1',
    'two lengths that agree',
    invite(`Content-Length: ${SDP.length}`, `l: ${SDP.length}`),
    MALFORMED,
  ],
  [
    'body-text',
    '3261 §8.2.3',
    'a call described in words',
    request('INVITE', { lines: ['Content-Type: text/plain'], body: 'ring, please' }),
    UNSUPPORTED_TYPE,
  ],
  [
    'body-untyped',
    '3261 §20.15',
    'a body that nobody names',
    request('INVITE', { body: 'ring, please' }),
    MALFORMED,
  ],
  [
    'body-gzip',
    '3261 §20.12',
    'a body in an encoding',
    invite('Content-Encoding: gzip'),
    answered(415, /^Accept-Encoding: identity$/m),
  ],
  [
    'body-multipart',
    '5621 §3',
    'SDP among other parts',
    request('INVITE', {
      lines: ['Content-Type: multipart/mixed; boundary=part'],
      body: parts('application/isup'),
    }),
    RINGS,
  ],
  [
    'body-multipart-none',
    '5621 §3',
    'parts without SDP',
    request('INVITE', {
      lines: ['Content-Type: multipart/mixed; boundary=part'],
      body: '--part\r\nContent-Type: text/plain\r\n\r\nhello\r\n--part--\r\n',
    }),
    UNSUPPORTED_TYPE,
  ],
  [
    'body-multipart-broken',
    '5621 §3',
    'parts without a boundary',
    request('INVITE', { lines: ['Content-Type: multipart/mixed'], body: parts('text/plain') }),
    UNSUPPORTED_TYPE,
  ],
  ['body-none', '3264 §5', 'a call without an offer, which is ours to make', request('INVITE', {}), RINGS],
]

const extensions: readonly Row[] = [
  [
    'require-unknown',
    '3261 §8.2.2.3',
    'extensions that nobody knows, one that we do',
    invite('Require: replaces, foo', 'Require: bar'),
    answered(420, /^Unsupported: foo, bar$/m),
  ],
  [
    'require-garbage',
    '3261 §8.2.2.3',
    'an extension whose name is none: nothing of it is repeated',
    invite('Require: <foo>'),
    answered(420, /^Unsupported: *$/m),
  ],
  [
    'require-cancel',
    '3261 §8.2.2.3',
    'CANCEL is never refused for its extensions',
    request('CANCEL', { lines: ['Require: foo'] }),
    GONE,
  ],
  [
    'replaces-bogus',
    '3891 §3',
    'in place of a call that isn’t there',
    invite('Replaces: nosuch@192.0.2.1;to-tag=a;from-tag=b'),
    GONE,
  ],
  [
    'replaces-cut',
    '3891 §6.1',
    'in place of a call without its tags',
    invite('Replaces: nosuch@192.0.2.1'),
    MALFORMED,
  ],
  [
    'replaces-twice',
    '3891 §6.1',
    'in place of two calls',
    invite('Replaces: a;to-tag=a;from-tag=b', 'Replaces: b;to-tag=a;from-tag=b'),
    MALFORMED,
  ],
  [
    'scheme-mail',
    '3261 §8.2.2.1',
    'to a mailbox',
    request('INVITE', { uri: 'mailto:agent@practice.example', lines: [TYPED], body: SDP }),
    answered(416),
  ],
  [
    'scheme-tel',
    '3966',
    'to a number',
    request('INVITE', { uri: 'tel:+12025550143', lines: [TYPED], body: SDP }),
    RINGS,
  ],
  ['uri-none', '3261 §19.1', 'to nobody', request('OPTIONS', { uri: 'sip:' }), MALFORMED],
]

const UNKNOWN = 'To: <sip:agent@practice.example>;tag=nosuch'
const methods: readonly Row[] = [
  ['method-unknown', '3261 §8.2.1', 'a method that nobody knows', request('FROBNICATE', {}), NOT_ALLOWED],
  [
    'method-lower',
    '3261 §7.1',
    'methods are told by their letters’ case',
    request('invite', { lines: [TYPED], body: SDP }),
    NOT_ALLOWED,
  ],
  ['method-register', '3261 §8.2.1', 'a method for servers', request('REGISTER', {}), NOT_ALLOWED],
  [
    'method-subscribe',
    '3261 §8.2.1',
    'a subscription that we don’t serve',
    request('SUBSCRIBE', { lines: ['Event: presence'] }),
    NOT_ALLOWED,
  ],
  ['dialog-invite', '3261 §12.2.2', 'another offer in a call that isn’t there', invite(UNKNOWN), GONE],
  [
    'dialog-bye',
    '3261 §12.2.2',
    'the end of a call that isn’t there',
    request('BYE', { lines: [UNKNOWN] }),
    GONE,
  ],
  [
    'dialog-info',
    '3261 §12.2.2',
    'INFO in a call that isn’t there',
    request('INFO', { lines: [UNKNOWN] }),
    GONE,
  ],
  [
    'dialog-notify',
    '3261 §12.2.2',
    'NOTIFY in a call that isn’t there',
    request('NOTIFY', { lines: [UNKNOWN, 'Event: refer', 'Subscription-State: active'] }),
    GONE,
  ],
  [
    'dialog-refer',
    '3261 §12.2.2',
    'REFER in a call that isn’t there',
    request('REFER', { lines: [UNKNOWN, 'Refer-To: <sip:+1900@example.net>'] }),
    GONE,
  ],
  [
    'dialog-prack',
    '3262 §3',
    'PRACK of a response that was never sent',
    request('PRACK', { lines: [UNKNOWN, 'RAck: 1 1 INVITE'] }),
    GONE,
  ],
  ['dialog-cancel', '3261 §9.2', 'CANCEL of a call that isn’t there', request('CANCEL', {}), GONE],
  [
    'dialog-ack',
    '3261 §17.1.1',
    'ACK of a call that isn’t there: never answered',
    request('ACK', { lines: [UNKNOWN] }),
    SILENT,
  ],
  ['info-outside', '6086 §4.2.2', 'INFO outside of any call', request('INFO', {}), GONE],
  [
    'refer-outside',
    '3515 §2.4.2',
    'REFER outside of any call: never followed',
    request('REFER', { lines: ['Refer-To: <sip:+1900@example.net>'] }),
    answered(603),
  ],
]

/** What peers, dialers and scanners send beside the RFC's cases. */
export const OWN: readonly TortureCase[] = [size, fields, bytes, body, extensions, methods]
  .flat()
  .map(([name, section, about, message, expected]) => ({ name, section, about, message, expected }))

/** One of a flood of calls; the second kind hides a `;tag=` where it is none, to look like part of a call. */
export const floodCall = (index: number, disguise: string): string =>
  invite(
    `Via: SIP/2.0/WS 192.0.2.1;branch=z9hG4bKflood${index}`,
    `Call-ID: flood-${index}`,
    `To: ${disguise}`,
  )
