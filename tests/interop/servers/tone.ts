import { decodeMuLaw, encodeMuLaw } from '../../../src/practice/media/mu-law.ts'

export const sampleRate = 8_000
/** Samples in 20 ms. */
export const frameLength = 160

/** One second of a tone as frames of µ-law. Its frequency is a whole number of Hz, so that it can be played in a loop. */
export function toneFrames(frequency: number, level = 0.3): readonly Uint8Array[] {
  const peak = level * Math.SQRT2
  const samples = Float32Array.from(
    { length: sampleRate },
    (_, index) => peak * Math.sin((2 * Math.PI * frequency * index) / sampleRate),
  )
  const bytes = encodeMuLaw(samples)
  return Array.from({ length: sampleRate / frameLength }, (_, frame) =>
    bytes.subarray(frame * frameLength, (frame + 1) * frameLength),
  )
}

export type Heard = {
  /** RMS of the last half second; 1 is full scale. Silence when fewer than five frames came within it. */
  readonly rms: number
  /** What part of that energy lies at the frequency asked for, 0 to 1. */
  readonly purity: (frequency: number) => number
}

const listenedMs = 500
const fewest = 5

/** Listens to µ-law frames and tells which tone they carry. */
export type Ear = {
  readonly packets: () => number
  readonly add: (frame: Uint8Array) => void
  readonly now: () => Heard
}

export function createEar(): Ear {
  let frames: { readonly at: number; readonly samples: Float32Array }[] = []
  let packets = 0
  return {
    packets: () => packets,
    add: (frame) => {
      packets += 1
      frames = frames.slice(-60)
      frames.push({ at: performance.now(), samples: decodeMuLaw(frame) })
    },
    now: () => {
      const since = performance.now() - listenedMs
      const recent = frames.filter(({ at }) => at > since)
      if (recent.length < fewest) return { rms: 0, purity: () => 0 }
      const energy = recent.reduce((sum, { samples }) => sum + energyOf(samples), 0)
      const count = recent.reduce((sum, { samples }) => sum + samples.length, 0)
      // Frame by frame, since lost ones break the phase.
      const at = (frequency: number) =>
        recent.reduce((sum, { samples }) => sum + energyAt(samples, frequency), 0)
      return {
        rms: Math.sqrt(energy / count),
        purity: (frequency) => (energy === 0 ? 0 : Math.min(1, at(frequency) / energy)),
      }
    },
  }
}

const energyOf = (samples: Float32Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0)

/** Energy of the component at one frequency (Goertzel's algorithm). */
function energyAt(samples: Float32Array, frequency: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate)
  let last = 0
  let beforeLast = 0
  for (const sample of samples) {
    const next = sample + turn * last - beforeLast
    beforeLast = last
    last = next
  }
  const power = last * last + beforeLast * beforeLast - turn * last * beforeLast
  return (2 * power) / samples.length
}
