import type { RateLimit } from '../../../domain/crm/description.ts'

/**
 * Requests don't take the same time to arrive: two that are sent a window apart may come closer. This much longer
 * between them costs two per cent of the rate and spares most refusals.
 */
const GUARD = 1.02

export type SlidingWindow = {
  /** The monotonic time from which on another one may be sent. */
  readonly freeAt: () => number
  readonly take: (now: number) => void
}

/** Never more than `requests` in any stretch of `perMs`: servers count rolling windows, which a token bucket overruns. */
export function slidingWindow({ requests, perMs }: RateLimit): SlidingWindow {
  const size = Math.max(1, Math.floor(requests))
  const sent = new Float64Array(size).fill(Number.NEGATIVE_INFINITY)
  let oldest = 0
  return {
    freeAt: () => (sent[oldest] ?? 0) + perMs * GUARD,
    take: (now) => {
      sent[oldest] = now
      oldest = (oldest + 1) % size
    },
  }
}
