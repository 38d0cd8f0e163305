/** How often a page may be loaded again before it is taken for broken. */
export type RestartBudget = {
  /** Whether one more restart is allowed at `now` (monotonic milliseconds); counts it when it is. */
  readonly take: (now: number) => boolean
  /** Forgets what was counted: somebody asked for another try. */
  readonly refill: () => void
}

export function createRestartBudget(limits: {
  readonly most: number
  readonly withinMs: number
}): RestartBudget {
  let taken: number[] = []
  return {
    take: (now) => {
      taken = taken.filter((at) => now - at < limits.withinMs)
      if (taken.length >= limits.most) return false
      taken.push(now)
      return true
    },
    refill: () => {
      taken = []
    },
  }
}
