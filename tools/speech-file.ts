import { writeFileSync } from 'node:fs'
import { decodeMuLaw } from '../src/practice/media/mu-law.ts'
import { sampleRate, synthesiseSpeech } from '../src/practice/media/speech.ts'

/**
 * Writes what a microphone would hear of somebody who speaks: a WAV file (16 bit, mono, 8 kHz). Chromium plays it in
 * a loop in place of a microphone; its own test tone is taken for noise after a second and suppressed.
 */
export function writeSpeechFile(file: string, seed: number, seconds = 12): void {
  const samples = synthesiseSpeech(seed, seconds).flatMap((frame) => [...decodeMuLaw(frame)])
  const data = Buffer.alloc(samples.length * 2)
  for (const [index, sample] of samples.entries()) {
    data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), index * 2)
  }
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  writeFileSync(file, Buffer.concat([head, data]))
}
