import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { createIntake, MOST_ROWS } from '../../src/main/customers/intake.ts'
import { openCustomers } from '../../src/main/customers/open.ts'
import { prepareCustomer } from '../../src/main/customers/prepare.ts'
import { inRoot } from '../../tools/paths.ts'
import { madeUp } from './made-up.ts'

/** Change this when the file would be made in another way: those in `.cache` are then made anew. */
const RECIPE = 2

/**
 * A database of so many made-up customers as an import leaves it, made once and kept in `.cache`. Gives its path.
 * A million takes about a minute.
 */
export async function customersFile(count: number): Promise<string> {
  const file = inRoot('.cache', 'bench', `customers-${count}-${RECIPE}.db`)
  if (existsSync(file)) return file
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.part`
  for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true })
  openCustomers(unfinished).customers.close()
  const db = new Database(unfinished)
  // Nothing is lost when this is cut off: it is made anew.
  db.pragma('synchronous = OFF')
  const intake = createIntake(db)
  for (let from = 0; from < count; from += MOST_ROWS) {
    const batch = []
    for (let index = from; index < Math.min(count, from + MOST_ROWS); index += 1) {
      const { key, name, company, email, city, numbers, notes } = madeUp(index)
      const record = {
        id: `bench:${key}`,
        source: 'bench',
        name,
        company,
        email,
        city,
        country: 'DE',
        notes,
        numbers: numbers.map((raw) => ({ label: 'phone', raw })),
        fields: [],
      }
      batch.push(prepareCustomer(record, 'DE'))
    }
    intake.store(batch)
  }
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  renameSync(unfinished, file)
  return file
}
