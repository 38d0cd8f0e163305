const WINDOW_MS = 30_000

export type Rate = {
  readonly add: (records: number, now: number) => void
  /** Records a second, over the last half minute. */
  readonly perSecond: (now: number) => number
}

export function createRate(): Rate {
  let marks: { readonly at: number; readonly records: number }[] = []
  const recent = (now: number) => marks.filter(({ at }) => at > now - WINDOW_MS && at <= now)
  return {
    add: (records, now) => {
      marks = recent(now)
      marks.push({ at: now, records })
    },
    perSecond: (now) => {
      const last = recent(now)
      const first = last[0]
      if (!first || last.length < 2) return 0
      // What the first mark counts came before it.
      const records = last.slice(1).reduce((sum, mark) => sum + mark.records, 0)
      const seconds = (now - first.at) / 1_000
      return seconds > 0 ? records / seconds : 0
    },
  }
}
