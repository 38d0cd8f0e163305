import { encodeMuLaw } from '../../../src/practice/media/mu-law.ts'
import { frameLength, sampleRate } from './tone.ts'

const headerLength = 44

/** A tone as a WAV file of 16 bits, one channel, 8 kHz. */
export function toneWav(frequency: number, seconds: number, level = 0.3): Buffer {
  const samples = Buffer.alloc(2 * sampleRate * seconds)
  for (let index = 0; index < samples.length / 2; index += 1) {
    const value = level * Math.SQRT2 * Math.sin((2 * Math.PI * frequency * index) / sampleRate)
    samples.writeInt16LE(Math.round(value * 32_767), index * 2)
  }
  const header = Buffer.alloc(headerLength)
  header.write('RIFF', 0)
  header.writeUInt32LE(headerLength - 8 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(2 * sampleRate, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}

/**
 * The end of a WAV file of 16 bits as µ-law frames of 8 kHz: its first channel, of a higher rate each second, third, sixth
 * sample, which a pure tone survives. It may still be growing: what its header says of its length is not read.
 */
export function lastFrames(file: Buffer, count: number): Uint8Array[] {
  if (file.length < headerLength) return []
  const sampleBytes = 2 * file.readUInt16LE(22)
  const step = Math.floor(file.readUInt32LE(24) / sampleRate) * sampleBytes
  const frameBytes = step * frameLength
  const whole = Math.floor((file.length - headerLength) / frameBytes)
  return Array.from({ length: Math.max(0, Math.min(whole, count)) }, (_, back) => {
    const start = headerLength + (whole - 1 - back) * frameBytes
    const samples = Float32Array.from(
      { length: frameLength },
      (_, index) => file.readInt16LE(start + step * index) / 32_768,
    )
    return encodeMuLaw(samples)
  })
}
