import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parse } from 'csv-parse'
import { matchKey } from '../../src/domain/customer/match.ts'
import { readNumber } from '../../src/domain/phone-number.ts'
import { openCustomers, openForImport } from '../../src/main/customers/open.ts'
import { customerWords, numberWords } from '../../src/main/customers/words.ts'
import { importFile } from '../../src/main/worker/import-file.ts'
import type { Progress } from '../../src/main/worker/progress.ts'
import { madeUp } from './made-up.ts'
import { type Bench, type Measurement, median } from './measurement.ts'

/** What the reading thread runs. */
const WORKER = join(import.meta.dirname, '../../src/main/worker/worker.ts')
const ROWS = 100_000
const ROUNDS = 3
const ROWS_A_TRANSACTION = 200

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function writeTable(file: string): void {
  const lines = ['ID,Name,Company,Phone,Mobile,Email,City,Notes']
  for (let at = 0; at < ROWS; at += 1) {
    const { key, name, company, numbers, email, city, notes } = madeUp(at)
    const cells = [key, name, company, numbers[0] ?? '', numbers[1] ?? '', email, city, notes]
    lines.push(cells.map(quoted).join(','))
  }
  writeFileSync(file, `${lines.join('\n')}\n`)
}

/** What is inserted, ready made: nothing but SQLite is left to do. */
function readyRows() {
  return Array.from({ length: ROWS }, (_, at) => {
    const { key, name, company, numbers, email, city, notes } = madeUp(at)
    const read = numbers.map((raw) => ({ raw, number: readNumber(raw, 'DE') }))
    return {
      customer: [`csv:customers/${key}`, name, company, email, city, '', notes, 'csv:customers', key, ''],
      numbers: read.map(({ raw, number }, position) => [
        position,
        'Phone',
        raw,
        number.kind === 'full' ? number.e164 : null,
        matchKey(number),
        0,
      ]),
      words: customerWords(
        name,
        company,
        read.flatMap(({ raw, number }) => numberWords(number, raw)),
      ),
    }
  })
}

const rowsASecond = (began: number): number => ROWS / ((performance.now() - began) / 1_000)

function emptyDatabase(folder: string): string {
  const file = join(folder, 'customers.db')
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  openCustomers(file).customers.close()
  return file
}

async function product(folder: string, table: string): Promise<number> {
  const reports: Progress[] = []
  const customersFile = emptyDatabase(folder)
  const began = performance.now()
  await importFile(
    {
      kind: 'import',
      job: 1,
      file: table,
      encoding: 'utf-8',
      delimiter: ',',
      hasHeader: true,
      mapping: {
        '0': 'key',
        '1': 'name',
        '2': 'company',
        '3': 'number:Phone',
        '4': 'number:Mobile',
        '5': 'email',
        '6': 'city',
        '7': 'notes',
      },
      country: 'DE',
    },
    {
      customersFile,
      threadScript: WORKER,
      isCancelled: () => false,
      report: (progress) => reports.push(progress),
    },
  )
  const rate = rowsASecond(began)
  const last = reports.at(-1)
  if (last?.state !== 'done' || last.added !== ROWS)
    throw new Error(`the import ended as ${JSON.stringify(last)}`)
  return rate
}

async function csvParseAlone(table: string): Promise<number> {
  const began = performance.now()
  let rows = 0
  for await (const _ of createReadStream(table).pipe(parse({ delimiter: ',' }))) rows += 1
  if (rows !== ROWS + 1) throw new Error(`csv-parse read ${rows} rows`)
  return rowsASecond(began)
}

/** The same rows into the same tables, indexes and full text, in transactions of the same size. */
function rawInsertsAlone(folder: string, ready: ReturnType<typeof readyRows>): number {
  const db = openForImport(emptyDatabase(folder))
  if (!db) throw new Error('no database')
  const insertCustomer = db.prepare(
    `INSERT INTO customer (id, name, company, email, city, country, notes, source, imported, edited)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertNumber = db.prepare('INSERT INTO number VALUES (?, ?, ?, ?, ?, ?, ?)')
  const insertWords = db.prepare('INSERT INTO customer_words (rowid, words) VALUES (?, ?)')
  const insert = db.transaction((rows: ReturnType<typeof readyRows>) => {
    for (const { customer, numbers, words } of rows) {
      const place = Number(insertCustomer.run(customer).lastInsertRowid)
      for (const number of numbers) insertNumber.run(place, ...number)
      insertWords.run(place, words)
    }
  })
  const began = performance.now()
  for (let at = 0; at < ready.length; at += ROWS_A_TRANSACTION)
    insert(ready.slice(at, at + ROWS_A_TRANSACTION))
  const rate = rowsASecond(began)
  db.close()
  return rate
}

async function measure(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-bench-import-'))
  try {
    const table = join(folder, 'customers.csv')
    writeTable(table)
    const ready = readyRows()
    const own: number[] = []
    const csv: number[] = []
    const raw: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      own.push(await product(folder, table))
      csv.push(await csvParseAlone(table))
      raw.push(rawInsertsAlone(folder, ready))
    }
    const slower = Math.min(median(csv), median(raw))
    const ratio = median(own.map((rate, at) => rate / Math.min(csv[at] ?? 0, raw[at] ?? 0)))
    return [
      {
        id: 'csv-import',
        what: `CSV import of ${ROWS.toLocaleString('en')} customers`,
        value: median(own),
        unit: 'rows/s',
        against: `the slower of csv-parse ${median(csv).toFixed(0)} and raw inserts ${median(raw).toFixed(0)} rows/s (${slower.toFixed(0)})`,
        ratio,
        target: '≥ 0.5',
        holds: ratio >= 0.5,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const csvImportBench: Bench = { ids: ['csv-import'], measure }
