/**
 * When something happened. `mono` is the monotonic clock in milliseconds since `run` began and is what
 * durations are made of; `wall` is the wall clock in epoch milliseconds and is only shown.
 * Monotonic times of two runs of the app can't be compared.
 */
export type Stamp = {
  readonly run: string
  readonly mono: number
  readonly wall: number
}

/** Milliseconds from `from` to `to`; 0 where the two can't be compared or run backwards. */
export function elapsed(from: Stamp, to: Stamp): number {
  if (from.run !== to.run) return 0
  return Math.max(0, to.mono - from.mono)
}

/** A duration for a display that goes on by itself: `ms` at the moment of the snapshot, growing if it ticks. */
export type Ticker = {
  readonly ms: number
  readonly ticking: boolean
}
