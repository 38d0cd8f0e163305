import type Database from 'better-sqlite3'
import type { RemoteDeal, RemoteRef } from '../../domain/crm/record.ts'
import type { Tombstone } from './remote-gone.ts'

/** What is known of a customer's record in a CRM. */
export type RemoteCustomer = {
  readonly connection: string
  readonly ref: RemoteRef
  readonly url: string | null
  readonly owner: string | null
  /** The version that was read last; the server's time, epoch ms. */
  readonly updated: number | null
  readonly rev: string | null
  /** Open ones first, then the newest. */
  readonly deals: readonly RemoteDeal[]
}

export type RemoteReading = {
  /** Null for a customer that follows no CRM. */
  readonly remote: (customer: string) => RemoteCustomer | null
  /** The name of a customer that the CRM deleted, for 90 days, and when that was seen (epoch ms). */
  readonly gone: (customer: string) => Tombstone | null
}

/** More deals than this are looked at in the CRM itself. */
const MOST_DEALS = 50

type RecordRow = Omit<RemoteCustomer, 'ref' | 'deals'> & { readonly object: string; readonly id: string }

export function createRemoteReading(db: Database.Database): RemoteReading {
  const select = db.prepare<[string], RecordRow>(
    `SELECT s.connection, s.object, r.id, r.url, r.owner, r.updated, r.rev
     FROM customer c JOIN remote r ON r.customer = c.place JOIN sync s ON s.place = r.sync WHERE c.id = ?`,
  )
  const selectDeals = db.prepare<[string, number], Omit<RemoteDeal, 'of'>>(
    `SELECT d.id, d.updated, d.url, d.title, d.stage, d.amount, d.currency, d.closes, d.state
     FROM deal_of o JOIN deal d ON d.place = o.deal WHERE o.customer = ?
     ORDER BY d.state <> 'open', d.updated DESC, d.place DESC LIMIT ?`,
  )
  const selectGone = db.prepare<[string], Tombstone>('SELECT name, gone FROM tombstone WHERE id = ?')
  return {
    remote: (customer) => {
      const row = select.get(customer)
      if (!row) return null
      const { connection, object, id, url, owner, updated, rev } = row
      const ref = { object, id }
      const deals = selectDeals.all(customer, MOST_DEALS).map((deal) => ({ ...deal, of: [ref] }))
      return { connection, ref, url, owner, updated, rev, deals }
    },
    gone: (customer) => selectGone.get(customer) ?? null,
  }
}
