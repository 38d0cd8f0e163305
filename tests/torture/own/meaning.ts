import { answered, NOT_ALLOWED, RINGS, SILENT } from '../case.ts'
import { cases, GONE, invite, MALFORMED, request, SDP, TYPED } from './request.ts'

/** Require, Replaces and addresses. */
export const EXTENSIONS = cases([
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
])

const UNKNOWN = 'To: <sip:agent@practice.example>;tag=nosuch'
/** Methods, within a call that isn’t there and outside of any. */
export const METHODS = cases([
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
])
