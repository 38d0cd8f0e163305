import { existsSync, readFileSync, renameSync } from 'node:fs'
import Database from 'better-sqlite3'
import { ok, type Result, refuse } from '../../domain/result.ts'
import { migrations } from './migrations/all.ts'
import { salvage } from './salvage.ts'

/** SQLite before this version could corrupt a WAL database when the log was reset (sqlite.org/wal.html#walresetbug). */
const OLDEST_SQLITE = [3, 51, 3]

export type OpenedJournal = {
  readonly db: Database.Database
  /** `newer`: written by a later version of the app; it is open for reading only. */
  readonly mode: 'ready' | 'newer'
  /** Where the damaged file was kept, when the journal had to be salvaged, and what could be saved. */
  readonly restored: { readonly kept: string; readonly facts: number } | null
}

export type JournalError = 'corrupt' | 'notWritable'

/** The SQLite error's kind, as far as the journal treats kinds differently. */
export function sqliteErrorKind(error: unknown): 'corrupt' | 'full' | 'busy' | 'readOnly' | 'other' {
  const code = error instanceof Database.SqliteError ? error.code : ''
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return 'corrupt'
  if (code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_IOERR')) return 'full'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy'
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) return 'readOnly'
  return 'other'
}

function assertSqliteVersion(db: Database.Database): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  for (const [place, least] of OLDEST_SQLITE.entries()) {
    const part = parts[place] ?? 0
    if (part > least) return
    if (part < least) throw new Error(`SQLite ${version} is older than ${OLDEST_SQLITE.join('.')}`)
  }
}

/**
 * A journal that nothing can be written beside: in WAL mode SQLite would need files of its own even for reading, so its
 * bytes are read into memory. What only the log holds is missing.
 */
export function readBytes(file: string): Database.Database {
  const bytes = readFileSync(file)
  // The file format's versions for writing and reading: 1 is without a log, 2 is WAL (sqlite.org/fileformat2.html, 1.3.3).
  bytes.fill(1, 18, 20)
  return new Database(bytes)
}

/** Brings a fresh database to the newest schema; for a journal that can only be held in memory. */
export function prepareJournal(db: Database.Database): Database.Database {
  migrate(db, 0)
  return db
}

function migrate(db: Database.Database, from: number): void {
  for (const [index, sql] of migrations.entries()) {
    if (index < from) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    })()
  }
}

function openFile(file: string): OpenedJournal {
  const db = new Database(file)
  try {
    assertSqliteVersion(db)
    const version = Number(db.pragma('user_version', { simple: true }))
    if (version > migrations.length) {
      db.close()
      return { db: new Database(file, { readonly: true }), mode: 'newer', restored: null }
    }
    db.pragma('journal_mode = WAL')
    // better-sqlite3 is built so that a WAL database runs at NORMAL, which may lose the last commits at a power loss.
    db.pragma('synchronous = FULL')
    db.pragma('busy_timeout = 2000')
    migrate(db, version)
    if (db.pragma('synchronous', { simple: true }) !== 2)
      throw new Error('the journal is not at synchronous=FULL')
    // Touches every root page that the app needs, so that a damaged file shows now and not in the first call.
    db.prepare('SELECT seq FROM fact ORDER BY seq DESC LIMIT 1').get()
    db.prepare('SELECT id FROM call ORDER BY number_in_journal DESC LIMIT 1').get()
    db.prepare('SELECT key FROM setting LIMIT 1').get()
    return { db, mode: 'ready', restored: null }
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * From the start of a run on, a call's sound and signalling wait for each write: whoever else holds the file for a moment is met
 * again at the next tick, and isn't waited for.
 */
export function waitNoLonger(db: Database.Database): void {
  db.pragma('busy_timeout = 5')
}

function setAside(file: string, wall: number): string {
  const kept = `${file}.bad-${wall}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix)
  }
  return kept
}

/**
 * Opens the journal in its folder. A damaged file is set aside, never deleted, and what can be read of it and of
 * the newest backup becomes the new journal. `wall` (epoch ms) names the file that is set aside.
 */
export function openJournal(
  file: string,
  backups: readonly string[],
  wall: number,
): Result<OpenedJournal, JournalError> {
  try {
    return ok(openFile(file))
  } catch (error) {
    const kind = sqliteErrorKind(error)
    if (kind === 'full' || kind === 'readOnly' || kind === 'busy') return refuse('notWritable')
    if (kind !== 'corrupt') throw error
  }
  const kept = setAside(file, wall)
  const opened = openFile(file)
  const facts = salvage(opened.db, [kept, ...backups])
  return ok({ ...opened, restored: { kept, facts } })
}
