import { answered, RINGS, SILENT } from '../case.ts'
import { cases, invite, MALFORMED, options } from './request.ts'

/** Headers that are missing, twice or out of range. */
export const FIELDS = cases([
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
])
