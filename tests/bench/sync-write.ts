import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { matchKey } from '../../src/domain/customer/match.ts'
import { readNumber } from '../../src/domain/phone-number.ts'
import type { Page } from '../../src/main/crm/connector.ts'
import { createStorage } from '../../src/main/crm/pull/storage.ts'
import { openCustomers, openForImport } from '../../src/main/customers/open.ts'
import { customerWords, numberWords } from '../../src/main/customers/words.ts'
import { type Bench, type Measurement, median } from './measurement.ts'
import { PEOPLE_MAPPING, peoplePage } from './remote-people.ts'

const ROWS = 100_000
const PAGE = 200
const ROUNDS = 3

const pages = (): readonly Page[] =>
  Array.from({ length: ROWS / PAGE }, (_, at) => peoplePage(at * PAGE, PAGE, ROWS))

const rowsASecond = (began: number): number => ROWS / ((performance.now() - began) / 1_000)

function emptyDatabase(folder: string) {
  const file = join(folder, 'customers.db')
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  openCustomers(file).customers.close()
  const db = openForImport(file)
  if (!db) throw new Error('no database')
  return db
}

/** From the page as the connector gives it to the row that a call finds and a search shows. */
async function product(folder: string, all: readonly Page[]): Promise<number> {
  const db = emptyDatabase(folder)
  const connection = { id: 'bench', mapping: PEOPLE_MAPPING, country: 'DE' }
  const storage = createStorage({ connection, db, now: Date.now, onChanged: () => undefined })
  const reader = storage.reader('contact')
  if (!reader) throw new Error('nothing is mapped')
  let sync = storage.change(storage.sync('contact'), { reading: true, generation: 1 })
  const began = performance.now()
  for (const page of all) sync = await storage.store(sync, reader.items(page), { cursor: page.cursor })
  const rate = rowsASecond(began)
  db.close()
  const { customers } = openCustomers(join(folder, 'customers.db'))
  const number = Object.values(all[0]?.records[0]?.values ?? {}).find((value) => value.startsWith('+49'))
  if (customers.count() !== ROWS) throw new Error(`${customers.count()} rows were stored`)
  if (number !== undefined && customers.find(number, 'DE').length === 0) throw new Error('nobody is found')
  customers.close()
  return rate
}

/** What is upserted, ready made: nothing but SQLite is left to do. */
function readyRows(all: readonly Page[]) {
  return all.map(({ records, cursor }) => ({
    cursor,
    rows: records.map(({ id, updated, rev, url, owner, values }) => {
      const { name = '', company = '', email = '', city = '', notes = '', phone, mobile } = values
      const written = [phone, mobile].filter((raw) => raw !== undefined)
      const read = written.map((raw) => ({ raw, number: readNumber(raw, 'DE') }))
      return {
        customer: [`crm:bench/contact/${id}`, name, company, email, city, '', notes, 'crm:bench', id, ''],
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
        remote: [id, updated, rev, url, owner],
      }
    }),
  }))
}

/** The same rows into the same tables, indexes and full text, in transactions of the same size. */
function rawUpserts(folder: string, ready: ReturnType<typeof readyRows>): number {
  const db = emptyDatabase(folder)
  const upsertCustomer = db
    .prepare<unknown[], number>(
      `INSERT INTO customer (id, name, company, email, city, country, notes, source, imported, edited)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, company = excluded.company, email = excluded.email,
         city = excluded.city, notes = excluded.notes, imported = excluded.imported
       RETURNING place`,
    )
    .pluck()
  const upsertNumber = db.prepare('INSERT OR REPLACE INTO number VALUES (?, ?, ?, ?, ?, ?, ?)')
  // The full text knows no cheap upsert, and these rows are new.
  const upsertWords = db.prepare('INSERT INTO customer_words (rowid, words) VALUES (?, ?)')
  const upsertRemote = db.prepare(
    `INSERT OR REPLACE INTO remote (customer, sync, id, updated, rev, url, owner, generation)
     VALUES (?, 1, ?, ?, ?, ?, ?, 1)`,
  )
  const upsertSync = db.prepare(
    `INSERT INTO sync (connection, object, cursor) VALUES ('bench', 'contact', ?)
     ON CONFLICT (connection, object) DO UPDATE SET cursor = excluded.cursor`,
  )
  const upsert = db.transaction(({ rows, cursor }: ReturnType<typeof readyRows>[number]) => {
    for (const { customer, numbers, words, remote } of rows) {
      const place = upsertCustomer.get(...customer)
      for (const number of numbers) upsertNumber.run(place, ...number)
      upsertWords.run(place, words)
      upsertRemote.run(place, ...remote)
    }
    upsertSync.run(cursor)
  })
  const began = performance.now()
  for (const page of ready) upsert.immediate(page)
  const rate = rowsASecond(began)
  db.close()
  return rate
}

async function measure(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-bench-sync-'))
  try {
    const all = pages()
    const ready = readyRows(all)
    const own: number[] = []
    const raw: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      own.push(await product(folder, all))
      raw.push(rawUpserts(folder, ready))
    }
    const ratio = median(own.map((rate, at) => rate / (raw[at] ?? 0)))
    return [
      {
        id: 'sync-write',
        what: `a CRM's pages → normalised, upserted, searchable, ${ROWS.toLocaleString('en')} customers`,
        value: median(own),
        unit: 'rows/s',
        against: `raw prepared upserts of the same rows, ${median(raw).toFixed(0)} rows/s`,
        ratio,
        target: '≥ 0.5',
        holds: ratio >= 0.5,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const syncWriteBench: Bench = { ids: ['sync-write'], measure }
