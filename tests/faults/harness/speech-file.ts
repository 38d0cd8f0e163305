import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeMuLaw } from '../../../src/practice/media/mu-law.ts'
import { sampleRate, synthesiseSpeech } from '../../../src/practice/media/speech.ts'

/** Chromium plays at 48 kHz whatever the file says, so that each sample of the voice is written this often. */
const REPEAT = 6

/** The fake microphone's sound, kept in a phone's own folder. */
export function speechFile(folder: string): string {
  const file = join(folder, 'speech.wav')
  if (!existsSync(file)) writeSpeech(file)
  return file
}

/**
 * A WAV file of somebody who talks without a pause, for Chromium's fake microphone. Its own beeps are no use here:
 * noise suppression takes them away after a second.
 */
function writeSpeech(file: string, seed = 7): void {
  const voice = decodeMuLaw(Uint8Array.from(synthesiseSpeech(seed).flatMap((frame) => [...frame])))
  const samples = Int16Array.from({ length: voice.length * REPEAT }, (_, index) => {
    const at = index / REPEAT
    const before = voice[Math.floor(at)] ?? 0
    const after = voice[Math.floor(at) + 1] ?? before
    return Math.round(32_767 * (before + (after - before) * (at % 1)))
  })
  const rate = sampleRate * REPEAT
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.byteLength, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.byteLength, 40)
  writeFileSync(file, Buffer.concat([header, Buffer.from(samples.buffer)]))
}
