import type { LineTiming } from '../timing.ts'

/** Finds a connection that died without a word: neither TCP nor SIP would notice for minutes. */
export type KeepAlive = {
  /** From now on, each `idle` of silence is asked about. */
  readonly start: () => void
  /** Something came. */
  readonly heard: () => void
  /** The answer to a question came. */
  readonly answered: () => void
  /** Asks now; nothing but the answer counts, as data may have lain in a buffer since before. */
  readonly probe: (deadline: number) => void
  readonly stop: () => void
}

export function createKeepAlive(
  timing: Pick<LineTiming, 'idle' | 'pong'>,
  ask: () => void,
  /** Nothing came within the deadline. */
  dead: (deadline: number) => void,
): KeepAlive {
  let waiting: 'nothing' | 'sign' | 'answer' = 'nothing'
  let lastHeard = performance.now()
  let watch: NodeJS.Timeout | undefined

  const question = (deadline: number, wanted: 'sign' | 'answer') => {
    waiting = wanted
    clearTimeout(watch)
    watch = setTimeout(() => dead(deadline), deadline)
    ask()
  }

  const watchIdle = () => {
    waiting = 'nothing'
    clearTimeout(watch)
    const silent = performance.now() - lastHeard
    watch = setTimeout(
      () => {
        if (performance.now() - lastHeard >= timing.idle) question(timing.pong, 'sign')
        else watchIdle()
      },
      Math.max(1, timing.idle - silent),
    )
  }

  const heard = () => {
    lastHeard = performance.now()
    if (waiting === 'sign') watchIdle()
  }

  return {
    start: () => {
      lastHeard = performance.now()
      watchIdle()
    },
    heard,
    answered: () => {
      heard()
      if (waiting === 'answer') watchIdle()
    },
    probe: (deadline) => question(deadline, 'answer'),
    stop: () => clearTimeout(watch),
  }
}
