import Database from 'better-sqlite3'
import type { ProblemKind } from '../contract/view.ts'
import type { Stamp } from '../domain/time.ts'
import { backUp, listBackups } from './journal/backup.ts'
import { createHistory, type History } from './journal/history.ts'
import { createJournal, type Journal } from './journal/journal.ts'
import { openJournal, prepareJournal } from './journal/open.ts'
import {
  absorbSideFile,
  createSideFile,
  createWriter,
  type JournalWriter,
  type WriterState,
} from './journal/writer.ts'

export type Store = {
  readonly journal: Journal
  readonly history: History
  readonly writer: JournalWriter
  /** Nothing of this run will be kept in the journal itself. */
  readonly readOnly: boolean
  /** Copies the journal and has the copy checked by `verify`; null where there is no journal to copy. */
  readonly backUp: (wall: number, verify: (file: string) => Promise<boolean>) => Promise<string | null>
}

type Problem = { readonly kind: ProblemKind; readonly subject: string; readonly detail: string }

const PROBLEM_OF: Record<Exclude<WriterState, 'ok' | 'readOnly'>, ProblemKind> = {
  full: 'diskFull',
  corrupt: 'journalUnwritable',
}

/** The account and the settings of a newer journal, as far as they are stored as they are today. */
function copySettings(from: Database.Database, to: Database.Database): void {
  try {
    const insert = to.prepare('INSERT INTO setting (key, value) VALUES (?, ?)')
    const rows = from.prepare('SELECT key, value FROM setting').raw().all() as [string, string][]
    for (const row of rows) insert.run(row)
  } catch {
    // Settings of another shape: the phone starts as if it were new, and what is stored stays untouched.
  }
}

/**
 * Opens the journal in whatever state it is, so that the phone always works: a damaged one is salvaged, a newer one
 * only read (facts go to a file beside it), and where nothing can be written the facts stay in memory.
 */
export function openStore(parts: {
  readonly file: string
  readonly pendingFile: string
  readonly backups: string
  readonly version: string
  readonly now: Stamp
  readonly raise: (problem: Problem) => void
  readonly clear: (kind: ProblemKind) => void
}): Store {
  const { file, now } = parts
  const opened = openJournal(file, listBackups(parts.backups), now.wall)
  const memory = (): Database.Database => prepareJournal(new Database(':memory:'))
  let db: Database.Database
  let newer = false
  if (opened.ok) {
    newer = opened.value.mode === 'newer'
    // A newer journal may look different inside: its calls are shown by the app that wrote it.
    db = newer ? memory() : opened.value.db
    if (newer) {
      copySettings(opened.value.db, db)
      opened.value.db.close()
    }
    const { restored } = opened.value
    if (restored) {
      parts.raise({ kind: 'journalRestored', subject: restored.kept, detail: String(restored.facts) })
    }
  } else {
    db = memory()
  }
  const readOnly = newer || !opened.ok
  if (newer) parts.raise({ kind: 'journalNewer', subject: file, detail: '' })
  if (!opened.ok) parts.raise({ kind: 'journalUnwritable', subject: file, detail: '' })

  const journal = createJournal(db)
  if (!readOnly) absorbSideFile(parts.pendingFile, journal)
  journal.startRun(now.run, parts.version, now)
  const writer = createWriter(journal, {
    sideFile: newer ? createSideFile(parts.pendingFile) : null,
    onState: (state) => {
      parts.clear('diskFull')
      if (state === 'ok' || state === 'readOnly') return
      parts.raise({ kind: PROBLEM_OF[state], subject: file, detail: '' })
    },
  })
  return {
    journal,
    history: createHistory(db),
    writer,
    readOnly,
    backUp: async (wall, verify) => (readOnly ? null : backUp(db, parts.backups, wall, verify)),
  }
}
