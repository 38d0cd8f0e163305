import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const MOST_COLOURS = 256

export type Bitmap = {
  readonly width: number
  readonly height: number
  /** Four bytes a pixel: blue, green, red, alpha. */
  readonly pixels: Buffer
}

/**
 * A PNG with a palette (PNG specification, colour type 3): a third of the size of one with true colours. Every pixel
 * keeps its colour as nearly as 256 of them allow; those that are seen most keep it exactly.
 */
export function encodeSmallPng({ width, height, pixels }: Bitmap): Buffer {
  const colours = new Uint32Array(width * height)
  const counts = new Map<number, number>()
  for (let index = 0; index < colours.length; index += 1) {
    const colour = pixels.readUIntLE(index * 4, 3)
    colours[index] = colour
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const palette = choosePalette(
    [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour),
  )
  const place = new Map(palette.map((colour, index) => [colour, index]))
  const indexOf = (colour: number): number => {
    const known = place.get(colour) ?? nearest(palette, colour)[0]
    place.set(colour, known)
    return known
  }
  // Each row begins with its filter: none, which is best for a palette.
  const rows = Buffer.alloc((width + 1) * height)
  for (let index = 0; index < colours.length; index += 1) {
    rows[index + Math.floor(index / width) + 1] = indexOf(colours[index] ?? 0)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => parts(colour)))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** As few colours as needed for each one, the most frequent first, to have another within the least distance. */
function choosePalette(frequent: readonly number[]): readonly number[] {
  for (let distance = 0; ; distance += 2) {
    const palette: number[] = []
    for (const colour of frequent) {
      const [, away] = nearest(palette, colour)
      if (away > distance ** 2) palette.push(colour)
      if (palette.length > MOST_COLOURS) break
    }
    if (palette.length <= MOST_COLOURS) return palette
  }
}

/** Red, green and blue. */
const parts = (colour: number): [number, number, number] => [
  (colour >> 16) & 0xff,
  (colour >> 8) & 0xff,
  colour & 0xff,
]

/** The nearest colour's place, and its distance squared. */
function nearest(palette: readonly number[], colour: number): [place: number, away: number] {
  const [red, green, blue] = parts(colour)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [index, candidate] of palette.entries()) {
    const [r, g, b] = parts(candidate)
    const distance = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2
    if (distance < least) {
      least = distance
      best = index
    }
  }
  return [best, least]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), whole.length - 4)
  return whole
}
