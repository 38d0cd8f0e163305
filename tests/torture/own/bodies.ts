import { answered, RINGS } from '../case.ts'
import { cases, invite, MALFORMED, request, SDP, TYPED, UNSUPPORTED_TYPE } from './request.ts'

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

/** Bodies, and what Content-Length and Content-Type say of them. */
export const BODY = cases([
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
])
