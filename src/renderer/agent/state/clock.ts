/** One clock for everything on screen that runs by itself. It stands still while nothing shows a running time. */
export type Clock = {
  readonly now: () => number
  readonly subscribe: (listener: () => void) => () => void
}

/** Four times a second: a second that passes is shown at most 250 ms late, on every card at the same moment. */
const BEAT_MS = 250

export function createClock(now: () => number): Clock {
  const listeners = new Set<() => void>()
  let beat: ReturnType<typeof setInterval> | null = null
  return {
    now,
    subscribe: (listener) => {
      listeners.add(listener)
      beat ??= setInterval(() => {
        for (const each of listeners) each()
      }, BEAT_MS)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || beat === null) return
        clearInterval(beat)
        beat = null
      }
    },
  }
}
