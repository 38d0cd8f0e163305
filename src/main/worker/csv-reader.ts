import { CsvError, type Options, parse } from 'csv-parse/sync'
import type { BadLineReason } from '../../domain/customer/import.ts'

export type CsvRow = {
  /** Where the record ends; a quoted cell may hold line breaks. */
  readonly endLine: number
  readonly cells: readonly string[]
}
export type BadRow = { readonly line: number; readonly column: number; readonly reason: BadLineReason }

/**
 * A record that is longer is taken for a quotation mark that nobody closed. A quoted cell with a whole e-mail thread
 * stays below.
 */
const LONGEST_RECORD = 256 * 1024

export type CsvReader = {
  /** Reads the records that are complete; the rest waits for the next piece. */
  readonly push: (text: string) => readonly CsvRow[]
  readonly end: () => readonly CsvRow[]
  /** The lines that could not be read, since the last call. */
  readonly takeBad: () => readonly BadRow[]
}

const QUOTE = 34

/**
 * Lines whose quotation marks are in order are split at once, which is five times as fast as csv-parse. Whatever
 * is left goes through csv-parse: cells over several lines, and marks in the wrong place. There csv-parse stops; such a
 * line is reported and reading goes on at the next one, so that one bad line never takes the rest of the file with it.
 */
export function createCsvReader(delimiter: string): CsvReader {
  let waiting: Buffer = Buffer.alloc(0)
  let line = 0
  let breaks: readonly string[] | null = null
  /** The byte that ends a line. */
  const sign = (): number => (breaks?.[0] === '\r' ? 13 : 10)
  let bad: BadRow[] = []

  const options = (signs: readonly string[], relaxed: boolean): Options => ({
    delimiter,
    record_delimiter: [...signs],
    relax_column_count: true,
    relax_quotes: relaxed,
    skip_empty_lines: true,
  })

  /** Parses as much as goes; says where the last record ended, and what was wrong behind it. */
  const attempt = (bytes: Buffer, signs: readonly string[], relaxed: boolean) => {
    const rows: CsvRow[] = []
    let end = 0
    let lines = 0
    try {
      parse(bytes, {
        ...options(signs, relaxed),
        on_record: (record: string[], context) => {
          end = context.bytes
          lines = context.lines
          rows.push({ endLine: line + lines, cells: record })
          return null
        },
      })
      return { rows, end: bytes.length, lines: countLines(bytes), error: null }
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      return { rows, end, lines, error }
    }
  }

  const read = (atEnd: boolean): readonly CsvRow[] => {
    breaks ??= lineBreaks(waiting, atEnd)
    if (breaks === null) return []
    const last = waiting.lastIndexOf(sign()) + 1
    let bytes = atEnd ? waiting : waiting.subarray(0, last)
    const behind = atEnd ? Buffer.alloc(0) : waiting.subarray(last)
    const found: (readonly CsvRow[])[] = []
    while (bytes.length > 0) {
      const orderly = takeOrderly(bytes)
      found.push(orderly.rows)
      bytes = bytes.subarray(orderly.end)
      if (bytes.length === 0) break
      const { rows, end, lines, error } = attempt(bytes.subarray(0, quotedEnd(bytes)), breaks, false)
      found.push(rows)
      line += lines
      bytes = bytes.subarray(end)
      if (error === null) continue
      const open = error.code === 'CSV_QUOTE_NOT_CLOSED'
      // The cell may go on in the next piece.
      if (open && !atEnd && bytes.length < LONGEST_RECORD) break
      bytes = skipEmptyLines(bytes)
      const next = lineEnd(bytes)
      const alone = bytes.subarray(0, next)
      const saved = error.code === 'INVALID_OPENING_QUOTE' ? plainQuotes(alone) : null
      if (saved) found.push([{ endLine: line + 1, cells: saved }])
      else bad.push({ line: line + 1, column: columnOf(error), reason: 'badQuote' })
      line += countLines(alone)
      bytes = bytes.subarray(next)
    }
    waiting = Buffer.concat([bytes, behind])
    return found.length === 1 ? (found[0] ?? []) : found.flat()
  }

  /** The rows up to the first line that needs a closer look, and where that begins. */
  const takeOrderly = (bytes: Buffer): { readonly rows: readonly CsvRow[]; readonly end: number } => {
    const rows: CsvRow[] = []
    const text = bytes.toString('utf8')
    const lineBreak = sign() === 13 ? '\r' : '\n'
    for (let from = 0; from < text.length; ) {
      const found = text.indexOf(lineBreak, from)
      const to = found < 0 ? text.length : found
      const whole = text.slice(from, text[to - 1] === '\r' && to > from ? to - 1 : to)
      const cells = whole.includes('"') ? quotedCells(whole) : whole.split(delimiter)
      if (cells === null) return { rows, end: Buffer.byteLength(text.slice(0, from)) }
      line += 1
      if (whole !== '') rows.push({ endLine: line, cells })
      from = to + 1
    }
    return { rows, end: bytes.length }
  }

  /** Where the lines end that must be read together, from the first one on: marks come in pairs. */
  const quotedEnd = (bytes: Buffer): number => {
    let marks = 0
    for (let mark = bytes.indexOf(QUOTE); mark >= 0; mark = bytes.indexOf(QUOTE, mark + 1)) {
      marks += 1
      if (marks % 2 === 1) continue
      const next = bytes.indexOf(QUOTE, mark + 1)
      const end = bytes.indexOf(sign(), mark) + 1
      if (end > 0 && (next < 0 || end <= next)) return end
    }
    return bytes.length
  }

  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${delimiter === '|' ? '\\|' : delimiter}]*))(${delimiter === '|' ? '\\|' : delimiter}|$)`,
    'y',
  )

  /** The cells of a line by itself; null when a mark is out of order, or goes on in the next line. */
  const quotedCells = (whole: string): readonly string[] | null => {
    const cells: string[] = []
    cell.lastIndex = 0
    for (;;) {
      const found = cell.exec(whole)
      if (!found) return null
      const [, quoted, plain] = found
      cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
      if (found[3] === '') return cells
    }
  }

  /** Counts the empty lines before a record that could not be read. */
  const skipEmptyLines = (bytes: Buffer): Buffer => {
    let at = 0
    while (bytes[at] === 10 || bytes[at] === 13) {
      if (bytes[at] === sign()) line += 1
      at += 1
    }
    return bytes.subarray(at)
  }

  const lineEnd = (bytes: Buffer): number => {
    const at = bytes.indexOf(sign())
    return at < 0 ? bytes.length : at + 1
  }

  const countLines = (bytes: Buffer): number => {
    let count = 0
    for (let at = bytes.indexOf(sign()); at >= 0; at = bytes.indexOf(sign(), at + 1)) count += 1
    return count
  }

  /** `Inn "Zum Löwen"` without quotes around the cell: harmless as long as the marks come in pairs. */
  const plainQuotes = (bytes: Buffer): readonly string[] | null => {
    let marks = 0
    for (let at = bytes.indexOf(34); at >= 0; at = bytes.indexOf(34, at + 1)) marks += 1
    if (marks % 2 === 1) return null
    const { rows, error } = attempt(bytes, breaks ?? ['\n'], true)
    return error === null && rows.length === 1 ? (rows[0]?.cells ?? null) : null
  }

  return {
    push: (text) => {
      const bytes = Buffer.from(text)
      waiting = waiting.length > 0 ? Buffer.concat([waiting, bytes]) : bytes
      return read(false)
    },
    end: () => read(true),
    takeBad: () => {
      const taken = bad
      bad = []
      return taken
    },
  }
}

/** Null as long as none has come. A file with a carriage return alone is of a Mac before 2001, or of Excel there. */
function lineBreaks(bytes: Buffer, atEnd: boolean): readonly string[] | null {
  if (bytes.includes(10)) return ['\r\n', '\n']
  const at = bytes.indexOf(13)
  if (at >= 0 && at < bytes.length - 1) return ['\r']
  return atEnd ? ['\n', '\r'] : null
}

const columnOf = (error: CsvError): number => {
  const { column } = error as { column?: unknown }
  return typeof column === 'number' ? column : 0
}
