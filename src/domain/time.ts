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

/** A stretch of time from one moment to another. */
export type Span = { readonly from: Stamp; readonly to: Stamp }

/** Milliseconds that lie in at least one of the spans: where two overlap, their time counts once. */
export function covered(spans: readonly Span[]): number {
  const ends = new Map<string, number>()
  let sum = 0
  for (const { from, to } of spans.toSorted((one, other) => one.from.mono - other.from.mono)) {
    const begin = Math.max(from.mono, ends.get(from.run) ?? from.mono)
    const end = from.mono + elapsed(from, to)
    if (end <= begin) continue
    sum += end - begin
    ends.set(from.run, end)
  }
  return sum
}
