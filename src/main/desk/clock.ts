import { uptime } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Stamp } from '../../domain/time.ts'

/** The only reader of clocks: rules get stamps as arguments. */
export type Clock = { readonly now: () => Stamp }

/** A clock that is told when the computer has slept. */
export type WakingClock = Clock & { readonly wake: () => void }

/** Milliseconds each: since any moment but never backwards, since 1970, and since the machine was started. */
export type ClockSources = {
  readonly mono: () => number
  readonly wall: () => number
  readonly up: () => number
}

/** What the two ways of counting may differ by without any sleep. */
const COARSE_MS = 1_000

/**
 * Monotonic and wall time of this run of the app; `run` names it in the journal. On Linux the monotonic clock stands
 * while the machine sleeps (CLOCK_MONOTONIC), and a call goes on: `wake` adds what the time since the start knows more.
 */
export function createClock(run: string, { mono, wall, up }: ClockSources): WakingClock {
  const apart = (): number => up() - mono()
  const atFirst = apart()
  let slept = 0
  return {
    now: () => ({ run, mono: mono() + slept, wall: wall() }),
    wake: () => {
      const missed = apart() - atFirst
      if (missed - slept >= COARSE_MS) slept = missed
    },
  }
}

export const systemClock = (run: string): WakingClock =>
  createClock(run, { mono: () => performance.now(), wall: Date.now, up: () => uptime() * 1000 })
