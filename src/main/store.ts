import Database from 'better-sqlite3'
import type { ProblemKind } from '../contract/view.ts'
import type { Stamp } from '../domain/time.ts'
import { backUp, listBackups } from './journal/backup.ts'
import { createHistory, type History } from './journal/history.ts'
import { createJournal, type Journal } from './journal/journal.ts'
import { openJournal, prepareJournal, readBytes, sqliteErrorKind, waitNoLonger } from './journal/open.ts'
import {
  absorbSideFile,
  createSideFile,
  createWriter,
  type JournalWriter,
  type SideFile,
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

const PROBLEM_OF: Record<Exclude<WriterState, 'ok'>, ProblemKind> = {
  full: 'diskFull',
  corrupt: 'journalUnwritable',
  readOnly: 'journalUnwritable',
}

/** The account and the settings of a journal that is left alone, as far as they are stored as they are today. */
function copySettings(open: () => Database.Database, to: Database.Database): void {
  let from: Database.Database | null = null
  try {
    from = open()
    const insert = to.prepare('INSERT INTO setting (key, value) VALUES (?, ?)')
    const rows = from.prepare('SELECT key, value FROM setting').raw().all() as [string, string][]
    for (const row of rows) insert.run(row)
  } catch {
    // Settings of another shape, or none: the phone starts as if it were new, and what is stored stays untouched.
  } finally {
    from?.close()
  }
}

/** Puts the run into the journal; null where the disk hasn't even room for that, or somebody else holds the file. */
function begin(db: Database.Database, pendingFile: string, version: string, now: Stamp): Journal | null {
  const journal = createJournal(db)
  try {
    absorbSideFile(pendingFile, journal)
    journal.startRun(now.run, version, now)
    waitNoLonger(db)
    return journal
  } catch (error) {
    const kind = sqliteErrorKind(error)
    if (kind !== 'full' && kind !== 'readOnly' && kind !== 'busy') throw error
    db.close()
    return null
  }
}

/** In its place for this run: the settings of the real one, and nothing of its calls. */
function memoryJournal(
  settings: () => Database.Database,
  version: string,
  now: Stamp,
): { readonly db: Database.Database; readonly journal: Journal } {
  const db = prepareJournal(new Database(':memory:'))
  copySettings(settings, db)
  const journal = createJournal(db)
  journal.startRun(now.run, version, now)
  return { db, journal }
}

/**
 * Opens the journal in whatever state it is, so that the phone always works: a damaged one is salvaged. Where it is
 * newer than the app or can't be written, this run keeps a journal in memory and writes it to a file beside the real
 * one too, which the next run that can takes up.
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
  const { file, pendingFile, version, now } = parts
  const opened = openJournal(file, listBackups(parts.backups), now.wall)
  const newer = opened.ok && opened.value.mode === 'newer'
  const own = opened.ok && !newer ? begin(opened.value.db, pendingFile, version, now) : null
  const readOnly = own === null
  // A newer journal may look different inside: its calls are shown by the app that wrote it.
  const settings = () => (opened.ok && newer ? opened.value.db : readBytes(file))
  const { db, journal } =
    opened.ok && own ? { db: opened.value.db, journal: own } : memoryJournal(settings, version, now)

  if (opened.ok && opened.value.restored) {
    const { kept, facts } = opened.value.restored
    parts.raise({ kind: 'journalRestored', subject: kept, detail: String(facts) })
  }
  if (readOnly) {
    parts.raise({ kind: newer ? 'journalNewer' : 'journalUnwritable', subject: file, detail: '' })
  }

  const beside = createSideFile(pendingFile)
  const besideAndInMemory: SideFile = {
    add: (entries) => {
      beside.add(entries)
      journal.write(entries)
    },
  }
  const writer = createWriter(journal, {
    sideFile: readOnly ? besideAndInMemory : null,
    refuge: beside,
    onState: (state) => {
      parts.clear('diskFull')
      if (!readOnly) parts.clear('journalUnwritable')
      if (state === 'ok' || (state === 'readOnly' && readOnly)) return
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
