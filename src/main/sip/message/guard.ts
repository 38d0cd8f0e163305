import { cut, decode, type Limits, type RawMessage } from './raw-message.ts'
import { reply } from './reply.ts'

export type GuardContext = {
  /** The account's domain, for numbers that come without one. */
  readonly domain: string
  /** User parts of Request-URIs that are ours. */
  readonly users: () => { readonly account: string; readonly contact: string; readonly host: string }
  /** Whether one more new call may be looked at now. */
  readonly mayCall: () => boolean
}

export type Verdict =
  /** For SIP.js: `text` is the message as it has to be parsed. */
  | { readonly kind: 'pass'; readonly raw: RawMessage; readonly text: string }
  | { readonly kind: 'answer'; readonly reply: string; readonly why: string }
  | { readonly kind: 'drop'; readonly why: string }
  /** CRLF keep-alive (RFC 5626 §3.5.1): `answer` is the pong, or empty. */
  | { readonly kind: 'keepAlive'; readonly answer: string }

export const LIMITS: Limits = { bytes: 64 * 1024, header: 8 * 1024, headers: 100 }

export function guard(bytes: Buffer, _context: GuardContext): Verdict {
  const made = cut(bytes, LIMITS)
  if (made.kind === 'noSip') return { kind: 'drop', why: made.why }
  if (made.kind === 'tooLarge') {
    const answer = reply(made.message, 513, 'Message Too Large')
    return answer === null
      ? { kind: 'drop', why: made.why }
      : { kind: 'answer', reply: answer, why: made.why }
  }
  return { kind: 'pass', raw: made.message, text: decode(bytes) }
}
