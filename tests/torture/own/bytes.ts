import { answered, RECONNECTED, RINGS, SILENT } from '../case.ts'
import { cases, invite, MALFORMED, options, request, SDP, TOO_LARGE, TYPED } from './request.ts'

const headers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `X-Header-${index}: value`)

/** Too much of something, or just not. */
export const SIZE = cases([
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
])

/** What is no SIP, or cut in a way that two readers would see two messages. */
export const BYTES = cases([
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
])
