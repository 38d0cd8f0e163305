import type { Heard } from '../servers/tone.ts'
import { until } from '../servers/wait.ts'

export type Hearing = {
  readonly what: string
  readonly heard: () => Heard
  /** Hz of the tone that should come. */
  readonly tone: number
}

const audible = 0.1
const pure = 0.8

/** Resolves once each side hears the tone of the other, and hardly anything else. */
export async function twoWayAudio(...sides: readonly Hearing[]): Promise<void> {
  for (const { what, heard, tone } of sides) {
    await until(
      `${what} hears ${tone} Hz`,
      () => {
        const now = heard()
        return now.rms > audible && now.purity(tone) > pure
      },
      {
        also: () => `: RMS ${heard().rms.toFixed(3)}, of it ${heard().purity(tone).toFixed(2)} at ${tone} Hz`,
      },
    )
  }
}
