import type { LineReason } from '../../domain/line.ts'
import type { LineTiming } from './timing.ts'
import type { SocketFailure } from './transport/failure.ts'
import type { Flow } from './transport/socket.ts'

/** The final answer to a REGISTER. `code` 0: none came, or the request couldn't be sent. */
export type RegisterAnswer = {
  readonly code: number
  readonly phrase: string
  /** Seconds granted by a 2xx; null where it doesn't say. */
  readonly granted: number | null
  /** Seconds of Retry-After. */
  readonly retryAfter: number | null
  /** Seconds of Min-Expires. */
  readonly minExpires: number | null
  /** A 401 or 407 whose challenge could not be answered at all: no digest, or no algorithm that is known here. */
  readonly unknownChallenge: boolean
  /** The registrar routes to us by the connection that we registered over (RFC 5626 §6). */
  readonly outbound: boolean
  /** Seconds of Flow-Timer. */
  readonly flowTimer: number | null
  /** Where a 3xx points to. */
  readonly elsewhere: string | null
}

/** What the REGISTER asked for, and how often in a row it was found too brief before. */
export type RegisterAsked = {
  readonly expires: number
  readonly regId: boolean
  readonly tooBrief: number
}

export type RegisterMeaning =
  /** Registered; `refresh` is the time until the next REGISTER, in milliseconds. */
  | { readonly kind: 'registered'; readonly refresh: number }
  /** Ask again at once, for this. */
  | { readonly kind: 'again'; readonly asked: RegisterAsked }
  /** Only the user can help. */
  | { readonly kind: 'refused'; readonly reason: LineReason; readonly detail: string }
  /** Ask again later: in `ms`, or by the back-off. `newFlow`: over another connection; `elsewhere`: sooner another server. */
  | {
      readonly kind: 'later'
      readonly ms: number | null
      readonly failure: SocketFailure
      readonly newFlow: boolean
      readonly elsewhere: boolean
    }

/** Min-Expires is followed once in a row: a registrar that never agrees must not be asked for ever. */
const MOST_BRIEF = 1
/** Seconds of Min-Expires beyond which it isn't believed: a day. */
const LONGEST_MIN_EXPIRES = 86_400
/** Milliseconds; sooner than this a refresh would be a storm. It still comes before a binding of 5 s ends. */
const SOONEST_REFRESH = 4_000

/** Seconds of Flow-Timer that are believed. */
const LONGEST_FLOW_TIMER = 86_400

/** The share of a binding's time after which it is renewed: what is left is for one lost answer and its retries. */
const share = (seconds: number): number => Math.round(seconds * 800)

/**
 * Milliseconds until a binding is refreshed. A grant of nothing is a fault of the registrar and counts as the shortest
 * time; one that says nothing as the time that was asked for.
 */
export function refreshAfter(granted: number | null, asked: number, timing: LineTiming): number {
  const seconds = Math.min(timing.longestExpires, granted === 0 ? timing.shortestExpires : (granted ?? asked))
  const soonest = Math.min(SOONEST_REFRESH, share(timing.shortestExpires))
  return Math.max(soonest, share(seconds))
}

/** What a 2xx grants the connection that it came by. A Flow-Timer of no time, or of for ever, says nothing. */
export function flowOf({ outbound, flowTimer }: RegisterAnswer): Flow {
  const sane = flowTimer !== null && flowTimer > 0 && flowTimer <= LONGEST_FLOW_TIMER
  return { outbound, every: sane ? flowTimer * 1000 : null }
}

/** Milliseconds that Retry-After orders, spread so that not every agent comes back at once. Zero orders nothing. */
function ordered(retryAfter: number | null, timing: LineTiming, random: () => number): number | null {
  if (retryAfter === null || retryAfter <= 0) return null
  return Math.round(Math.min(timing.longestRetryAfter, retryAfter * 1000) + random() * timing.firstRetry)
}

function tooBrief(answer: RegisterAnswer, asked: RegisterAsked): RegisterAsked | null {
  const { minExpires } = answer
  const sane = minExpires !== null && minExpires > asked.expires && minExpires <= LONGEST_MIN_EXPIRES
  if (!sane || asked.tooBrief >= MOST_BRIEF) return null
  return { ...asked, expires: minExpires, tooBrief: asked.tooBrief + 1 }
}

function failureOf(answer: RegisterAnswer, host: string): SocketFailure {
  const { code, phrase, elsewhere } = answer
  if (code === 0) return { reason: 'noAnswer', detail: `REGISTER could not be sent to ${host}` }
  const detail = `${host}: ${code} ${phrase}`
  if (code === 423) {
    return { reason: 'serverError', detail: `${host} finds every registration too brief: 423 ${phrase}` }
  }
  // Whoever can answer in the registrar's place could send the login anywhere (RFC 3261 §8.1.3.4 leaves it to us).
  if (code < 400) {
    const where = elsewhere === null ? 'elsewhere' : `to ${elsewhere}`
    return { reason: 'serverError', detail: `${detail}; it points ${where}, which isn't followed` }
  }
  return { reason: 'serverError', detail }
}

/** What a final response to REGISTER means. Pure: `random` is in [0, 1). */
export function meaningOf(
  answer: RegisterAnswer,
  asked: RegisterAsked,
  { timing, host }: { readonly timing: LineTiming; readonly host: string },
  random: () => number,
): RegisterMeaning {
  const { code } = answer
  if (code >= 200 && code <= 299) {
    return { kind: 'registered', refresh: refreshAfter(answer.granted, asked.expires, timing) }
  }
  const detail = `${host}: ${code} ${answer.phrase}`
  switch (code) {
    // The challenge was answered once already, by the transaction: a second one says that the password is wrong.
    case 401:
    case 407:
      return answer.unknownChallenge
        ? {
            kind: 'refused',
            reason: 'forbidden',
            detail: `${detail}; the server asks for a login that isn't known here`,
          }
        : { kind: 'refused', reason: 'wrongPassword', detail }
    case 403:
      return { kind: 'refused', reason: 'forbidden', detail }
    case 404:
      return { kind: 'refused', reason: 'unknownAccount', detail }
    case 423: {
      const longer = tooBrief(answer, asked)
      if (longer) return { kind: 'again', asked: longer }
      break
    }
    // First hop lacks outbound support (RFC 5626 §11.6): the same without `reg-id`.
    case 439:
      if (asked.regId) return { kind: 'again', asked: { ...asked, regId: false } }
  }
  return {
    kind: 'later',
    ms: ordered(answer.retryAfter, timing, random),
    failure: failureOf(answer, host),
    // 430 Flow Failed: the path to this client is gone on the server's side (RFC 5626 §11.5).
    newFlow: code === 430,
    // What is wrong with the server alone (RFC 3263 §4.3); 6xx speaks for all.
    elsewhere: code === 0 || code === 408 || (code >= 500 && code <= 599),
  }
}

/** Answers that leave an earlier registration as it is. */
const PASSING = new Set([0, 408, 423, 429, 430, 439])

/**
 * The route set of later requests after this answer (RFC 3608 §6.1): a 2xx brings it or takes it back, a refusal takes
 * it back, and trouble on the server's side leaves it.
 */
export function routeAfter(
  known: readonly string[],
  code: number,
  offered: readonly string[],
): readonly string[] {
  if (code >= 200 && code <= 299) return offered
  return PASSING.has(code) || (code >= 500 && code <= 599) ? known : []
}
