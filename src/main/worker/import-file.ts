import { createReadStream } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { type ImportedCustomer, type ImportFailure, mapsName } from '../../domain/customer/import.ts'
import { createIntake, type Intake } from '../customers/intake.ts'
import { openForImport } from '../customers/open.ts'
import { importCsv } from './import-csv.ts'
import type { ImportOrder } from './import-run.ts'
import { importVcard } from './import-vcard.ts'
import { isVcard } from './preview.ts'
import { keepProgress, type Progress } from './progress.ts'

const NOTHING = { added: 0, changed: 0, unchanged: 0 }

/** Imports a file; what is wrong with it ends as a report, never as an exception. */
export async function importFile(
  order: ImportOrder,
  parts: {
    readonly customersFile: string
    readonly isCancelled: () => boolean
    readonly report: (progress: Progress) => void
  },
): Promise<void> {
  const { report, isCancelled } = parts
  let progress = keepProgress(order.job, null, report)
  let db: Database.Database | null = null
  let intake: Intake | null = null
  const counts = () => intake?.counts() ?? NOTHING
  const fail = (message: ImportFailure): void => progress.end('failed', counts(), message)

  try {
    const vcard = await isVcard(order.file)
    if (!vcard && !mapsName(order.mapping)) return fail('noNameColumn')
    progress = keepProgress(order.job, await countRecords(order.file, vcard), report)
    db = openForImport(parts.customersFile)
    if (db === null) return fail('customersUnusable')
    const taking = createIntake(db, order.country)
    intake = taking
    const take = (customer: ImportedCustomer): boolean | Promise<boolean> =>
      taking.take(customer) ? flush(taking) : true
    const flush = async (full: Intake): Promise<boolean> => {
      full.flush()
      progress.tell(full.counts())
      // Lets a cancel in, and main's own writes.
      await setImmediate()
      return !isCancelled()
    }
    progress.tell(counts())
    await (vcard ? importVcard : importCsv)({ order, progress, take })
    taking.flush()
    progress.end(isCancelled() ? 'cancelled' : 'done', counts())
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
