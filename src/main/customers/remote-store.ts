import type Database from 'better-sqlite3'
import { customerIdOf } from '../../domain/crm/connection.ts'
import type { RemoteDeal } from '../../domain/crm/record.ts'
import { type EditableField, mergeImport } from '../../domain/customer/edits.ts'
import { MOST_ROWS, newCustomer } from './intake.ts'
import type { PreparedCustomer } from './prepare.ts'
import { dealRows, isOlder } from './remote-deals.ts'
import { createRemoval } from './remote-gone.ts'
import { type RemoteFacts, remoteRows } from './remote-rows.ts'
import { type SyncChange, type SyncRow, syncRows } from './remote-sync.ts'
import { customerRows } from './rows.ts'

/** A record of a CRM, ready to be stored. */
export type PreparedRemote = {
  readonly customer: PreparedCustomer
  readonly facts: RemoteFacts
  /** Ids of the same object that were merged into it. */
  readonly merged: readonly string[]
}

export type BadRecord = { readonly id: string; readonly why: string; readonly raw: string }

/** One thing that a page says. */
export type RemoteItem =
  | { readonly kind: 'customer'; readonly one: PreparedRemote }
  | { readonly kind: 'deal'; readonly deal: RemoteDeal }
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'bad'; readonly bad: BadRecord }

export type RemoteStore = {
  /**
   * Stores what came of one object in one transaction, at most `MOST_ROWS` items, and with them how far it has been read.
   * Storing it twice changes nothing. Gives the customers that look different now or are gone.
   */
  readonly store: (
    sync: SyncRow,
    items: readonly RemoteItem[],
    change: SyncChange | null,
    now: number,
  ) => readonly string[]
  /**
   * The CRM has what an agent changed: from now on those fields follow the CRM again, and this version isn't news when it
   * is read next.
   */
  readonly settle: (
    customer: string,
    fields: readonly EditableField[],
    version: Pick<RemoteFacts, 'rev' | 'updated'>,
  ) => void
  readonly quarantined: (sync: number) => number
}

/** Raw text that is kept of a record that can't be read. */
const MOST_RAW = 64 * 1024
/** More are only counted out: a mapping that fits nothing would fill the disk. */
const MOST_BAD = 1_000

export function createRemoteStore(db: Database.Database): RemoteStore {
  const rows = customerRows(db)
  const remote = remoteRows(db)
  const syncs = syncRows(db)
  const deals = dealRows(db)
  const removal = createRemoval(db, { rows, remote, syncs })
  const quarantine = db.prepare('INSERT OR REPLACE INTO quarantine (sync, id, why, raw) VALUES (?, ?, ?, ?)')
  const readable = db.prepare('DELETE FROM quarantine WHERE sync = ? AND id = ?')
  const countBad = db.prepare<[number], number>('SELECT COUNT(*) FROM quarantine WHERE sync = ?').pluck()
  const anyTombstone = db.prepare<[], string>('SELECT id FROM tombstone LIMIT 1').pluck()
  // Without a fingerprint the record is merged when it comes next, though it is the one that was read last.
  const setEdited = db.prepare('UPDATE customer SET edited = ?, imported = NULL WHERE place = ?')
  const ownNumbers = db.prepare('UPDATE number SET by_hand = 0 WHERE customer = ?')

  /** What a transaction comes to. */
  type Work = {
    readonly sync: SyncRow
    readonly now: number
    readonly changed: Set<string>
    added: number
    held: number
    /** Most pages meet neither, and a look-up for each row would cost a tenth of the time. */
    readonly anyBuried: boolean
    readonly anyBad: boolean
  }

  const merge = (work: Work, { customer, facts }: PreparedRemote): boolean => {
    const { sync } = work
    const held = remote.held(customer.id)
    if (!held) throw new Error(`no customer ${customer.id}`)
    if (held.sync === null) work.held += 1
    else if (isOlder(facts.updated, held.updated)) {
      remote.seen(held.place, sync.generation)
      return false
    }
    const sameContent = held.imported === customer.fingerprint
    const sameFacts = held.url === facts.url && held.owner === facts.owner
    const sameVersion = held.rev === facts.rev && held.updated === facts.updated
    if (held.sync !== null && sameContent && sameFacts && sameVersion) {
      if (held.generation !== sync.generation || held.missing !== 0) remote.seen(held.place, sync.generation)
      return false
    }
    if (!sameContent) replaceContent(held.place, customer)
    remote.put(held.place, sync.place, facts, sync.generation)
    // What we wrote ourselves comes back with the version that the CRM answered then.
    const ownWrite = !sync.reading && sameVersion && (facts.rev !== null || facts.updated !== null)
    return !ownWrite && !(sameContent && sameFacts)
  }

  const replaceContent = (place: number, customer: PreparedCustomer): void => {
    const stored = rows.byPlace(place)
    if (!stored) throw new Error(`no customer ${customer.id}`)
    const content = mergeImport(stored, customer, stored.edited)
    rows.replace({ ...stored, ...content, source: customer.source, imported: customer.fingerprint })
  }

  const putCustomer = (work: Work, one: PreparedRemote): void => {
    const { sync, changed } = work
    const { customer, facts } = one
    if (work.anyBuried && !sync.reading && removal.isBuried(customer.id, facts.updated)) return
    const place = rows.insert(newCustomer(customer), customer.index)
    if (place !== null) {
      remote.put(place, sync.place, facts, sync.generation)
      work.added += 1
      work.held += 1
      changed.add(customer.id)
    } else if (merge(work, one)) changed.add(customer.id)
    if (work.anyBuried) removal.unbury(customer.id)
    if (work.anyBad) readable.run(sync.place, facts.id)
    for (const id of one.merged) goneCustomer(work, id)
  }

  const goneCustomer = ({ sync, changed, now, anyBad }: Work, id: string): void => {
    const customer = customerIdOf(sync.connection, sync.object, id)
    if (removal.remove(customer, now)) changed.add(customer)
    if (anyBad) readable.run(sync.place, id)
  }

  const putBad = ({ sync }: Work, { id, why, raw }: BadRecord): void => {
    // What was stored of it before stays: it is there, and can't be read at the moment.
    const held = remote.held(customerIdOf(sync.connection, sync.object, id))
    if (held && held.sync !== null) remote.seen(held.place, sync.generation)
    if ((countBad.get(sync.place) ?? 0) < MOST_BAD)
      quarantine.run(sync.place, id, why, raw.slice(0, MOST_RAW))
  }

  const putItem = (work: Work, item: RemoteItem): void => {
    const { sync, changed } = work
    switch (item.kind) {
      case 'customer':
        putCustomer(work, item.one)
        break
      case 'deal':
        for (const customer of deals.put(sync.place, sync.connection, item.deal, sync.generation))
          changed.add(customer)
        break
      case 'gone':
        for (const customer of deals.remove(sync.place, item.id)) changed.add(customer)
        goneCustomer(work, item.id)
        break
      case 'bad':
        putBad(work, item.bad)
    }
  }

  const store = db.transaction(
    (sync: SyncRow, items: readonly RemoteItem[], change: SyncChange | null, now: number) => {
      if (items.length > MOST_ROWS) throw new Error(`${items.length} rows in one transaction`)
      const anyBad = (countBad.get(sync.place) ?? 0) > 0
      const anyBuried = anyTombstone.get() !== undefined
      const work: Work = { sync, now, changed: new Set(), added: 0, held: 0, anyBuried, anyBad }
      for (const item of items) putItem(work, item)
      rows.countMore(work.added)
      syncs.holdMore(sync.place, work.held)
      if (change) syncs.change(sync.place, change)
      return [...work.changed]
    },
  )

  const settle = db.transaction<RemoteStore['settle']>((customer, fields, version) => {
    const stored = rows.byId(customer)
    if (!stored) return
    const left = [...stored.edited].filter((field) => !fields.includes(field))
    setEdited.run(left.join(' '), stored.place)
    if (fields.includes('numbers')) ownNumbers.run(stored.place)
    remote.setVersion(stored.place, version)
  })

  return {
    store: (sync, items, change, now) => store.immediate(sync, items, change, now),
    settle: (customer, fields, version) => settle.immediate(customer, fields, version),
    quarantined: (sync) => countBad.get(sync) ?? 0,
  }
}
