/** G.711 µ-law (ITU-T G.711), between bytes and linear samples of -1..1. */

const bias = 0x84
const loudest = 32_635

export const muLawSilence = 0xff

export function encodeMuLaw(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length)
  for (let index = 0; index < samples.length; index++) bytes[index] = encodeSample(samples[index] ?? 0)
  return bytes
}

function encodeSample(sample: number): number {
  const scaled = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767)
  const sign = scaled < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(scaled), loudest) + bias
  // The exponent is the position of the highest bit above bit 7; the four bits below it are the mantissa.
  const exponent = 31 - Math.clz32(magnitude >> 7)
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}

const decoded = Float32Array.from({ length: 256 }, (_, byte) => {
  const bits = ~byte & 0xff
  const exponent = (bits >> 4) & 0x07
  const magnitude = (((bits & 0x0f) << 3) + bias) << exponent
  return ((bits & 0x80 ? -1 : 1) * (magnitude - bias)) / 32_768
})

export function decodeMuLaw(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte) => decoded[byte] ?? 0)
}

/** Sum of the squares of the samples, for RMS over many frames. */
export function muLawEnergy(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) {
    const sample = decoded[byte] ?? 0
    sum += sample * sample
  }
  return sum
}
