import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { type ByHandFile, byHandFileOf, compactByHand, noByHandFile } from './by-hand.ts'
import type { Customers, OpenedCustomers } from './customers.ts'
import { createEdits } from './edit.ts'
import { createFieldLookup, createLookup } from './lookup.ts'
import { migrations } from './migrations/all.ts'
import { createRemoteReading } from './remote.ts'
import { customerRows, toCustomer } from './rows.ts'
import { createSearch } from './search.ts'
import { BUSY_MS, hush, writeSoon } from './write-soon.ts'

/**
 * Opens the customers' file and brings it to the newest schema. One that is damaged, no database or newer than this
 * app is replaced without asking: what was imported can be imported again, and what agents wrote is restored from the
 * file beside it. `onRebuilt` is called when damage shows only later, in a read.
 */
export function openCustomers(file: string, onRebuilt?: () => void): OpenedCustomers {
  compactByHand(file)
  const byHand = byHandFileOf(file)
  const opened = openOrRebuild(file, byHand)
  let current = partsOf(opened.db, byHand)

  /** Damage is met where it lies: the call that met it is answered from the new file. */
  const use = <Value>(ask: (parts: Parts) => Value): Value => {
    try {
      return ask(current)
    } catch (error) {
      if (!isDamage(error)) throw error
      current.db.close()
      current = partsOf(rebuild(file, byHand), byHand)
      onRebuilt?.()
      return ask(current)
    }
  }
  const customers: Customers = {
    find: (raw, country) => use(({ find }) => find(raw, country)),
    findByField: (value, label) => use(({ findByField }) => findByField(value, label)),
    search: (text, limit) => use(({ search }) => search(text, limit)),
    get: (id) =>
      use(({ rows }) => {
        const stored = rows.byId(id)
        return stored ? toCustomer(stored) : null
      }),
    save: (draft, country) => use(({ edits }) => edits.save(draft, country)),
    addNumber: (id, raw, country) => use(({ edits }) => edits.addNumber(id, raw, country)),
    removeSource: (source) => use(({ db, rows }) => writeSoon(db, () => rows.removeUntouched(source))),
    hush: () => hush(current.db),
    count: () => use(({ count }) => count()),
    remote: (id) => use(({ remote }) => remote.remote(id)),
    gone: (id) => use(({ remote }) => remote.gone(id)),
    close: () => current.db.close(),
  }
  return { customers, rebuilt: opened.rebuilt, inMemory: opened.inMemory }
}

/**
 * The worker's own connection, to a file that main has opened before. Null when it isn't as this app left it: then main
 * replaces it, and the import can be started again.
 */
export function openForImport(file: string): Database.Database | null {
  try {
    const db = configured(new Database(file, { fileMustExist: true }))
    // Rows come in no order of their numbers: the index's pages should stay in memory, and be written back less often.
    db.pragma('cache_size = -65536')
    db.pragma('wal_autocheckpoint = 4000')
    if (versionOf(db) === migrations.length) return db
    db.close()
    return null
  } catch (error) {
    if (isDamage(error)) return null
    throw error
  }
}

type Parts = ReturnType<typeof partsOf>

function partsOf(db: Database.Database, byHand: ByHandFile) {
  const rows = customerRows(db)
  const count = db.prepare<[], number>("SELECT value FROM figure WHERE name = 'customers'").pluck()
  return {
    db,
    rows,
    find: createLookup(db, rows),
    findByField: createFieldLookup(db, rows),
    search: createSearch(db),
    edits: createEdits(db, rows, byHand),
    remote: createRemoteReading(db),
    count: () => count.get() ?? 0,
  }
}

function openOrRebuild(file: string, byHand: ByHandFile) {
  try {
    return { db: openCurrent(file), rebuilt: false, inMemory: false }
  } catch (error) {
    const replace = isDamage(error) || error instanceof NewerDatabase
    if (!replace && !isUnreachable(error)) throw error
    const db = replace ? rebuild(file, byHand) : restored(openCurrent(':memory:'), byHand)
    return { db, rebuilt: replace, inMemory: db.memory }
  }
}

function rebuild(file: string, byHand: ByHandFile): Database.Database {
  try {
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
    return restored(openCurrent(file), byHand)
  } catch {
    // Held open by another process, or a disk that gives nothing more: a call must still be possible.
    return restored(openCurrent(':memory:'), byHand)
  }
}

function restored(db: Database.Database, byHand: ByHandFile): Database.Database {
  const rows = customerRows(db)
  db.transaction(() => {
    const customers = byHand.read()
    for (const customer of customers) rows.insert(customer)
    rows.countMore(customers.length)
  })()
  return db
}

class NewerDatabase extends Error {}

function openCurrent(file: string): Database.Database {
  const db = new Database(file)
  try {
    configured(db)
    const version = versionOf(db)
    if (version > migrations.length) throw new NewerDatabase(`version ${version}`)
    for (const [index, sql] of migrations.entries()) {
      if (index < version) continue
      db.transaction(() => {
        db.exec(sql)
        db.pragma(`user_version = ${index + 1}`)
      })()
    }
    // Touches the root pages that a call needs, so that damage shows now.
    const { search, find } = partsOf(db, noByHandFile)
    search('a', 1)
    find('+12025550143', 'US')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function configured(db: Database.Database): Database.Database {
  db.pragma(`busy_timeout = ${BUSY_MS}`)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  // The upper pages of each index stay in memory, so that a lookup reads the last one only.
  db.pragma('cache_size = -8192')
  return db
}

const versionOf = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }))

/** The file may be sound, but the system doesn't give it: no rights, no space, a broken disk. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|IOERR|FULL|READONLY|PERM|BUSY)/.test(error.code)

/** A table that is missing says the same as a torn page: this is not the file that the app wrote. */
function isDamage(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) return false
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return true
  return error.code === 'SQLITE_ERROR' && /no such (table|column|module)/.test(error.message)
}
