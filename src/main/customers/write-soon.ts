import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'

/** How long a read waits while another process recovers the log. */
export const BUSY_MS = 2_000
/** An import commits after some milliseconds; who still waits after this long meets a program that hangs. */
const GIVE_UP_MS = 2_000

/** As long as this file is there, an import pauses after each transaction. */
const waitingFile = (db: Database.Database): string => `${db.name}.waiting`

/**
 * Runs `write` in a transaction as soon as the worker's own has ended. SQLite alone would poll, more and more rarely, and
 * an import leaves it hardly a gap: the worker is asked for one.
 */
export function writeSoon<Value>(db: Database.Database, write: () => Value): Value {
  begin(db)
  try {
    const value = write()
    db.exec('COMMIT')
    return value
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
  }
}

function begin(db: Database.Database): void {
  const began = performance.now()
  let asked = false
  db.pragma('busy_timeout = 1')
  try {
    while (!tryBegin(db)) {
      if (performance.now() - began > GIVE_UP_MS) throw new Error('another process kept the customers locked')
      if (!asked) writeFileSync(waitingFile(db), '')
      asked = true
    }
  } finally {
    db.pragma(`busy_timeout = ${BUSY_MS}`)
    if (asked) rmSync(waitingFile(db), { force: true })
  }
}

function tryBegin(db: Database.Database): boolean {
  try {
    db.exec('BEGIN IMMEDIATE')
    return true
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false
    throw error
  }
}

/** Touched when a call rings: for a moment the machine is the call's. */
const ringingFile = (db: Database.Database): string => `${db.name}.ringing`
/** As long as it takes until the customer's card is painted, on a slow machine. */
const HUSH_MS = 400

/** Has whoever fills the customers rest for a moment: a call rings. Where that can't be said, it rings all the same. */
export function hush(db: Database.Database): void {
  if (db.memory) return
  try {
    writeFileSync(ringingFile(db), '')
  } catch {
    // A full disk, or one that can't be written to.
  }
}

async function untilPainted(db: Database.Database): Promise<void> {
  for (;;) {
    const rang = statSync(ringingFile(db), { throwIfNoEntry: false })?.mtimeMs ?? 0
    const left = Math.floor(rang) + HUSH_MS - Date.now()
    // A clock that was set back would make it wait for long.
    if (left <= 0 || left > HUSH_MS) return
    await setTimeout(left)
  }
}

/** The worker's part: after a transaction, lets whoever waits write first, and a call that rings come to its card. */
export async function giveWay(db: Database.Database): Promise<void> {
  await untilPainted(db)
  const file = waitingFile(db)
  const began = performance.now()
  while (existsSync(file)) {
    if (performance.now() - began > GIVE_UP_MS || isStale(file)) rmSync(file, { force: true })
    else await setTimeout(1)
  }
}

/** Left behind by a process that was killed while it waited. */
function isStale(file: string): boolean {
  const about = statSync(file, { throwIfNoEntry: false })
  return about !== undefined && Date.now() - about.mtimeMs > 2 * GIVE_UP_MS
}
