import { appendFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import type { Entry, Journal } from './journal.ts'
import { sqliteErrorKind } from './open.ts'

export type WriterState = 'ok' | 'full' | 'readOnly' | 'corrupt'

/**
 * The only way to write to the journal. What can't be written now waits in memory, in order, and is written as
 * soon as the disk takes it again: a full disk never ends or stops a call.
 */
export type JournalWriter = {
  /** On disk when it returns `ok`; otherwise it waits, and the next `append` or `flush` tries again. */
  readonly append: (entries: readonly Entry[]) => WriterState
  readonly flush: () => WriterState
  readonly waiting: () => number
  readonly state: () => WriterState
}

/** Keeps entries in a file of lines where the journal itself can't take them. Throws what the disk says. */
export type SideFile = { readonly add: (entries: readonly Entry[]) => void }

export function createSideFile(
  path: string,
  append: (path: string, text: string) => void = appendFileSync,
): SideFile {
  return {
    add: (entries) => {
      const before = existsSync(path) ? statSync(path).size : 0
      try {
        append(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
      } catch (error) {
        // A disk that got full may have taken half of it, and all of it comes again.
        if (existsSync(path)) truncateSync(path, before)
        throw error
      }
    },
  }
}

/** Says which side file was taken up last: its entries and this mark are one transaction. */
const ABSORBED = 'journal.absorbed'

/** Takes up what was written beside the journal while it could not be. A cut last line is left out. */
export function absorbSideFile(path: string, journal: Journal): number {
  if (!existsSync(path)) return 0
  const { mtimeMs, size } = statSync(path)
  const mark = `${mtimeMs}:${size}`
  // Taken up before: the app died before it could remove the file.
  const entries = journal.setting(ABSORBED) === mark ? [] : readSideFile(path)
  journal.write([...entries, { kind: 'setting', key: ABSORBED, value: mark }])
  rmSync(path)
  return entries.length
}

function readSideFile(path: string): readonly Entry[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Entry]
      } catch {
        return []
      }
    })
}

export function createWriter(
  journal: Journal,
  options: {
    /** Where entries go instead of into the journal. */
    readonly sideFile: SideFile | null
    /** Where they go for the rest of the run once the journal turns out to be damaged or closed to writing. */
    readonly refuge?: SideFile
    readonly onState: (state: WriterState) => void
  },
): JournalWriter {
  let pending: Entry[] = []
  let sideFile = options.sideFile
  let state: WriterState = sideFile ? 'readOnly' : 'ok'
  /** The state once everything is written. */
  let settled: WriterState = state

  const become = (next: WriterState): WriterState => {
    if (next !== state) {
      state = next
      options.onState(next)
    }
    return state
  }

  const flush = (): WriterState => {
    if (pending.length === 0) return state
    try {
      if (sideFile) sideFile.add(pending)
      else journal.write(pending)
      pending = []
      return become(settled)
    } catch (error) {
      const kind = sqliteErrorKind(error)
      const code = (error as NodeJS.ErrnoException).code
      if (kind === 'corrupt' || kind === 'readOnly') return leaveJournal(kind)
      if (kind === 'full' || code === 'ENOSPC' || code === 'EDQUOT') return become('full')
      // Another program holds the file for a moment (a backup tool, a virus scanner): the next tick tries again.
      if (kind === 'busy') return state
      // Whatever else the system says of a file, a call must not end by it.
      if (sideFile && code !== undefined) return become('corrupt')
      throw error
    }
  }

  /** For good: facts of one call that lie in two places are only in order if what came later lies in the file. */
  const leaveJournal = (why: 'corrupt' | 'readOnly'): WriterState => {
    if (!options.refuge) return become(why)
    sideFile = options.refuge
    settled = why
    return flush()
  }

  return {
    append: (entries) => {
      pending.push(...entries)
      return flush()
    },
    flush,
    waiting: () => pending.length,
    state: () => state,
  }
}
