import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { createIntake } from '../../src/main/customers/intake.ts'
import { openCustomers } from '../../src/main/customers/open.ts'
import { inRoot } from '../../tools/paths.ts'
import { madeUp } from './made-up.ts'

/**
 * A database of so many made-up customers as an import leaves it, made once and kept in `.cache`. Gives its path.
 * A million takes about a minute.
 */
export async function customersFile(count: number): Promise<string> {
  const file = inRoot('.cache', 'bench', `customers-${count}.db`)
  if (existsSync(file)) return file
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.part`
  for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true })
  openCustomers(unfinished).customers.close()
  const db = new Database(unfinished)
  // Nothing is lost when this is cut off: it is made anew.
  db.pragma('synchronous = OFF')
  const intake = createIntake(db, 'DE')
  for (let index = 0; index < count; index += 1) {
    const { key, name, company, email, city, numbers, notes } = madeUp(index)
    const due = intake.take({
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
    })
    if (due) intake.flush()
  }
  intake.flush()
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  renameSync(unfinished, file)
  return file
}
