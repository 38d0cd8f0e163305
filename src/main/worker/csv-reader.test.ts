import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCsvReader } from './csv-reader.ts'

function readAll(text: string, delimiter = ',', pieces = text.length + 1) {
  const reader = createCsvReader(delimiter)
  const rows = []
  // A decoder never cuts a character in two.
  const signs = [...text]
  for (let at = 0; at < signs.length; at += pieces) {
    rows.push(...reader.push(signs.slice(at, at + pieces).join('')))
  }
  rows.push(...reader.end())
  return { rows, bad: reader.takeBad() }
}
const cellsOf = (text: string) => readAll(text).rows.map(({ cells }) => cells)

describe('reading CSV', () => {
  it('gives back what was written, however it is cut into pieces', () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', ';', '\t', '|', '\n', '\r\n', ' ', '💶') }),
      fc.string({ unit: 'grapheme' }),
    )
    const written = (text: string, delimiter: string): string =>
      /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        (table, delimiter, lineBreak, pieces) => {
          const lines = table.map((row) => row.map((text) => written(text, delimiter)).join(delimiter))
          const { rows, bad } = readAll(lines.join(lineBreak) + lineBreak, delimiter, pieces)
          expect(bad).toEqual([])
          expect(rows.map(({ cells }) => cells)).toEqual(table)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('counts the lines of the file, not of the table', () => {
    const { rows } = readAll('a,b\n1,"x\ny"\n\n\n2,z\n')
    expect(rows.map(({ endLine }) => endLine)).toEqual([1, 3, 6])
  })

  it('reads a file without a line break at its end, and one with carriage returns alone', () => {
    expect(cellsOf('a,b\n1,2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(cellsOf('a,b\r1,2\r')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(cellsOf('a')).toEqual([['a']])
    expect(cellsOf('')).toEqual([])
  })

  it('keeps quotation marks in the middle of a cell', () => {
    expect(cellsOf('name,city\nInn "Zum Löwen",Bonn\n')[1]).toEqual(['Inn "Zum Löwen"', 'Bonn'])
  })

  it.each([
    ['is never closed', 'a,b\n"1,2\n3,4\n5,6\n', 2],
    ['is closed by the next line', 'a,b\n"1,2\n"3",4\n5,6\n', 2],
    ['is followed by more text', 'a,b\n3,4\n1,"2"3\n5,6\n', 3],
    ['opens in the middle', 'a,b\n3,4\n\n1,2"\n5,6\n', 4],
  ])('loses only the line whose quotation mark %s', (_what, text, line) => {
    for (const pieces of [3, 1_000]) {
      const { rows, bad } = readAll(text, ',', pieces)
      expect(bad.map((one) => one.line)).toEqual([line])
      expect(bad[0]?.reason).toBe('badQuote')
      expect(rows.map(({ cells }) => cells.join())).toEqual(['a,b', '3,4', '5,6'])
    }
  })

  it('does not keep a large file in memory for one open quotation mark', () => {
    const row = `${'x'.repeat(80)},1\n`
    const { rows, bad } = readAll(`a,b\n"open,1\n${row.repeat(10_000)}`, ',', 64 * 1024)
    expect(bad).toHaveLength(1)
    expect(rows).toHaveLength(10_001)
  })
})
