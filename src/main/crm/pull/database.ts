import { statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { CrmFault } from '../../../domain/crm/failure.ts'
import { giveWay } from '../../customers/write-soon.ts'
import { CrmFailure, faultOf } from '../failure.ts'

/**
 * Between two transactions: lets whoever waits write first, and everything else in this process have its turn. Throws
 * `customersUnusable` when main has put another file in the place of a damaged one: what is written here nobody reads.
 */
export function breather(db: Database.Database): () => Promise<void> {
  const inode = inodeOf(db)
  return async () => {
    await giveWay(db)
    await setImmediate()
    if (inodeOf(db) !== inode) throw new CrmFailure('customersUnusable', 'the file was replaced')
  }
}

const inodeOf = (db: Database.Database): number | null =>
  db.memory ? null : (statSync(db.name, { throwIfNoEntry: false })?.ino ?? null)

/** What was thrown, with SQLite's own troubles told apart. */
export function pullFault(error: unknown): CrmFault {
  if (!(error instanceof Database.SqliteError)) return faultOf(error)
  const detail = `${error.code}: ${error.message}`
  if (/^SQLITE_(FULL|IOERR)/.test(error.code)) return { reason: 'diskFull', detail, retryAfter: null }
  const damaged = /^SQLITE_(CORRUPT|NOTADB|BUSY|CANTOPEN)/.test(error.code)
  return { reason: damaged ? 'customersUnusable' : 'failed', detail, retryAfter: null }
}
