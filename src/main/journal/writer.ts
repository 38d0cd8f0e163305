import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
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

/** Keeps entries in a file of lines where the journal itself may only be read, being of a newer app. */
export type SideFile = { readonly add: (entries: readonly Entry[]) => void }

export function createSideFile(path: string): SideFile {
  return {
    add: (entries) => {
      appendFileSync(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    },
  }
}

/** Takes up what an older app wrote beside a journal that was too new for it. A cut last line is left out. */
export function absorbSideFile(path: string, journal: Journal): number {
  if (!existsSync(path)) return 0
  const entries = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Entry]
      } catch {
        return []
      }
    })
  journal.write(entries)
  rmSync(path)
  return entries.length
}

export function createWriter(
  journal: Journal,
  options: { readonly sideFile: SideFile | null; readonly onState: (state: WriterState) => void },
): JournalWriter {
  let pending: Entry[] = []
  let state: WriterState = options.sideFile ? 'readOnly' : 'ok'

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
      if (options.sideFile) options.sideFile.add(pending)
      else journal.write(pending)
      pending = []
      return become(options.sideFile ? 'readOnly' : 'ok')
    } catch (error) {
      const kind = sqliteErrorKind(error)
      const code = (error as NodeJS.ErrnoException).code
      if (kind === 'corrupt') return become('corrupt')
      if (kind === 'readOnly') return become('readOnly')
      if (kind === 'full' || code === 'ENOSPC') return become('full')
      // Another program holds the file for a moment (a backup tool, a virus scanner): the next tick tries again.
      if (kind === 'busy') return state
      throw error
    }
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
