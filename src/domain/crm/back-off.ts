import { backOff } from './outbox.ts'

/** Full jitter can come close to nothing; reading is in no such hurry. */
const LEAST_MS = 250

/** How long reading waits after so many failures in a row, in milliseconds. `random` is from 0 to 1. */
export const readingBackOff = (failures: number, retryAfter: number | null, random: number): number =>
  Math.round(
    Math.max(
      LEAST_MS,
      backOff(failures, () => random, retryAfter),
    ),
  )

/** The pause between two looks for changes: within a tenth of what was asked for, so that desks don't ask in step. */
export const pauseOf = (everySeconds: number, random: number): number =>
  Math.round(everySeconds * 1_000 * (0.9 + 0.2 * random))
