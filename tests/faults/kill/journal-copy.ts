import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { CallFact, CallId, StampedFact } from '../../../src/domain/call/facts.ts'

export type Draft = { readonly disposition: string | null; readonly notes: string }

/** What the journal holds, read without the app's own code. */
export type JournalCopy = {
  /** Facts in the journal's order. */
  readonly facts: ReadonlyMap<CallId, readonly StampedFact[]>
  readonly drafts: ReadonlyMap<CallId, Draft>
  /** Rows of the `call` table as they are. */
  readonly rows: ReadonlyMap<CallId, Readonly<Record<string, unknown>>>
  /** SQLite's own word on the file: `ok`. */
  readonly check: string
}

/** Reads a copy, so that the file which the app finds at its next start is what the dead process left. */
export function readJournal(userData: string): JournalCopy {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-journal-'))
  try {
    for (const name of ['journal.db', 'journal.db-wal']) {
      const file = join(userData, name)
      if (existsSync(file)) copyFileSync(file, join(folder, name))
    }
    const db = new Database(join(folder, 'journal.db'))
    try {
      return read(db)
    } finally {
      db.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type FactRow = { call: string; run: string; mono: number; wall: number; payload: string }

function read(db: Database.Database): JournalCopy {
  const facts = new Map<CallId, StampedFact[]>()
  for (const row of db.prepare('SELECT * FROM fact ORDER BY seq').all() as FactRow[]) {
    const { call, run, mono, wall, payload } = row
    const ofCall = facts.get(call) ?? []
    facts.set(call, ofCall)
    ofCall.push({ call, at: { run, mono, wall }, fact: JSON.parse(payload) as CallFact })
  }
  const drafts = db.prepare('SELECT call, disposition, notes FROM draft').all() as (Draft & {
    call: string
  })[]
  const rows = db.prepare('SELECT * FROM call').all() as { id: string }[]
  return {
    facts,
    drafts: new Map(drafts.map(({ call, disposition, notes }) => [call, { disposition, notes }])),
    rows: new Map(rows.map((row) => [row.id, row])),
    check: String(db.pragma('integrity_check', { simple: true })),
  }
}
