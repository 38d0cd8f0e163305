import { COUNTRY_LANGUAGES, countryReader } from '../../domain/customer/countries.ts'
import { type Batch, createBatcher, type ImportOrder } from './batch.ts'
import { csvCustomers } from './csv-customer.ts'
import { type CsvRow, createCsvReader } from './csv-reader.ts'
import { sourceOf } from './source.ts'
import { readText } from './text-file.ts'

/** Reads a CSV file; bad lines are told with what they are called in the file. */
export async function* csvBatches(order: ImportOrder): AsyncGenerator<Batch> {
  const reader = createCsvReader(order.delimiter)
  const batcher = createBatcher(order.country)
  let columns: readonly string[] = []
  let customerOf: ReturnType<typeof csvCustomers> | null = null
  const columnName = (at: number): string => columns[at]?.trim() || String(at + 1)

  const begin = (first: CsvRow): ReturnType<typeof csvCustomers> => {
    if (order.hasHeader) columns = first.cells
    return csvCustomers({
      source: sourceOf('csv', order.file),
      width: first.cells.length,
      mapping: order.mapping,
      columns,
      country: order.country,
      readCountry: countryReader(COUNTRY_LANGUAGES),
    })
  }

  function* batchesOf(rows: readonly CsvRow[]): Generator<Batch> {
    for (const row of rows) {
      if (customerOf === null) {
        customerOf = begin(row)
        if (order.hasHeader) continue
      }
      const customer = customerOf(row.cells)
      if (customer === null) continue
      if (customer.ok) batcher.take(customer.value)
      else {
        const { reason, column } = customer.reason
        batcher.bad(firstLine(row), columnName(column), reason)
      }
      if (batcher.isFull()) yield batcher.next()
    }
    for (const { line, column, reason } of reader.takeBad()) batcher.bad(line, columnName(column), reason)
  }

  for await (const text of readText(order.file, order.encoding)) yield* batchesOf(reader.push(text))
  yield* batchesOf(reader.end())
  yield batcher.next()
}

/** Where a row begins: line breaks in its cells come after that. */
const firstLine = ({ endLine, cells }: CsvRow): number =>
  endLine - cells.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0)
