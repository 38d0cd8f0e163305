import { COUNTRY_LANGUAGES, countryReader } from './countries.ts'
import { csvCustomers } from './csv-customer.ts'
import { type CsvRow, createCsvReader } from './csv-reader.ts'
import type { ImportRun } from './import-run.ts'
import { sourceOf } from './source.ts'
import { readText } from './text-file.ts'

/** Reads a CSV file and hands over its customers; bad lines are reported with what they are called in the file. */
export async function importCsv({ order, progress, take }: ImportRun): Promise<void> {
  const reader = createCsvReader(order.delimiter)
  let columns: readonly string[] | null = null
  let customerOf: ReturnType<typeof csvCustomers> | null = null
  const columnName = (at: number): string => columns?.[at]?.trim() || String(at + 1)

  const begin = (first: CsvRow): ReturnType<typeof csvCustomers> => {
    columns = order.hasHeader ? first.cells : []
    return csvCustomers({
      source: sourceOf('csv', order.file),
      width: first.cells.length,
      mapping: order.mapping,
      columns,
      country: order.country,
      readCountry: countryReader(COUNTRY_LANGUAGES),
    })
  }

  const takeRows = async (rows: readonly CsvRow[]): Promise<boolean> => {
    for (const row of rows) {
      if (customerOf === null) {
        customerOf = begin(row)
        if (order.hasHeader) continue
      }
      const customer = customerOf(row.cells)
      if (customer === null) continue
      progress.read(1)
      if (customer.ok) {
        const going = take(customer.value)
        // Awaiting each row would cost more than reading it.
        if (going !== true && !(await going)) return false
      } else {
        const { reason, column } = customer.reason
        progress.bad(firstLine(row), columnName(column), reason)
      }
    }
    for (const { line, column, reason } of reader.takeBad()) {
      progress.read(1)
      progress.bad(line, columnName(column), reason)
    }
    return true
  }

  for await (const text of readText(order.file, order.encoding)) {
    if (!(await takeRows(reader.push(text)))) return
  }
  await takeRows(reader.end())
}

/** Where a row begins: line breaks in its cells come after that. */
const firstLine = ({ endLine, cells }: CsvRow): number =>
  endLine - cells.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0)
