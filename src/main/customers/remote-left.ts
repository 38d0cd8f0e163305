// What a CRM no longer names: after everything was read anew, and after its ids were compared with ours.
import type Database from 'better-sqlite3'
import { customerIdOf } from '../../domain/crm/connection.ts'
import { dealRows } from './remote-deals.ts'
import { createRemoval } from './remote-gone.ts'
import { remoteRows } from './remote-rows.ts'
import { type SyncRow, syncRows } from './remote-sync.ts'
import { customerRows } from './rows.ts'

export type LeftBehind = { readonly customer: string; readonly id: string }

/** Places of customers, and where to look on from; null at the end. */
export type InRange = { readonly places: readonly number[]; readonly next: number | null }

export type Unknown = { readonly ids: readonly string[]; readonly last: string | null }

export type RemoteLeft = {
  /** Customers of an older generation, in a range of places. */
  readonly old: (sync: SyncRow, from: number) => InRange
  /** The ids that the CRM lists, page by page, before they are compared. */
  readonly beginList: (sync: SyncRow) => void
  readonly list: (sync: SyncRow, ids: readonly string[]) => void
  /** Customers that aren't listed, in a range of places. */
  readonly unlisted: (sync: SyncRow, from: number) => InRange
  /** Of the next listed ids those that we don't have, and that aren't put aside as unreadable; `last` to go on from. */
  readonly unknown: (sync: SyncRow, after: string) => Unknown
  /** Records that are put aside: what was wrong with them may be over. */
  readonly putAside: (sync: SyncRow, most: number) => readonly string[]
  /** There is no such record any more. */
  readonly forgetAside: (sync: SyncRow, id: string) => void
  readonly endList: (sync: SyncRow) => void

  /** Says that they may be gone; at most `MOST_ROWS` of them. */
  readonly mark: (places: readonly number[]) => void
  readonly countMissing: (sync: number) => number
  /** Some of those marked, after a place. */
  readonly missing: (sync: number, most: number) => readonly LeftBehind[]
  /** They are there after all: nothing is marked any more. */
  readonly keepMissing: (sync: SyncRow, most: number) => number
  /** Deletes marked customers; at most `MOST_ROWS` of them. Gives those that are gone. */
  readonly remove: (customers: readonly string[], now: number) => readonly string[]
  /** Deletes the names of customers that are long gone. */
  readonly forgetOld: (now: number) => void
  /** Deletes some deals of an older generation; false when there are no more. */
  readonly removeOldDeals: (sync: SyncRow, most: number) => readonly string[] | null
  /** Lets some customers of a connection go that is removed; false when there are no more. */
  readonly release: (sync: number, most: number) => boolean
}

/** So many places are looked at before others have their turn. */
const RANGE = 5_000

export function createRemoteLeft(db: Database.Database): RemoteLeft {
  db.exec(
    'CREATE TEMP TABLE IF NOT EXISTS listed (sync INTEGER, id TEXT, PRIMARY KEY (sync, id)) WITHOUT ROWID',
  )
  const rows = customerRows(db)
  const remote = remoteRows(db)
  const syncs = syncRows(db)
  const deals = dealRows(db)
  const removal = createRemoval(db, { rows, remote, syncs })
  const lastPlace = db.prepare<[], number | null>('SELECT MAX(customer) FROM remote').pluck()
  type Range = {
    readonly sync: number
    readonly from: number
    readonly to: number
    readonly generation: number
  }
  const old = db
    .prepare<Range, number>(
      `SELECT customer FROM remote WHERE customer > @from AND customer <= @to AND sync = @sync
         AND generation < @generation AND missing = 0`,
    )
    .pluck()
  const unlisted = db
    .prepare<Range, number>(
      `SELECT customer FROM remote WHERE customer > @from AND customer <= @to AND sync = @sync AND missing = 0
         AND generation <= @generation
         AND NOT EXISTS (SELECT 1 FROM temp.listed WHERE listed.sync = remote.sync AND listed.id = remote.id)`,
    )
    .pluck()
  const setMissing = db.prepare('UPDATE remote SET missing = 1 WHERE customer = ?')
  const markListed = db.prepare(
    `UPDATE remote SET missing = 0 WHERE sync = ? AND missing = 1
       AND EXISTS (SELECT 1 FROM temp.listed WHERE listed.sync = remote.sync AND listed.id = remote.id)`,
  )
  const insertListed = db.prepare('INSERT OR IGNORE INTO temp.listed VALUES (?, ?)')
  const deleteListed = db.prepare('DELETE FROM temp.listed WHERE sync = ?')
  const listed = db
    .prepare<[number, string, number], string>(
      'SELECT id FROM temp.listed WHERE sync = ? AND id > ? ORDER BY id LIMIT ?',
    )
    .pluck()
  const isKnown = db
    .prepare<[string, number, string], number>(
      `SELECT EXISTS (SELECT 1 FROM customer WHERE id = ?)
         OR EXISTS (SELECT 1 FROM quarantine WHERE sync = ? AND id = ?)`,
    )
    .pluck()
  const putAside = db
    .prepare<[number, number], string>('SELECT id FROM quarantine WHERE sync = ? ORDER BY id LIMIT ?')
    .pluck()
  const forgetAside = db.prepare('DELETE FROM quarantine WHERE sync = ? AND id = ?')
  const countMissing = db
    .prepare<[number], number>('SELECT COUNT(*) FROM remote WHERE sync = ? AND missing = 1')
    .pluck()
  const missing = db.prepare<[number, number], LeftBehind>(
    `SELECT c.id AS customer, r.id FROM remote r JOIN customer c ON c.place = r.customer
     WHERE r.sync = ? AND r.missing = 1 LIMIT ?`,
  )
  const keep = db.prepare(
    `UPDATE remote SET missing = 0, generation = ? WHERE customer IN
       (SELECT customer FROM remote WHERE sync = ? AND missing = 1 LIMIT ?)`,
  )
  const heldBy = db
    .prepare<[number, number], string>(
      `SELECT c.id FROM remote r JOIN customer c ON c.place = r.customer WHERE r.sync = ? LIMIT ?`,
    )
    .pluck()
  const dealsOf = db.prepare(
    'DELETE FROM deal WHERE place IN (SELECT place FROM deal WHERE sync = ? LIMIT ?)',
  )

  const inRange =
    (select: Database.Statement<Range, number>) =>
    (sync: SyncRow, from: number): InRange => {
      const to = from + RANGE
      const places = select.all({ sync: sync.place, from, to, generation: sync.generation })
      return { places, next: to < (lastPlace.get() ?? 0) ? to : null }
    }
  const mark = db.transaction((places: readonly number[]) => {
    for (const place of places) setMissing.run(place)
  })
  const listAll = db.transaction((sync: number, ids: readonly string[]) => {
    for (const id of ids) insertListed.run(sync, id)
  })
  const remove = db.transaction((customers: readonly string[], now: number) =>
    customers.filter((customer) => removal.remove(customer, now)),
  )
  const removeOldDeals = db.transaction((sync: SyncRow, most: number) => {
    const ids = deals.left(sync.place, sync.generation, most)
    return ids.length === 0 ? null : ids.flatMap((id) => deals.remove(sync.place, id))
  })
  const release = db.transaction((sync: number, most: number) => {
    const customers = heldBy.all(sync, most)
    for (const customer of customers) removal.release(customer)
    const gone = dealsOf.run(sync, most).changes
    return customers.length + gone > 0
  })

  return {
    old: inRange(old),
    unlisted: inRange(unlisted),
    mark: (places) => mark.immediate(places),
    beginList: ({ place }) => {
      deleteListed.run(place)
    },
    list: ({ place }, ids) => listAll.deferred(place, ids),
    unknown: ({ place, connection, object }, after) => {
      const next = listed.all(place, after, RANGE)
      const ids = next.filter((id) => isKnown.get(customerIdOf(connection, object, id), place, id) !== 1)
      return { ids, last: next.length < RANGE ? null : (next.at(-1) ?? null) }
    },
    putAside: ({ place }, most) => putAside.all(place, most),
    forgetAside: ({ place }, id) => {
      forgetAside.run(place, id)
    },
    endList: ({ place }) => {
      markListed.run(place)
      deleteListed.run(place)
    },
    countMissing: (sync) => countMissing.get(sync) ?? 0,
    missing: (sync, most) => missing.all(sync, most),
    keepMissing: ({ place, generation }, most) => keep.run(generation, place, most).changes,
    remove: (customers, now) => remove.immediate(customers, now),
    forgetOld: removal.forgetOld,
    removeOldDeals: (sync, most) => removeOldDeals.immediate(sync, most),
    release: (sync, most) => release.immediate(sync, most),
  }
}
