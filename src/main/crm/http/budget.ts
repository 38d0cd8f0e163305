import { performance } from 'node:perf_hooks'
import type { RateLimit } from '../../../domain/crm/description.ts'
import { PRIORITIES, type Priority } from './http.ts'
import { type SlidingWindow, slidingWindow } from './sliding-window.ts'

export type BudgetClock = {
  /** Monotonic, in milliseconds. */
  readonly now: () => number
  /** Runs once after so many milliseconds; what it gives takes that back. */
  readonly after: (ms: number, run: () => void) => () => void
  /** At least 0 and less than 1. */
  readonly random: () => number
}

export const systemBudgetClock: BudgetClock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: Math.random,
}

/** `at` is when it may be sent, which is now. Without a turn: how long it would have taken at least, in milliseconds. */
export type Turn =
  | { readonly ok: true; readonly at: number }
  | { readonly ok: false; readonly waitMs: number }

export type Want = {
  readonly priority: Priority
  readonly search: boolean
  /** How long it may wait, in milliseconds. */
  readonly patienceMs: number
}

/** What one connection may ask of its server, shared by everything that asks. */
export type Budget = {
  readonly turn: (want: Want) => Promise<Turn>
  /** The server said that it was too much. Gives how long nothing is sent, in milliseconds. */
  readonly limited: (retryAfter: number | null, sentAt: number) => number
  /** The server took one that was sent then: it isn't too much any more. */
  readonly served: (sentAt: number) => void
}

type Waiting = Want & { readonly settle: (turn: Turn) => void; stopWaiting: () => void }

const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 15 * 60_000
/** Timers of Node end at 2^31 ms; looking again now and then costs nothing. */
const LONGEST_TIMER = 60 * 60_000

/** Doubles with each refusal in a row. Half of it is drawn, so that many desks don't come back at the same moment. */
const pauseOf = (strikes: number, random: number): number =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(strikes - 1, 30)) * (0.5 + random / 2)

/**
 * Lets requests through as the limits allow, the higher priority first, in their order within one. What waits for the
 * search limit alone holds up nobody else.
 */
export function createBudget(
  limits: { readonly all: RateLimit; readonly search?: RateLimit },
  clock: BudgetClock = systemBudgetClock,
): Budget {
  const all = slidingWindow(limits.all)
  const search: SlidingWindow | null = limits.search ? slidingWindow(limits.search) : null
  const waiting: Record<Priority, Waiting[]> = { push: [], lookup: [], delta: [], sweep: [] }
  let pausedUntil = Number.NEGATIVE_INFINITY
  let pausedAt = Number.NEGATIVE_INFINITY
  let strikes = 0
  let wake: (() => void) | null = null

  const readyAt = (want: Want): number =>
    Math.max(pausedUntil, all.freeAt(), want.search && search ? search.freeAt() : Number.NEGATIVE_INFINITY)

  const take = (want: Want, now: number): Turn => {
    all.take(now)
    if (want.search) search?.take(now)
    return { ok: true, at: now }
  }

  /** Everybody whose turn it is goes; the timer is set for the next one. */
  function letThrough(): void {
    wake?.()
    wake = null
    const now = clock.now()
    let next = Number.POSITIVE_INFINITY
    for (const priority of PRIORITIES) {
      waiting[priority] = waiting[priority].filter((one) => {
        const at = readyAt(one)
        if (at > now) {
          next = Math.min(next, at)
          return true
        }
        one.stopWaiting()
        one.settle(take(one, now))
        return false
      })
    }
    if (next === Number.POSITIVE_INFINITY) return
    wake = clock.after(Math.min(LONGEST_TIMER, Math.max(1, next - now)), letThrough)
  }

  return {
    turn: (want) => {
      const early = readyAt(want) - clock.now()
      if (early > want.patienceMs) return Promise.resolve({ ok: false, waitMs: early })
      return new Promise((settle) => {
        const one: Waiting = { ...want, settle, stopWaiting: () => undefined }
        waiting[want.priority].push(one)
        letThrough()
        if (!waiting[want.priority].includes(one) || want.patienceMs === Number.POSITIVE_INFINITY) return
        one.stopWaiting = clock.after(want.patienceMs, () => {
          waiting[want.priority] = waiting[want.priority].filter((other) => other !== one)
          settle({ ok: false, waitMs: Math.max(0, readyAt(want) - clock.now()) })
        })
      })
    },

    limited: (retryAfter, sentAt) => {
      const now = clock.now()
      // Several were on their way when the first was refused: they say nothing about whether the pause was long enough.
      const known = sentAt < pausedAt
      if (!known) {
        strikes += 1
        pausedAt = now
      }
      const pause = Math.max(retryAfter ?? 0, known ? 0 : pauseOf(strikes, clock.random()))
      pausedUntil = Math.max(pausedUntil, now + pause)
      letThrough()
      return Math.max(0, pausedUntil - now)
    },

    served: (sentAt) => {
      if (sentAt >= pausedAt) strikes = 0
    },
  }
}
