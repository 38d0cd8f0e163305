/** G.711 A-law (ITU-T G.711), between bytes and linear samples of -1..1. */

import { decodeMuLaw } from './mu-law.ts'

/** Every other bit is turned over on the line, so that silence isn't all zeros. */
const turned = 0x55

function decodeByte(byte: number): number {
  const bits = byte ^ turned
  const exponent = (bits >> 4) & 0x07
  const mantissa = ((bits & 0x0f) << 4) + 8
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1)
  return ((bits & 0x80 ? 1 : -1) * magnitude) / 32_768
}

function encodeSample(sample: number): number {
  const scaled = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767)
  const sign = scaled < 0 ? 0 : 0x80
  const magnitude = Math.abs(scaled) >> 4
  // The exponent is the place of the highest bit; the first two segments are linear and share a step.
  const exponent = Math.max(0, 28 - Math.clz32(magnitude))
  const mantissa = (magnitude >> Math.max(0, exponent - 1)) & 0x0f
  return (sign | (exponent << 4) | mantissa) ^ turned
}

const decoded = Float32Array.from({ length: 256 }, (_, byte) => decodeByte(byte))

export function decodeALaw(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte) => decoded[byte] ?? 0)
}

export function encodeALaw(samples: Float32Array): Uint8Array {
  return Uint8Array.from(samples, encodeSample)
}

/** Sum of the squares of the samples, for RMS over many frames. */
export function aLawEnergy(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) {
    const sample = decoded[byte] ?? 0
    sum += sample * sample
  }
  return sum
}

/** What each µ-law byte is in A-law: the customers' voices are kept in µ-law only. */
export function createALawOfMuLaw(): (bytes: Uint8Array) => Uint8Array {
  const table = encodeALaw(decodeMuLaw(Uint8Array.from({ length: 256 }, (_, byte) => byte)))
  return (bytes) => bytes.map((byte) => table[byte] ?? turned)
}
