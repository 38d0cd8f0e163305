import { createRandom, type Random } from '../random.ts'
import { encodeMuLaw } from './mu-law.ts'

export const sampleRate = 8_000
/** 20 ms. */
export const frameLength = 160

/** First three formants of five vowels in Hz (Peterson and Barney's averages). */
const vowels = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [270, 2290, 3010],
  [570, 840, 2410],
  [300, 870, 2240],
] as const
const bandwidths = [80, 100, 140]
/** Samples between two looks at where the vowel has got to. */
const glideStep = 16
const level = 0.12 // RMS of a whole utterance: a telephone's usual level, about -18 dBov

/**
 * Sound like speech, without words: a voice with a pitch of its own (from `seed`) speaks syllables in phrases.
 * Returns µ-law frames of 20 ms, `seconds` long in total, made to be played in a loop. No second of it is silent.
 */
export function synthesiseSpeech(seed: number, seconds = 8): readonly Uint8Array[] {
  const random = createRandom(seed)
  const samples = new Float32Array(seconds * sampleRate)
  const pitch = 90 + random() * 150
  let at = 0
  while (at < samples.length) at = speakPhrase(samples, at, pitch, random)

  normalise(samples)
  const bytes = encodeMuLaw(samples)
  return Array.from({ length: Math.floor(bytes.length / frameLength) }, (_, frame) =>
    bytes.subarray(frame * frameLength, (frame + 1) * frameLength),
  )
}

/** Three to seven syllables and a breath; returns where the next phrase begins. */
function speakPhrase(samples: Float32Array, start: number, pitch: number, random: Random): number {
  const syllables = 3 + Math.floor(random() * 5)
  let at = start
  for (let index = 0; index < syllables; index++) {
    const length = Math.round((0.13 + random() * 0.14) * sampleRate)
    // Pitch falls towards the end of a phrase.
    const falling = pitch * (1.12 - 0.24 * (index / syllables)) * (0.96 + random() * 0.08)
    if (random() < 0.6) at = hiss(samples, at, Math.round((0.03 + random() * 0.04) * sampleRate), random)
    at = voice(samples, at, length, falling, random)
  }
  return at + Math.round((0.12 + random() * 0.2) * sampleRate)
}

/** A voiced syllable: pulses at the pitch through three resonances that glide from one vowel to the next. */
function voice(samples: Float32Array, start: number, length: number, pitch: number, random: Random): number {
  const from = vowels[Math.floor(random() * vowels.length)] ?? vowels[0]
  const to = vowels[Math.floor(random() * vowels.length)] ?? vowels[0]
  const radii = bandwidths.map((bandwidth) => Math.exp((-Math.PI * bandwidth) / sampleRate))
  const turns = new Float64Array(radii.length)
  const last = new Float64Array(radii.length)
  const beforeLast = new Float64Array(radii.length)
  let phase = 0
  for (let index = 0; index < length && start + index < samples.length; index++) {
    const position = index / length
    phase += (pitch * (1 + 0.01 * Math.sin(2 * Math.PI * 5 * (index / sampleRate)))) / sampleRate
    const pulse = phase >= 1 ? 1 : 0
    phase %= 1
    let sound = 0
    for (let formant = 0; formant < radii.length; formant++) {
      const radius = radii[formant] ?? 0
      if (index % glideStep === 0) {
        const frequency = (from[formant] ?? 0) * (1 - position) + (to[formant] ?? 0) * position
        turns[formant] = 2 * radius * Math.cos((2 * Math.PI * frequency) / sampleRate)
      }
      const before = last[formant] ?? 0
      const output = pulse + (turns[formant] ?? 0) * before - radius * radius * (beforeLast[formant] ?? 0)
      beforeLast[formant] = before
      last[formant] = output
      sound += output / (formant + 1)
    }
    samples[start + index] = sound * Math.sqrt(Math.sin(Math.PI * position))
  }
  return start + length
}

/** A consonant without voice: soft noise. */
function hiss(samples: Float32Array, start: number, length: number, random: Random): number {
  let before = 0
  for (let index = 0; index < length && start + index < samples.length; index++) {
    const noise = random() * 2 - 1
    samples[start + index] = (noise - before) * 0.6 * Math.sin((Math.PI * index) / length)
    before = noise
  }
  return start + length
}

function normalise(samples: Float32Array): void {
  let sum = 0
  for (let index = 0; index < samples.length; index++) sum += (samples[index] ?? 0) ** 2
  const gain = level / Math.sqrt(sum / samples.length || 1)
  // A soft knee instead of clipping: the pulses of a resonance can be far above its average.
  for (let index = 0; index < samples.length; index++)
    samples[index] = Math.tanh((samples[index] ?? 0) * gain)
}
