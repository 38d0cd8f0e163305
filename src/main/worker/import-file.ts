import { createReadStream } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { type ImportFailure, mapsName } from '../../domain/customer/import.ts'
import { createIntake, type Intake, MOST_ROWS } from '../customers/intake.ts'
import { openForImport } from '../customers/open.ts'
import { giveWay } from '../customers/write-soon.ts'
import type { ImportOrder } from './batch.ts'
import { isVcard } from './preview.ts'
import { keepProgress, type Progress } from './progress.ts'
import { batchesOfThread, readBatches } from './reader-thread.ts'

export type ImportParts = {
  readonly customersFile: string
  /** What a reading thread runs; null reads in this one. */
  readonly threadScript: string | null
  readonly isCancelled: () => boolean
  readonly report: (progress: Progress) => void
}

/** Imports a file; what is wrong with it ends as a report, never as an exception. */
export async function importFile(order: ImportOrder, parts: ImportParts): Promise<void> {
  const { customersFile, threadScript, isCancelled, report } = parts
  let progress = keepProgress(order.job, null, report)
  let db: Database.Database | null = null
  let intake: Intake | null = null
  const counts = () => intake?.counts() ?? { added: 0, changed: 0, unchanged: 0 }
  const fail = (message: ImportFailure): void => progress.end('failed', counts(), message)

  try {
    const vcard = await isVcard(order.file)
    if (!vcard && !mapsName(order.mapping)) return fail('noNameColumn')
    const records = await countRecords(order.file, vcard)
    progress = keepProgress(order.job, vcard || !order.hasHeader ? records : records - 1, report)
    db = openForImport(customersFile)
    if (db === null) return fail('customersUnusable')
    intake = createIntake(db)
    const batches = threadScript === null ? readBatches(order) : batchesOfThread(threadScript, order)
    for await (const batch of batches) {
      progress.read(batch)
      for (let at = 0; at < batch.customers.length; at += MOST_ROWS) {
        intake.store(batch.customers.slice(at, at + MOST_ROWS))
        progress.tell(counts())
        await giveWay(db)
        // Lets a cancel in.
        await setImmediate()
        if (isCancelled()) return progress.end('cancelled', counts())
      }
    }
    progress.end('done', counts())
  } catch (error) {
    fail(failureOf(error))
  } finally {
    db?.close()
  }
}

function failureOf(error: unknown): ImportFailure {
  if (error instanceof Database.SqliteError) {
    if (/^SQLITE_(FULL|IOERR)/.test(error.code)) return 'diskFull'
    return /^SQLITE_(CORRUPT|NOTADB)/.test(error.code) ? 'customersUnusable' : 'failed'
  }
  const code = error instanceof Error && 'code' in error ? error.code : ''
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? 'fileUnreadable' : 'failed'
}

/** How many lines (or cards) the file has: what the progress is measured by. */
async function countRecords(file: string, vcard: boolean): Promise<number> {
  let count = 0
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    const bytes = chunk as Buffer
    if (vcard) {
      for (let at = bytes.indexOf('BEGIN:VCARD'); at >= 0; at = bytes.indexOf('BEGIN:VCARD', at + 1))
        count += 1
    } else {
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1
    }
  }
  return count
}
