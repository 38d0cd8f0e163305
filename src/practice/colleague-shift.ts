import type { PracticeLine } from './api.ts'
import { createRandom, pick } from './random.ts'
import type { SampleCustomer } from './sample/sample-customers.ts'
import { afterMs, between } from './shift.ts'

export interface ColleagueShiftOptions {
  line: PracticeLine
  customers: readonly SampleCustomer[]
  seed?: number
  /** Between two calls to colleagues, milliseconds. Default 45,000 and 90,000. */
  pauseMs?: readonly [number, number]
  /** How long it rings at a colleague's phone before they answer, milliseconds. Default 15,000. */
  ringMs?: number
  /** How long they talk then, milliseconds. Default 20,000 and 60,000. */
  talkMs?: readonly [number, number]
  /** Runs something after so many milliseconds; returns how to call it off. Default: a timer. */
  later?(ms: number, run: () => void): () => void
}

/** The colleagues' working day: now and then it rings at one of their phones, so that the agent can pick up. */
export interface ColleagueShift {
  start(): void
  stop(): void
}

export function createColleagueShift(options: ColleagueShiftOptions): ColleagueShift {
  const { line, customers } = options
  const random = createRandom(options.seed ?? 1)
  const later = options.later ?? afterMs
  const waiting = new Set<() => void>()

  const after = (ms: number, run: () => void): void => {
    const callOff = later(ms, () => {
      waiting.delete(callOff)
      run()
    })
    waiting.add(callOff)
  }

  /** Answered by the colleague, unless somebody else has picked it up. */
  const answer = (extension: string): void => {
    if (line.colleagues().get(extension)?.state !== 'ringing') return
    line.colleague(extension, { state: 'busy' })
    after(between(random, ...(options.talkMs ?? [20_000, 60_000])), () =>
      line.colleague(extension, { state: 'free' }),
    )
  }

  const ring = (): void => {
    const free = [...line.colleagues()].filter(([, { state }]) => state === 'free')
    if (free.length > 0) {
      const [extension] = pick(random, free)
      const { name, phone } = pick(random, customers)
      line.colleague(extension, { state: 'ringing', from: phone, displayName: name })
      after(options.ringMs ?? 15_000, () => answer(extension))
    }
    plan()
  }

  const plan = (): void => after(between(random, ...(options.pauseMs ?? [45_000, 90_000])), ring)

  return {
    start() {
      if (waiting.size === 0) plan()
    },
    stop() {
      for (const callOff of waiting) callOff()
      waiting.clear()
      for (const [extension] of line.colleagues()) line.colleague(extension, { state: 'free' })
    },
  }
}
