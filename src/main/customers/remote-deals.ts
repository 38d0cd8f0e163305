import type Database from 'better-sqlite3'
import { customerIdOf } from '../../domain/crm/connection.ts'
import type { RemoteDeal } from '../../domain/crm/record.ts'

export type DealRows = {
  /** Gives the customers whose deals look different now. */
  readonly put: (sync: number, connection: string, deal: RemoteDeal, generation: number) => readonly string[]
  readonly remove: (sync: number, id: string) => readonly string[]
  /** Some of those that an older generation left behind. */
  readonly left: (sync: number, generation: number, most: number) => readonly string[]
  readonly count: (sync: number) => number
}

type Stored = { readonly place: number; readonly updated: number | null }

export function dealRows(db: Database.Database): DealRows {
  const select = db.prepare<[number, string], Stored>(
    'SELECT place, updated FROM deal WHERE sync = ? AND id = ?',
  )
  const put = db
    .prepare<unknown[], number>(
      `INSERT INTO deal (sync, id, updated, url, title, stage, amount, currency, closes, state, generation)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (sync, id) DO UPDATE SET updated = excluded.updated, url = excluded.url, title = excluded.title,
         stage = excluded.stage, amount = excluded.amount, currency = excluded.currency, closes = excluded.closes,
         state = excluded.state, generation = excluded.generation
       RETURNING place`,
    )
    .pluck()
  const seen = db.prepare('UPDATE deal SET generation = ? WHERE place = ?')
  const remove = db.prepare('DELETE FROM deal WHERE place = ?')
  const customersOf = db.prepare<[number], string>('SELECT customer FROM deal_of WHERE deal = ?').pluck()
  const link = db.prepare('INSERT INTO deal_of (customer, deal) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const unlink = db.prepare('DELETE FROM deal_of WHERE deal = ?')
  const left = db
    .prepare<[number, number, number], string>(
      'SELECT id FROM deal WHERE sync = ? AND generation < ? LIMIT ?',
    )
    .pluck()
  const count = db.prepare<[number], number>('SELECT COUNT(*) FROM deal WHERE sync = ?').pluck()

  return {
    put: (sync, connection, deal, generation) => {
      const stored = select.get(sync, deal.id)
      if (stored && isOlder(deal.updated, stored.updated)) {
        seen.run(generation, stored.place)
        return []
      }
      const { id, updated, url, title, stage, amount, currency, closes, state } = deal
      const values = [sync, id, updated, url, title, stage, amount, currency, closes, state, generation]
      const place = put.get(...values)
      if (place === undefined) throw new Error(`deal ${id} was not stored`)
      const before = customersOf.all(place)
      unlink.run(place)
      const after = deal.of.map((ref) => customerIdOf(connection, ref.object, ref.id))
      for (const customer of after) link.run(customer, place)
      const sameVersion = stored !== undefined && stored.updated !== null && stored.updated === updated
      const touched = new Set([...before, ...after])
      const moved = touched.size !== before.length || touched.size !== new Set(after).size
      return sameVersion && !moved ? [] : [...touched]
    },
    remove: (sync, id) => {
      const stored = select.get(sync, id)
      if (!stored) return []
      const customers = customersOf.all(stored.place)
      remove.run(stored.place)
      return customers
    },
    left: (sync, generation, most) => left.all(sync, generation, most),
    count: (sync) => count.get(sync) ?? 0,
  }
}

/** Whether this version is from before the stored one. Without both times nobody knows, and the last that came counts. */
export const isOlder = (updated: number | null, stored: number | null): boolean =>
  updated !== null && stored !== null && updated < stored
