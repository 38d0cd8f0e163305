import Database from 'better-sqlite3'

/** An import commits after some milliseconds; who still waits after this long meets a program that hangs. */
const GIVE_UP_MS = 2_000

/**
 * Runs `write` in a transaction as soon as the worker's own has ended. SQLite's wait grows with each try, to 100 ms; here
 * it stays at one, so that the pause between two transactions of an import isn't missed.
 */
export function writeSoon<Value>(db: Database.Database, write: () => Value): Value {
  const began = performance.now()
  db.pragma('busy_timeout = 1')
  try {
    for (;;) {
      try {
        db.exec('BEGIN IMMEDIATE')
        break
      } catch (error) {
        const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
        if (!busy || performance.now() - began > GIVE_UP_MS) throw error
      }
    }
    const value = write()
    db.exec('COMMIT')
    return value
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
    db.pragma(`busy_timeout = ${BUSY_MS}`)
  }
}

/** How long a read waits while another process recovers the log. */
export const BUSY_MS = 2_000
