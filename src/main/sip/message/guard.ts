import { ANSWERS, type Answer } from './answers.ts'
import { type Problem, type Request, requestProblem, responseProblem, tagOf } from './checks.ts'
import { type NormaliseContext, normalise } from './normalise.ts'
import { cut, type Limits, type RawMessage } from './raw-message.ts'
import { reply } from './reply.ts'

export type GuardContext = NormaliseContext & {
  /** Whether one more new call may be looked at now. */
  readonly mayCall: () => boolean
}

export type Verdict =
  /** For SIP.js: `text` is the message as it has to be parsed. */
  | { readonly kind: 'pass'; readonly raw: RawMessage; readonly text: string }
  | { readonly kind: 'answer'; readonly reply: string; readonly why: string; readonly stray: boolean }
  /** Stray: it belongs to no call, and would not have begun one that anybody can ask for. */
  | { readonly kind: 'drop'; readonly why: string; readonly stray: boolean }
  /** CRLF keep-alive (RFC 5626 §3.5.1): `answer` is the pong, or empty. */
  | { readonly kind: 'keepAlive'; readonly answer: string }

export const LIMITS: Limits = { bytes: 64 * 1024, header: 8 * 1024, headers: 100 }

const CR = 13
const LF = 10

function withoutLeadingBreaks(bytes: Buffer): Buffer {
  let at = 0
  while (at < bytes.length && (bytes[at] === CR || bytes[at] === LF)) at += 1
  return bytes.subarray(at)
}

const isRequest = (raw: RawMessage): raw is Request => raw.start.kind === 'request'

/** A call that isn't there yet. */
const isNewCall = (raw: Request): boolean => raw.start.method === 'INVITE' && tagOf(raw, 'to') === undefined

function refuse(raw: RawMessage, { answer: name, why, headers = [] }: Problem): Verdict {
  const answer: Answer = ANSWERS[name]
  const text = reply(raw, { ...answer, headers: [...(answer.headers ?? []), ...headers] })
  const stray = isRequest(raw) && isNewCall(raw)
  return text === null ? { kind: 'drop', why, stray } : { kind: 'answer', reply: text, why, stray }
}

/**
 * Looks at a message before SIP.js does: SIP.js drops in silence what it can't parse, rings for what it should refuse,
 * throws at some, and takes ten times as long for large ones. What passes is put into the form that it can read.
 */
export function guard(bytes: Buffer, context: GuardContext): Verdict {
  const message = withoutLeadingBreaks(bytes)
  if (message.length === 0) return { kind: 'keepAlive', answer: bytes.length >= 4 ? '\r\n' : '' }
  const made = cut(message, LIMITS)
  if (made.kind === 'noSip') return { kind: 'drop', why: made.why, stray: true }
  const raw = made.message
  if (made.kind === 'tooLarge') return refuse(raw, { answer: 'tooLarge', why: made.why })
  if (made.kind === 'malformed') return refuse(raw, { answer: 'malformed', why: made.why })
  if (!isRequest(raw)) {
    const why = responseProblem(raw)
    return why === null
      ? { kind: 'pass', raw, text: normalise(raw, context) }
      : { kind: 'drop', why, stray: false }
  }
  const problem = requestProblem(raw)
  if (problem) return refuse(raw, problem)
  if (isNewCall(raw) && !context.mayCall()) return refuse(raw, { answer: 'flood', why: 'a flood of calls' })
  return { kind: 'pass', raw, text: normalise(raw, context) }
}
