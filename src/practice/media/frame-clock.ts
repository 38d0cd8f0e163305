/** Ticks every 20 ms for all who listen, and runs only while somebody does. */
export interface FrameClock {
  /** Returns how to stop. */
  every20ms(tick: () => void): () => void
}

const frameMs = 20
/** After a pause of the process no more than this is made up for; the rest is lost, as it would be on a real line. */
const mostMadeUp = 10

/**
 * The due time is counted from the start, not from the last tick, so that late timers don't add up to drift: a second
 * has 50 frames whatever the timers do.
 */
export function createFrameClock(now: () => number = () => performance.now()): FrameClock {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  let due = 0

  function run(): void {
    let made = 0
    while (due <= now() && made < mostMadeUp) {
      due += frameMs
      made += 1
      for (const tick of [...listeners]) tick()
    }
    if (due <= now()) due = now() + frameMs
    timer = listeners.size > 0 ? setTimeout(run, Math.max(0, due - now())) : undefined
  }

  return {
    every20ms(tick) {
      listeners.add(tick)
      if (timer === undefined) {
        due = now() + frameMs
        timer = setTimeout(run, frameMs)
      }
      return () => {
        listeners.delete(tick)
        if (listeners.size > 0) return
        clearTimeout(timer)
        timer = undefined
      }
    },
  }
}
