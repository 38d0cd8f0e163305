import { hash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Followed } from '../../../contract/sync.ts'
import { COUNTRY_LANGUAGES, countryReader } from '../../../domain/customer/countries.ts'
import { MOST_ROWS } from '../../customers/intake.ts'
import { createRemoteLeft } from '../../customers/remote-left.ts'
import { createRemoteStore, type RemoteItem } from '../../customers/remote-store.ts'
import { type SyncChange, type SyncRow, syncRows } from '../../customers/remote-sync.ts'
import { breather } from './database.ts'
import { type PageReader, pageReader } from './page-items.ts'
import type { FollowParts } from './pull-parts.ts'

/** Change this when the same record would become another customer; everything is then read anew. */
const SHAPE = 1
const MOST_TOLD = 500

/** Where one connection's records go. */
export type PullStorage = {
  readonly sync: (object: string) => SyncRow
  readonly all: () => readonly SyncRow[]
  readonly change: (sync: SyncRow, change: SyncChange) => SyncRow
  readonly left: ReturnType<typeof createRemoteLeft>
  /** Null for an object that no mapping makes customers of. */
  readonly reader: (object: string) => PageReader | null
  /** Fingerprint of what the customers of an object are made by. */
  readonly mappingOf: (object: string) => string
  /** Stores in transactions of at most `MOST_ROWS`, the last of which says how far it has been read. */
  readonly store: (sync: SyncRow, items: readonly RemoteItem[], change: SyncChange | null) => Promise<SyncRow>
  /** At most `MOST_ROWS` of them. */
  readonly remove: (customers: readonly string[]) => Promise<void>
  readonly told: (customers: readonly string[]) => void
  readonly quarantined: (sync: SyncRow) => number
  readonly breathe: () => Promise<void>
}

type Parts = Pick<FollowParts, 'now' | 'onChanged'> & {
  readonly connection: Pick<Followed, 'id' | 'mapping' | 'country'>
  readonly db: Database.Database
}

export function createStorage({ connection, db, now, onChanged }: Parts): PullStorage {
  const syncs = syncRows(db)
  const store = createRemoteStore(db)
  const left = createRemoteLeft(db)
  const breathe = breather(db)
  const readCountry = countryReader(COUNTRY_LANGUAGES)
  const readers = new Map<string, PageReader | null>()

  const told = (customers: readonly string[]): void => {
    if (customers.length > 0) onChanged(customers.slice(0, MOST_TOLD))
  }
  const storage: PullStorage = {
    sync: (object) => syncs.of(connection.id, object),
    all: () => syncs.all(connection.id),
    change: (sync, change) => {
      syncs.change(sync.place, change)
      return syncs.of(sync.connection, sync.object)
    },
    left,
    reader: (object) => {
      const known = readers.get(object)
      if (known !== undefined) return known
      const reader = pageReader(connection, object, readCountry)
      readers.set(object, reader)
      return reader
    },
    mappingOf: (object) => {
      const pairs = Object.entries(connection.mapping[object] ?? {}).toSorted()
      return hash('sha256', JSON.stringify([SHAPE, connection.country, pairs]), 'base64url').slice(0, 22)
    },
    store: async (sync, items, change) => {
      const changed: string[] = []
      for (let at = 0; at === 0 || at < items.length; at += MOST_ROWS) {
        const last = at + MOST_ROWS >= items.length
        const part = items.slice(at, at + MOST_ROWS)
        changed.push(...store.store(sync, part, last ? change : null, now()))
        if (part.length > 0) await breathe()
      }
      told(changed)
      return syncs.of(sync.connection, sync.object)
    },
    remove: async (customers) => {
      told(left.remove(customers, now()))
      await breathe()
    },
    told,
    quarantined: ({ place }) => store.quarantined(place),
    breathe,
  }
  return storage
}
