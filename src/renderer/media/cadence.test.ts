import { describe, expect, it } from 'vitest'
import { cadences, renderCadence } from './cadence.ts'

const rate = 8_000
const rms = (samples: Float32Array, from: number, to: number): number => {
  const part = samples.subarray(from * rate, to * rate)
  return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length)
}

/** Power at one frequency (Goertzel). */
const power = (samples: Float32Array, hertz: number): number => {
  const turn = (2 * Math.PI * hertz) / rate
  let [cosine, sine] = [0, 0]
  for (const [index, sample] of samples.entries()) {
    cosine += sample * Math.cos(turn * index)
    sine += sample * Math.sin(turn * index)
  }
  return Math.hypot(cosine, sine) / samples.length
}

describe.each(Object.entries(cadences))('the sound %s', (_name, cadence) => {
  const samples = renderCadence(cadence, rate)

  it('lasts one round, never clips, and joins its own beginning without a click', () => {
    expect(samples.length).toBe(cadence.period * rate)
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    expect(peak).toBeLessThan(0.9)
    expect(peak).toBeGreaterThan(0.05)
    expect(samples[0]).toBe(0)
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001)
  })

  it('begins and ends each note softly', () => {
    for (const { at, lasts } of cadence.notes) {
      expect(Math.abs(samples[Math.ceil(at * rate)] ?? 1)).toBeLessThan(0.2)
      expect(Math.abs(samples[Math.floor((at + lasts) * rate) - 1] ?? 1)).toBeLessThan(0.1)
    }
  })

  it('has a pause in which nothing sounds', () => {
    const end = Math.max(...cadence.notes.map(({ at, lasts }) => at + lasts))
    expect(end).toBeLessThan(cadence.period)
    expect(rms(samples, end, cadence.period)).toBe(0)
  })
})

describe('ringback', () => {
  it('is one second of 425 Hz in five', () => {
    const samples = renderCadence(cadences.ringback, rate)
    expect(rms(samples, 0.1, 0.9)).toBeCloseTo(0.12 / Math.SQRT2, 3)
    expect(rms(samples, 1, 5)).toBe(0)
    const second = samples.subarray(0, rate)
    expect(power(second, 425)).toBeGreaterThan(20 * power(second, 480))
  })
})

describe('busy', () => {
  it('is half a second on, half a second off', () => {
    const samples = renderCadence(cadences.busy, rate)
    expect(rms(samples, 0, 0.5)).toBeGreaterThan(0.08)
    expect(rms(samples, 0.5, 1)).toBe(0)
  })
})
