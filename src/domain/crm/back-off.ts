const FIRST_MS = 1_000
const MOST_MS = 15 * 60_000

/**
 * How long to wait after so many failures in a row, in milliseconds: full jitter, doubled each time up to a quarter of an
 * hour, and never less than the server asks for. A server that asks for nothing or for zero is not asked again at once.
 * `random` is from 0 to 1. Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
 */
export function backOff(failures: number, retryAfter: number | null, random: number): number {
  const highest = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 20))
  return Math.max(retryAfter ?? 0, Math.round(random * highest), FIRST_MS / 4)
}

/** The pause between two looks for changes: within a tenth of what was asked for, so that desks don't ask in step. */
export const pauseOf = (everySeconds: number, random: number): number =>
  Math.round(everySeconds * 1_000 * (0.9 + 0.2 * random))
