import { performance } from 'node:perf_hooks'
import type { Stamp } from '../../domain/time.ts'

/** The only reader of clocks: rules get stamps as arguments. */
export type Clock = { readonly now: () => Stamp }

/** Monotonic and wall time of this run of the app; `run` names it in the journal. */
export function systemClock(run: string): Clock {
  return { now: () => ({ run, mono: performance.now(), wall: Date.now() }) }
}
