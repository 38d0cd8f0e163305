/** Longer than this `setTimeout` can't wait; what waits for ever is woken by its signal. */
const LONGEST_MS = 2 ** 31 - 1

/** Ends after so many milliseconds (null: never), or as soon as the signal says so. */
export const waitFor = (ms: number | null, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.min(ms ?? LONGEST_MS, LONGEST_MS))
    signal.addEventListener('abort', done)
  })
