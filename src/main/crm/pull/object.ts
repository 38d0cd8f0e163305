import type { RemoteRecord } from '../../../domain/crm/record.ts'
import { mayVanish } from '../../../domain/crm/vanishing.ts'
import { MOST_ROWS } from '../../customers/intake.ts'
import type { SyncChange, SyncRow } from '../../customers/remote-sync.ts'
import type { Page, Session } from '../connector.ts'
import { CrmFailure } from '../failure.ts'
import { DEAL, type PageReader } from './page-items.ts'
import type { PullStorage } from './storage.ts'

/** Everything is read again at most this often because a cursor was lost: a server may forget each at once. */
const FULL_FLOOR_MS = 60 * 60_000

export type ReadParts = {
  readonly storage: PullStorage
  readonly session: Session
  readonly reader: PageReader
  readonly now: () => number
  /** Throws where the work was broken off. */
  readonly going: <Value>(asked: Promise<Value>) => Promise<Value>
  readonly onPage: (sync: SyncRow, records: number) => void
}

/** Everything is to be read; what is there serves until that is done. */
export function anew(storage: PullStorage, sync: SyncRow, now: number): SyncRow {
  return storage.change(sync, {
    cursor: null,
    reading: true,
    leftover: false,
    generation: sync.generation + 1,
    mapping: storage.mappingOf(sync.object),
    read: 0,
    total: null,
    began: now,
  })
}

/** Reads an object until there is nothing more; the cursor is stored with the rows of its page. */
export async function readToEnd(object: string, parts: ReadParts): Promise<SyncRow> {
  const { storage, now } = parts
  let sync = storage.sync(object)
  const remapped = sync.mapping !== storage.mappingOf(object)
  if (remapped || (sync.cursor === null && !sync.reading)) sync = anew(storage, sync, now())
  try {
    return await readPages(sync, parts)
  } catch (error) {
    if (!(error instanceof CrmFailure)) throw error
    if (error.reason !== 'cursorExpired' && error.reason !== 'cursorLoop') throw error
    return await afterLostCursor(storage.sync(object), parts, error)
  }
}

async function readPages(from: SyncRow, parts: ReadParts): Promise<SyncRow> {
  const { storage, session, reader, now, going, onPage } = parts
  let sync = from
  const been = new Set<string>()
  for (;;) {
    if (sync.cursor !== null) been.add(sync.cursor)
    const page = await going(session.pull(sync.object, sync.cursor))
    if (page.more && been.has(page.cursor))
      throw new CrmFailure('cursorLoop', `reading ${sync.object} on led back to where it had been`)
    // A connector that had to begin anew by itself says so by its pages.
    if (page.phase === 'full' && !sync.reading) sync = anew(storage, sync, now())
    const records = page.records.length + page.deals.length + page.bad.length
    sync = await storage.store(sync, reader.items(page), afterPage(sync, page, records, now()))
    onPage(sync, records)
    if (!page.more) return sync
  }
}

function afterPage(sync: SyncRow, page: Page, records: number, now: number): SyncChange {
  const done = page.more ? {} : { ok: now }
  if (!sync.reading) return { cursor: page.cursor, ...done }
  const read = sync.read + records
  const total = page.total ?? sync.total
  const whole = !page.more || page.phase === 'delta'
  if (!whole) return { cursor: page.cursor, read, total }
  // Where fewer came than there are, the ids are compared at once. Deals are read anew instead, and not without end.
  const short = total !== null && read < total && sync.object !== DEAL
  const swept = short ? null : now
  return { cursor: page.cursor, read, total, reading: false, leftover: true, swept, ...done }
}

/**
 * The first time everything is read at once. Where that happened only a while ago it has to wait: the fault says how long.
 */
async function afterLostCursor(sync: SyncRow, parts: ReadParts, failure: CrmFailure): Promise<SyncRow> {
  const now = parts.now()
  const since = sync.began === null ? FULL_FLOOR_MS : now - sync.began
  if (since >= 0 && since < FULL_FLOOR_MS) {
    parts.storage.change(sync, { cursor: null, reading: false })
    throw new CrmFailure(failure.reason, failure.detail, FULL_FLOOR_MS - since)
  }
  if (failure.reason === 'cursorLoop') {
    parts.storage.change(sync, { cursor: null, reading: false })
    throw failure
  }
  return await readPages(anew(parts.storage, sync, now), parts)
}

/** After everything was read: marks what it left behind. Deals go at once, they are nobody's only copy. */
export async function markLeftover(sync: SyncRow, storage: PullStorage): Promise<SyncRow> {
  if (sync.object === DEAL) {
    for (;;) {
      const gone = storage.left.removeOldDeals(sync, MOST_ROWS)
      if (gone === null) break
      storage.told(gone)
      await storage.breathe()
    }
  } else {
    await markAll(storage, (from) => storage.left.old(sync, from))
  }
  return storage.change(sync, { leftover: false })
}

/** Marks customers that may be gone, range by range. */
export async function markAll(
  storage: PullStorage,
  inRange: (from: number) => { readonly places: readonly number[]; readonly next: number | null },
): Promise<void> {
  let from: number | null = 0
  while (from !== null) {
    const { places, next } = inRange(from)
    for (let at = 0; at < places.length; at += MOST_ROWS) {
      storage.left.mark(places.slice(at, at + MOST_ROWS))
      await storage.breathe()
    }
    await storage.breathe()
    from = next
  }
}

/** Whether so many are marked that somebody has to be asked; what was asked and has settled is forgotten. */
export function guarded(sync: SyncRow, storage: PullStorage): SyncRow {
  const asked = !mayVanish(storage.left.countMissing(sync.place), sync.held)
  return asked === sync.asked ? sync : storage.change(sync, { asked })
}

/** Removes what is marked, where the CRM says once more that it isn't there; `trusted` takes its word for the first time. */
export async function removeMissing(
  sync: SyncRow,
  parts: ReadParts & { readonly trusted: boolean },
): Promise<void> {
  const { storage, session, trusted, going } = parts
  for (;;) {
    const marked = storage.left.missing(sync.place, MOST_ROWS)
    if (marked.length === 0) return
    if (trusted) {
      await going(storage.remove(marked.map(({ customer }) => customer)))
      continue
    }
    for (const { customer, id } of marked) {
      const record = await going(session.get({ object: sync.object, id }))
      // A record that was merged away answers with the one that it became.
      if (record?.id !== id) await storage.remove([customer])
      if (record) await storeFresh(sync, parts, record)
    }
  }
}

/** A record as it is now, whatever was deleted before. */
export async function storeFresh(
  sync: SyncRow,
  { storage, reader }: { readonly storage: PullStorage; readonly reader: PageReader },
  record: RemoteRecord,
): Promise<void> {
  const items = reader.items({ records: [record], deals: [], gone: [], bad: [] })
  await storage.store({ ...sync, reading: true }, items, null)
}
