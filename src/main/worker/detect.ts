// What kind of text a file is: its encoding, its delimiter and whether its first line names the columns.
import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import { looksLike } from './cells.ts'
import { knowsHeader } from './headers.ts'

export const DELIMITERS = [',', ';', '\t', '|'] as const

/** The byte-order mark's encoding and its length. */
function markOf(bytes: Uint8Array): { encoding: string; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  return null
}

/** Finds out the encoding while the whole file passes by: the one umlaut may stand in the last line. */
export function encodingDetector(): {
  readonly see: (chunk: Buffer) => void
  /** Null when it is no text. */
  readonly encoding: () => string | null
} {
  let first: Buffer | null = null
  let utf8 = true
  let tail: Buffer = Buffer.alloc(0)
  const kinds = { odd: 0, even: 0, control: 0, central: 0, latin2: 0, seen: 0 }
  return {
    see: (chunk) => {
      first ??= Buffer.from(chunk.subarray(0, 4))
      if (utf8) {
        const joined = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk
        const end = completeUtf8(joined)
        utf8 = isUtf8(joined.subarray(0, end)) && joined.length - end < 4
        tail = Buffer.from(joined.subarray(end))
      }
      countKinds(chunk, kinds)
    },
    encoding: () => {
      const mark = first ? markOf(first) : null
      if (mark) return mark.encoding
      const zeros = kinds.odd + kinds.even
      if (zeros > kinds.seen / 8) {
        if (kinds.odd > 20 * kinds.even) return 'utf-16le'
        if (kinds.even > 20 * kinds.odd) return 'utf-16be'
      }
      if (zeros > 0 || kinds.control > kinds.seen / 100) return null
      if (utf8 && tail.length === 0) return 'utf-8'
      if (kinds.central > 0) return 'windows-1250'
      return kinds.latin2 > 0 ? 'iso-8859-2' : 'windows-1252'
    },
  }
}

type Kinds = { odd: number; even: number; control: number; central: number; latin2: number; seen: number }

/** Only so far: zeros and control characters show at once, and Polish letters are frequent. */
const ENOUGH = 4 * 1024 * 1024

/** ł ą ż ś ź of windows-1250, which are signs in windows-1252; ą ś ź of ISO 8859-2. */
const CENTRAL = new Set([0xb3, 0xb9, 0xbf, 0x9c, 0x9f])
const LATIN2 = new Set([0xb1, 0xb6, 0xbc])

function countKinds(chunk: Buffer, kinds: Kinds): void {
  const end = Math.min(chunk.length, ENOUGH - kinds.seen)
  for (let at = 0; at < end; at++) {
    const byte = chunk[at] ?? 0
    if (byte === 0) kinds[(kinds.seen + at) % 2 === 1 ? 'odd' : 'even'] += 1
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) kinds.control += 1
    else if (byte >= 0x80 && isLetter(chunk[at - 1]) && isLetter(chunk[at + 1])) {
      if (CENTRAL.has(byte)) kinds.central += 1
      else if (LATIN2.has(byte)) kinds.latin2 += 1
    }
  }
  kinds.seen += Math.max(0, end)
}

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122))

/** Up to where the bytes hold whole characters. */
function completeUtf8(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < length ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}

/** The first lines as cells; whatever can't be read that way is left out. */
export function firstRows(text: string, delimiter: string, most: number): string[][] {
  const rows: string[][] = []
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: most,
      on_record: (record: string[]) => {
        rows.push(record)
        return null
      },
    })
  } catch {
    // The text was cut somewhere, or a quotation mark is wrong: the rows before it are enough.
  }
  return rows
}

/** The delimiter that cuts most lines into the same number of columns. */
export function detectDelimiter(text: string): string {
  let best: string = ','
  let bestScore = 0
  for (const delimiter of DELIMITERS) {
    const widths = firstRows(text, delimiter, 100).map((row) => row.length)
    const counts = new Map<number, number>()
    for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
    const [width, times] = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one), [1, 0])
    const score = width < 2 ? 0 : (times / widths.length) ** 2 * (1 + Math.log2(width))
    if (score > bestScore) [best, bestScore] = [delimiter, score]
  }
  return best
}

/** Whether the first row names the columns: it says a known name, or is all text above rows that are not. */
export function detectHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = rows
  if (!first) return false
  const kinds = first.map(looksLike)
  if (kinds.includes('email') || kinds.includes('number')) return false
  if (first.some(knowsHeader)) return true
  return rest.some((row) => row.some((cell) => ['email', 'number'].includes(looksLike(cell))))
}
