import type { BudgetClock } from '../budget.ts'

/** A clock that goes on only by hand; what was due runs in its order. */
export type HandClock = BudgetClock & {
  readonly advance: (ms: number) => void
  /** How long until the next thing is due; null where nothing is. */
  readonly untilNext: () => number | null
}

export function handClock(random = 0.5): HandClock {
  let now = 0
  let timers: { readonly at: number; readonly run: () => void }[] = []
  return {
    now: () => now,
    random: () => random,
    after: (ms, run) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    untilNext: () => (timers.length === 0 ? null : Math.min(...timers.map(({ at }) => at)) - now),
    advance: (ms) => {
      const end = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0]
        if (!next) break
        timers = timers.filter((other) => other !== next)
        now = Math.max(now, next.at)
        next.run()
      }
      now = end
    },
  }
}
