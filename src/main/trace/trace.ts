import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { callIdOf, maskSecrets, type TracedMessage } from '../../domain/sip-message.ts'

/** What a call needs is far below; a far end that floods a dialog must not fill the disk. */
const MOST_MESSAGES = 500
const LONGEST_MESSAGE = 16 * 1024
const MOST_CALLS_IN_MEMORY = 200
const KEPT_DAYS = 14
const WRITE_AFTER_MS = 500

export type Trace = {
  /** A message that came or goes. Never throws and never waits: signalling goes on. */
  readonly message: (direction: 'in' | 'out', text: string, wall: number) => void
  /** The messages of a call by its SIP Call-ID, in their order; of calls of the last two weeks. */
  readonly of: (callId: string) => Promise<readonly TracedMessage[]>
  /** Resolves when all that was told is written. */
  readonly flush: () => Promise<void>
}

type Dialog = { count: number; waiting: TracedMessage[]; written: Promise<void> }

/** Keeps the signalling of each call in a file of its own, one message a line. */
export function createTrace(
  folder: string,
  options: { readonly now: number; readonly failed: (error: unknown) => void },
): Trace {
  const dialogs = new Map<string, Dialog>()
  let timer: NodeJS.Timeout | undefined
  const fileOf = (callId: string): string =>
    join(folder, `${createHash('sha256').update(callId).digest('hex').slice(0, 32)}.ndjson`)

  try {
    mkdirSync(folder, { recursive: true })
    const oldest = options.now - KEPT_DAYS * 24 * 60 * 60_000
    for (const name of readdirSync(folder)) {
      const file = join(folder, name)
      if (statSync(file).mtimeMs < oldest) rmSync(file, { force: true })
    }
  } catch (error) {
    options.failed(error)
  }

  const write = (callId: string, dialog: Dialog): void => {
    if (dialog.waiting.length === 0) return
    const lines = dialog.waiting.splice(0).map((message) => `${JSON.stringify(message)}\n`)
    dialog.written = dialog.written
      .then(() => appendFile(fileOf(callId), lines.join('')))
      // A full disk takes no trace; what matters waits in the journal's writer.
      .catch(options.failed)
  }

  const writeAll = (): void => {
    clearTimeout(timer)
    timer = undefined
    for (const [callId, dialog] of dialogs) write(callId, dialog)
    for (const callId of [...dialogs.keys()].slice(0, Math.max(0, dialogs.size - MOST_CALLS_IN_MEMORY))) {
      dialogs.delete(callId)
    }
  }

  const dialogOf = (text: string): Dialog | null => {
    const callId = callIdOf(text)
    if (callId === null) return null
    const known = dialogs.get(callId)
    if (!known && !text.startsWith('INVITE ')) return null
    const dialog: Dialog = known ?? { count: 0, waiting: [], written: Promise.resolve() }
    // To the end of the list: the one that was silent for longest is forgotten first.
    dialogs.delete(callId)
    dialogs.set(callId, dialog)
    return dialog
  }

  return {
    message: (direction, text, wall) => {
      const cut = text.slice(0, LONGEST_MESSAGE)
      const dialog = dialogOf(cut)
      if (!dialog || dialog.count >= MOST_MESSAGES) return
      dialog.count += 1
      dialog.waiting.push({ direction, wall, text: maskSecrets(cut) })
      timer ??= setTimeout(writeAll, WRITE_AFTER_MS)
    },
    of: async (callId) => {
      const dialog = dialogs.get(callId)
      if (dialog) {
        write(callId, dialog)
        await dialog.written
      }
      return readMessages(fileOf(callId))
    },
    flush: async () => {
      writeAll()
      await Promise.all([...dialogs.values()].map(({ written }) => written))
    },
  }
}

async function readMessages(file: string): Promise<readonly TracedMessage[]> {
  // None was written: an old call, or a disk that took nothing.
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as TracedMessage]
    } catch {
      // The last line was cut off with the power.
      return []
    }
  })
}
