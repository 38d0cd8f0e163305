import type { LineTiming } from '../timing.ts'

/** Finds a connection that died without a word: neither TCP nor SIP would notice for minutes. */
export type KeepAlive = {
  /** From now on, each `idle` of silence is asked about. */
  readonly start: () => void
  /** Asks at least this often, in milliseconds, whatever comes in: the server wants it. Null: after silence only. */
  readonly pace: (every: number | null) => void
  /** Something came. */
  readonly heard: () => void
  /** The answer to a question came. */
  readonly answered: () => void
  /** Asks now; nothing but the answer counts, as data may have lain in a buffer since before. */
  readonly probe: (deadline: number) => void
  readonly stop: () => void
}

/** RFC 5626 §4.4.1: a random share of the time that the server gives, so that its clients don't ask all at once. */
const shareOf = (every: number): number => every * (0.8 + 0.2 * Math.random())

export function createKeepAlive(
  timing: Pick<LineTiming, 'idle' | 'pong'>,
  ask: () => void,
  /** Nothing came within the deadline. */
  dead: (deadline: number) => void,
): KeepAlive {
  let waiting: 'nothing' | 'sign' | 'answer' = 'nothing'
  let lastHeard = performance.now()
  let every: number | null = null
  /** When the next question is due by the pace. */
  let due = Number.POSITIVE_INFINITY
  let started = false
  let watch: NodeJS.Timeout | undefined

  const takeTime = () => {
    due = every === null ? Number.POSITIVE_INFINITY : performance.now() + shareOf(every)
  }

  const question = (deadline: number, wanted: 'sign' | 'answer') => {
    waiting = wanted
    takeTime()
    clearTimeout(watch)
    watch = setTimeout(() => dead(deadline), deadline)
    ask()
  }

  const next = (): number => Math.min(lastHeard + timing.idle, due)

  const watchIdle = () => {
    waiting = 'nothing'
    clearTimeout(watch)
    watch = setTimeout(
      () => {
        if (performance.now() >= next()) question(timing.pong, 'sign')
        else watchIdle()
      },
      Math.max(1, next() - performance.now()),
    )
  }

  const heard = () => {
    lastHeard = performance.now()
    if (waiting === 'sign') watchIdle()
  }

  return {
    start: () => {
      started = true
      lastHeard = performance.now()
      takeTime()
      watchIdle()
    },
    pace: (wanted) => {
      if (wanted === every) return
      every = wanted
      takeTime()
      if (started && waiting === 'nothing') watchIdle()
    },
    heard,
    answered: () => {
      heard()
      if (waiting === 'answer') watchIdle()
    },
    probe: (deadline) => question(deadline, 'answer'),
    stop: () => {
      started = false
      clearTimeout(watch)
    },
  }
}
