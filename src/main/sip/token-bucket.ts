/** Lets `burst` through at once and `perSecond` in the long run. `now` is a monotonic time in milliseconds. */
export type TokenBucket = { readonly take: (now: number) => boolean }

export function tokenBucket(burst: number, perSecond: number): TokenBucket {
  let tokens = burst
  let last = Number.NEGATIVE_INFINITY
  return {
    take: (now) => {
      if (last !== Number.NEGATIVE_INFINITY) {
        tokens = Math.min(burst, tokens + (Math.max(0, now - last) / 1000) * perSecond)
      }
      last = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
