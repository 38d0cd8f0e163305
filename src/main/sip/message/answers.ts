/** What is served here, and what Allow promises (RFC 3261 §20.5): SIP.js would name methods that nobody serves. */
export const METHODS = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'INFO',
  'MESSAGE',
  'NOTIFY',
  'REFER',
  'PRACK',
  'UPDATE',
] as const

/** Extensions that a Require may name. */
export const SUPPORTED: ReadonlySet<string> = new Set(['replaces', '100rel', 'timer'])

export type Answer = {
  readonly code: number
  readonly phrase: string
  /** Lines that the answer carries, whatever the request was. */
  readonly headers?: readonly string[]
}

/** Every answer that a request gets without SIP.js. What isn't here is SIP.js's, or the call's own. */
export const ANSWERS = {
  malformed: { code: 400, phrase: 'Bad Request' },
  notAllowed: { code: 405, phrase: 'Method Not Allowed', headers: [`Allow: ${METHODS.join(', ')}`] },
  unknownBody: {
    code: 415,
    phrase: 'Unsupported Media Type',
    headers: ['Accept: application/sdp, multipart/mixed'],
  },
  encodedBody: { code: 415, phrase: 'Unsupported Media Type', headers: ['Accept-Encoding: identity'] },
  unknownScheme: { code: 416, phrase: 'Unsupported URI Scheme' },
  /** With what isn't supported, in Unsupported. */
  unknownExtension: { code: 420, phrase: 'Bad Extension' },
  noDialog: { code: 481, phrase: 'Call/Transaction Does Not Exist' },
  ourOwn: { code: 482, phrase: 'Loop Detected' },
  flood: { code: 486, phrase: 'Busy Here', headers: ['Retry-After: 5'] },
  failed: { code: 500, phrase: 'Server Internal Error' },
  otherVersion: { code: 505, phrase: 'Version Not Supported' },
  tooLarge: { code: 513, phrase: 'Message Too Large' },
} as const satisfies Readonly<Record<string, Answer>>

export type AnswerName = keyof typeof ANSWERS
