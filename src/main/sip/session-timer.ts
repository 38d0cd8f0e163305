/** How long a session lasts without being refreshed, in seconds, and who refreshes it (RFC 4028). */
export type Agreement = { readonly seconds: number; readonly refresher: 'us' | 'far' }

export type SessionTimer = {
  /** Null: the session lasts until somebody hangs up. */
  readonly agreement: Agreement | null
  /** The shortest interval that somebody on the way takes, in seconds. */
  readonly minimum: number
  /** How often 422 has raised it. */
  readonly raised: number
}

export type TimerEvent =
  /** A 2xx, ours or the far end's, settled it anew. */
  | { readonly kind: 'agreed'; readonly agreement: Agreement | null }
  /** What was waited for came, so many milliseconds late. */
  | { readonly kind: 'due'; readonly late: number }
  /** The far end refused to be refreshed, and so is there. */
  | { readonly kind: 'refused' }

export type TimerOrder =
  | { readonly kind: 'rest' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'expire' }

/** Longer than any call, and than what a timer can hold. */
const MOST_SECONDS = 604_800
/** Milliseconds; a timer that is later than this stood still, as in a sleeping computer. */
const SLEPT = 5_000
/** A far end that raises without end gets no call. */
const MOST_RAISES = 2

export const newSessionTimer = (minimum: number): SessionTimer => ({ agreement: null, minimum, raised: 0 })

/** RFC 4028 §10: when the side that refreshes does it, and when the other one stops believing that it will. */
export const refreshAfter = (seconds: number): number => seconds / 2
export const expiresAfter = (seconds: number): number => seconds - Math.min(32, seconds / 3)

/** The rules of a session's timer. What is refused is tried again while the interval lasts, and never ends a call. */
export function stepTimer(timer: SessionTimer, event: TimerEvent): readonly [SessionTimer, TimerOrder] {
  const agreement = event.kind === 'agreed' ? event.agreement : timer.agreement
  const next = { ...timer, agreement }
  if (!agreement) return [next, { kind: 'rest' }]
  const { seconds, refresher } = agreement
  switch (event.kind) {
    case 'agreed':
      return [next, { kind: 'wait', seconds: (refresher === 'us' ? refreshAfter : expiresAfter)(seconds) }]
    case 'due':
      // Who slept can't know whether the far end refreshed: it asks.
      return [next, { kind: refresher === 'us' || event.late > SLEPT ? 'refresh' : 'expire' }]
    case 'refused':
      return [next, { kind: 'wait', seconds: seconds / 4 }]
  }
}

/** The timer after a 422 with this Min-SE (RFC 4028 §7.4); null when it asks for nothing that could be given. */
export function raiseTimer(timer: SessionTimer, minimum: number | null): SessionTimer | null {
  const { agreement } = timer
  if (minimum === null || minimum <= timer.minimum || minimum > MOST_SECONDS) return null
  if (timer.raised >= MOST_RAISES) return null
  const seconds = Math.max(agreement?.seconds ?? 0, minimum)
  return { agreement: agreement && { ...agreement, seconds }, minimum, raised: timer.raised + 1 }
}

type SessionExpires = { readonly seconds: number; readonly refresher: 'uac' | 'uas' | null }

function parseSessionExpires(value: string | undefined): SessionExpires | null {
  const seconds = Number(value?.match(/^\s*(\d{1,9})\s*(?:;|$)/)?.[1] ?? Number.NaN)
  if (!(seconds > 0 && seconds <= MOST_SECONDS)) return null
  const refresher = value?.match(/;\s*refresher\s*=\s*(ua[cs])\b/i)?.[1]?.toLowerCase()
  return { seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null }
}

/** What a 2xx to a request of ours settles. One that names nobody leaves it to us. */
export function agreementOf(sessionExpires: string | undefined): Agreement | null {
  const read = parseSessionExpires(sessionExpires)
  return read && { seconds: read.seconds, refresher: read.refresher === 'uas' ? 'far' : 'us' }
}

export type TimerAnswer =
  | { readonly kind: 'tooSmall'; readonly headers: readonly string[] }
  | { readonly kind: 'agreed'; readonly agreement: Agreement | null; readonly headers: readonly string[] }

const NO_TIMER: TimerAnswer = { kind: 'agreed', agreement: null, headers: [] }

/**
 * What a request of the far end's is answered (RFC 4028 §9). Whom nobody asked gets no timer. `supports`: the far end
 * knows of timers, else it was a proxy that asked, and only we can refresh.
 */
export function answerTimer(
  sessionExpires: string | undefined,
  supports: boolean,
  minimum: number,
): TimerAnswer {
  const asked = parseSessionExpires(sessionExpires)
  if (!asked) return NO_TIMER
  if (asked.seconds < minimum) {
    return supports ? { kind: 'tooSmall', headers: [`Min-SE: ${minimum}`] } : NO_TIMER
  }
  const refresher = supports ? (asked.refresher ?? 'uac') : 'uas'
  const headers = [`Session-Expires: ${asked.seconds};refresher=${refresher}`]
  if (refresher === 'uac') headers.push('Require: timer')
  return {
    kind: 'agreed',
    agreement: { seconds: asked.seconds, refresher: refresher === 'uas' ? 'us' : 'far' },
    headers,
  }
}
