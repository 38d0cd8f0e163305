// Windows' and macOS's icon files are plain containers, and both take PNG images as they are.

/** PNG images by their width in pixels. */
type Images = ReadonlyMap<number, Buffer>

const icoSizes = [16, 24, 32, 48, 64, 128, 256]

/** A header, one entry of 16 bytes for each image, then the images. */
export function ico(images: Images): Buffer {
  const chosen = icoSizes.flatMap((size) => {
    const image = images.get(size)
    return image === undefined ? [] : [{ size, image }]
  })
  const header = Buffer.alloc(6 + 16 * chosen.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(chosen.length, 4)
  let offset = header.length
  for (const [index, { size, image }] of chosen.entries()) {
    const entry = 6 + 16 * index
    // One byte each for width and height, in which 0 stands for 256.
    header.writeUInt8(size % 256, entry)
    header.writeUInt8(size % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(image.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    offset += image.length
  }
  return Buffer.concat([header, ...chosen.map(({ image }) => image)])
}

/** The type of each image: the plain sizes, and those that are twice as dense as their nominal size. */
const icnsTypes: readonly (readonly [type: string, size: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
]

/** Chunks of a four-letter type and a length that counts its own eight bytes, inside one such chunk. */
export function icns(images: Images): Buffer {
  const chunks = icnsTypes.flatMap(([type, size]) => {
    const image = images.get(size)
    return image === undefined ? [] : [chunk(type, image)]
  })
  return chunk('icns', Buffer.concat(chunks))
}

function chunk(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(type, 'latin1')
  header.writeUInt32BE(header.length + content.length, 4)
  return Buffer.concat([header, content])
}
