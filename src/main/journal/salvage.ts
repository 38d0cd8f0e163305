import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import Database from 'better-sqlite3'
import { projectAll } from './calls.ts'

type Row = Record<string, unknown>

/** Tables whose rows are copied; the `call` table is rebuilt from the facts. Key columns find rows already there. */
const TABLES = [
  { table: 'run', key: 'id' },
  { table: 'fact', key: 'seq' },
  { table: 'agent_state', key: 'seq' },
  { table: 'draft', key: 'call' },
  { table: 'setting', key: 'key' },
  { table: 'outbox', key: 'id' },
  { table: 'told', key: 'id' },
] as const

function columnsOf(db: Database.Database, table: string): readonly string[] {
  return db.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(table) as string[]
}

/** Reads a table in steps by rowid, so that one damaged page costs its own rows only. */
function* readable(source: Database.Database, table: string): Generator<Row> {
  const STEP = 64
  let last = 0
  let most = 0
  try {
    most = Number(source.prepare(`SELECT max(rowid) FROM ${table}`).pluck().get() ?? 0)
  } catch {
    most = 1_000_000
  }
  let misses = 0
  while (last < most && misses < 10_000) {
    try {
      const rows = source
        .prepare(`SELECT rowid AS rowid_, * FROM ${table} WHERE rowid > ? AND rowid <= ? ORDER BY rowid`)
        .all(last, last + STEP) as Row[]
      yield* rows
      misses = rows.length > 0 ? 0 : misses + 1
    } catch {
      misses += 1
    }
    last += STEP
  }
}

/** The size in bytes that the file's header claims (sqlite.org/fileformat2.html, 1.3.2 and 1.3.8). */
function claimedSize(file: string): number {
  const header = Buffer.alloc(32)
  const handle = openSync(file, 'r')
  readSync(handle, header, 0, 32, 0)
  closeSync(handle)
  const pageSize = header.readUInt16BE(16)
  return (pageSize === 1 ? 65_536 : pageSize) * header.readUInt32BE(28)
}

/** SQLite reads nothing of a file that was cut off; a copy filled up with empty pages lets it read the rest. */
function readableCopy(file: string): string | null {
  const size = claimedSize(file)
  if (size <= statSync(file).size || size > 64 * 2 ** 30) return null
  const copy = `${file}.reading`
  copyFileSync(file, copy)
  truncateSync(copy, size)
  return copy
}

function copyTable(to: Database.Database, from: Database.Database, table: string, key: string): number {
  const columns = columnsOf(to, table)
  const insert = to.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})
     ON CONFLICT (${key}) DO NOTHING`,
  )
  let copied = 0
  for (const row of readable(from, table)) {
    try {
      copied += insert.run(row).changes
    } catch {
      // A row that no longer fits its columns was damaged: the others are worth more than stopping here.
    }
  }
  return copied
}

/**
 * Copies what can be read of damaged or backed-up journals into a new one, the first source first, and rebuilds
 * the calls from their facts. Gives the number of facts saved.
 */
export function salvage(into: Database.Database, sources: readonly string[]): number {
  let facts = 0
  for (const source of sources) {
    if (!existsSync(source)) continue
    let from: Database.Database | null = null
    const copy = readableCopy(source)
    try {
      from = new Database(copy ?? source, { readonly: true })
      // Where even the list of tables can't be read, nothing can.
      from.prepare('SELECT count(*) FROM sqlite_master').get()
      for (const { table, key } of TABLES) {
        const copied = into.transaction(copyTable)(into, from, table, key)
        if (table === 'fact') facts += copied
      }
    } catch {
      // Not a database at all: the next source may help.
    } finally {
      from?.close()
      if (copy) rmSync(copy)
    }
  }
  projectAll(into)
  // What an older copy says still waits may have been written since.
  into.exec("UPDATE outbox SET state = 'unknown', doubtful = 1 WHERE state IN ('queued', 'sending')")
  return facts
}
