// Customers that a CRM no longer has.
import type Database from 'better-sqlite3'
import { MANUAL } from './edit.ts'
import type { HeldRemote, RemoteRows } from './remote-rows.ts'
import type { SyncRows } from './remote-sync.ts'
import type { CustomerRows } from './rows.ts'

export const TOMBSTONE_DAYS = 90
const DAY_MS = 86_400_000

export type Tombstone = { readonly name: string; readonly gone: number }

export type Removal = {
  /**
   * The CRM deleted it. What no agent changed is deleted here too and leaves its name behind; what an agent changed stays
   * as a customer of our own, because nobody else has it.
   */
  readonly remove: (customer: string, now: number) => boolean
  /** The same without a tombstone: the connection itself goes. */
  readonly release: (customer: string) => void
  /** Whether this version was deleted before: it comes late. */
  readonly isBuried: (customer: string, updated: number | null) => boolean
  /** It is there again. */
  readonly unbury: (customer: string) => void
  readonly forgetOld: (now: number) => void
}

export function createRemoval(
  db: Database.Database,
  parts: { readonly rows: CustomerRows; readonly remote: RemoteRows; readonly syncs: SyncRows },
): Removal {
  const { rows, remote, syncs } = parts
  const bury = db.prepare('INSERT OR REPLACE INTO tombstone (id, name, updated, gone) VALUES (?, ?, ?, ?)')
  const buried = db.prepare<[string], number | null>('SELECT updated FROM tombstone WHERE id = ?').pluck()
  const unbury = db.prepare('DELETE FROM tombstone WHERE id = ?')
  const forgetOld = db.prepare('DELETE FROM tombstone WHERE gone < ?')
  const oldest = db.prepare<[], number | null>('SELECT MIN(gone) FROM tombstone').pluck()
  const makeOwn = db.prepare('UPDATE customer SET source = ?, imported = NULL WHERE place = ?')

  const take = ({ place, sync, touched }: HeldRemote, from: number): void => {
    syncs.holdMore(from, -1)
    if (touched === 0) {
      rows.remove(place)
      return
    }
    if (sync !== null) remote.letGo(place)
    makeOwn.run(MANUAL, place)
  }
  return {
    remove: (customer, now) => {
      const held = remote.held(customer)
      if (!held || held.sync === null) return false
      bury.run(customer, held.name, held.updated, now)
      take(held, held.sync)
      return true
    },
    release: (customer) => {
      const held = remote.held(customer)
      if (held && held.sync !== null) take(held, held.sync)
    },
    isBuried: (customer, updated) => {
      const last = buried.get(customer)
      return last !== undefined && last !== null && updated !== null && updated <= last
    },
    unbury: (customer) => {
      unbury.run(customer)
    },
    forgetOld: (now) => {
      const before = now - TOMBSTONE_DAYS * DAY_MS
      // Nothing is written where nothing is old: main may want to write just then.
      if ((oldest.get() ?? before) < before) forgetOld.run(before)
    },
  }
}
