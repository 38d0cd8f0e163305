import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { createStorage } from '../../src/main/crm/pull/storage.ts'
import { openCustomers } from '../../src/main/customers/open.ts'
import { inRoot } from '../../tools/paths.ts'
import { scriptedConnection } from '../crm/testing/followed-by-worker.ts'
import { peoplePage } from './remote-people.ts'

/** Change this when the file would be made in another way. */
const RECIPE = 1
const PAGE = 200

/** A database of so many made-up customers as following a CRM leaves it, made once and kept in `.cache`. Gives its path. */
export async function heldCustomersFile(count: number): Promise<string> {
  const file = inRoot('.cache', 'bench', `held-${count}-${RECIPE}.db`)
  if (existsSync(file)) return file
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.part`
  for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true })
  openCustomers(unfinished).customers.close()
  const db = new Database(unfinished)
  // Nothing is lost when this is cut off: it is made anew.
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -262144')
  const connection = scriptedConnection('http://127.0.0.1')
  const storage = createStorage({ connection, db, now: Date.now, onChanged: () => undefined })
  const reader = storage.reader('contact')
  if (!reader) throw new Error('nothing is mapped')
  let sync = storage.change(storage.sync('contact'), { reading: true, generation: 1 })
  for (let from = 0; from < count; from += PAGE) {
    const page = peoplePage(from, PAGE, count)
    sync = await storage.store(sync, reader.items(page), { cursor: page.cursor })
  }
  // Everything is to be read again, as after a lost cursor.
  storage.change(sync, { cursor: null, reading: false, mapping: storage.mappingOf('contact') })
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  renameSync(unfinished, file)
  return file
}
