import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeSmallPng } from './small-png.ts'

type Chunks = ReadonlyMap<string, Buffer>

function chunksOf(png: Buffer): Chunks {
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  return chunks
}

/** The colours of a picture that was made here, row by row, as blue, green and red in one number. */
function colours(png: Buffer, width: number): readonly number[] {
  const chunks = chunksOf(png)
  const palette = chunks.get('PLTE')!
  const rows = inflateSync(chunks.get('IDAT')!)
  return [...rows]
    .filter((_, index) => index % (width + 1) > 0)
    .map((place) => palette.readUIntBE(place * 3, 3))
}

const bitmap = (width: number, pixels: readonly number[]) => {
  const buffer = Buffer.alloc(pixels.length * 4, 0xff)
  for (const [index, colour] of pixels.entries()) buffer.writeUIntLE(colour, index * 4, 3)
  return { width, height: pixels.length / width, pixels: buffer }
}

const away = (one: number, other: number): number =>
  Math.hypot(...[0, 8, 16].map((shift) => ((one >> shift) & 0xff) - ((other >> shift) & 0xff)))

test('up to 256 colours stay what they are', () => {
  const few = fc.array(fc.integer({ min: 0, max: 0xffffff }), { minLength: 1, maxLength: 256 })
  fc.assert(
    fc.property(few, (pixels) => {
      expect(colours(encodeSmallPng(bitmap(pixels.length, pixels)), pixels.length)).toEqual(pixels)
    }),
  )
})

test('of more colours the frequent ones stay, and a rare one is not lost among them', () => {
  const greys = Array.from({ length: 4_096 }, (_, index) => (index % 240) * 0x010101 + (index >> 8))
  const pixels = [...greys, ...Array.from({ length: 99 }, () => 0x123456), 0x00ff00]
  const png = encodeSmallPng(bitmap(pixels.length, pixels))
  const seen = colours(png, pixels.length)
  expect(seen.at(-2)).toBe(0x123456)
  expect(away(seen.at(-1)!, 0x00ff00)).toBeLessThan(20)
  for (const [index, colour] of pixels.entries()) expect(away(seen[index]!, colour)).toBeLessThan(20)
})
