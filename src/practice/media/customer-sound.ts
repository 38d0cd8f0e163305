import { encodeMuLaw } from './mu-law.ts'
import { frameLength, synthesiseSpeech } from './speech.ts'

/** Voices by seed, made once: every customer keeps one voice. */
export interface Voices {
  of(seed: number): readonly Uint8Array[]
}

const kept = 32

export function createVoices(): Voices {
  const known = new Map<number, readonly Uint8Array[]>()
  return {
    of(seed) {
      const voice = known.get(seed) ?? synthesiseSpeech(seed)
      known.delete(seed)
      known.set(seed, voice)
      const [oldest] = known.keys()
      if (known.size > kept && oldest !== undefined) known.delete(oldest)
      return voice
    },
  }
}

export const silentFrame: Uint8Array = encodeMuLaw(new Float32Array(frameLength))
