// What a CRM knows of a customer beside its content, as it lies in the tables.
import type Database from 'better-sqlite3'

/** A record of the CRM without what becomes the customer's content. */
export type RemoteFacts = {
  readonly id: string
  /** The server's time, epoch ms. */
  readonly updated: number | null
  readonly rev: string | null
  readonly url: string | null
  readonly owner: string | null
}

/** A customer, and what is known of its record; `sync` is null where it follows none. */
export type HeldRemote = Omit<RemoteFacts, 'id'> & {
  readonly place: number
  readonly name: string
  /** Fingerprint of the record as it was last stored. */
  readonly imported: string | null
  /** An agent changed a field or added a number. */
  readonly touched: number
  readonly sync: number | null
  readonly generation: number
  readonly missing: number
}

export type RemoteRows = {
  readonly held: (customer: string) => HeldRemote | null
  readonly put: (place: number, sync: number, facts: RemoteFacts, generation: number) => void
  /** It is there, as it is stored or older. */
  readonly seen: (place: number, generation: number) => void
  /** It follows no record any more. */
  readonly letGo: (place: number) => void
  readonly setVersion: (place: number, version: Pick<RemoteFacts, 'rev' | 'updated'>) => void
}

export function remoteRows(db: Database.Database): RemoteRows {
  const select = db.prepare<[string], HeldRemote>(
    `SELECT c.place, c.name, c.imported, r.sync, r.updated, r.rev, r.url, r.owner,
       COALESCE(r.generation, 0) AS generation, COALESCE(r.missing, 0) AS missing,
       c.edited <> '' OR EXISTS (SELECT 1 FROM number WHERE customer = c.place AND by_hand = 1) AS touched
     FROM customer c LEFT JOIN remote r ON r.customer = c.place WHERE c.id = ?`,
  )
  const put = db.prepare(
    `INSERT INTO remote (customer, sync, id, updated, rev, url, owner, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET sync = excluded.sync, id = excluded.id, updated = excluded.updated, rev = excluded.rev,
       url = excluded.url, owner = excluded.owner, generation = excluded.generation, missing = 0`,
  )
  const seen = db.prepare('UPDATE remote SET generation = ?, missing = 0 WHERE customer = ?')
  const remove = db.prepare('DELETE FROM remote WHERE customer = ?')
  const setVersion = db.prepare(
    'UPDATE remote SET rev = ?, updated = COALESCE(?, updated) WHERE customer = ?',
  )
  return {
    held: (customer) => select.get(customer) ?? null,
    put: (place, sync, { id, updated, rev, url, owner }, generation) => {
      put.run(place, sync, id, updated, rev, url, owner, generation)
    },
    seen: (place, generation) => {
      seen.run(generation, place)
    },
    letGo: (place) => {
      remove.run(place)
    },
    setVersion: (place, { rev, updated }) => {
      setVersion.run(rev, updated, place)
    },
  }
}
