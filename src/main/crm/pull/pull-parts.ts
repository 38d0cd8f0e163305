import type Database from 'better-sqlite3'
import type { SyncState } from '../../../contract/crm.ts'
import type { Followed } from '../../../contract/sync.ts'
import type { Connector, Session } from '../connector.ts'
import type { Priority } from '../http/http.ts'

/** What following one connection is made of. */
export type FollowParts = {
  readonly connection: Followed
  readonly connector: Pick<Connector, 'capabilities'>
  readonly session: (priority: Priority) => Session
  /** The worker's own connection, by `openForImport`. */
  readonly db: Database.Database
  /** Epoch ms of this computer: for waiting and showing, never for a cursor. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** Ends after so many milliseconds (null: never), or when the signal is aborted. */
  readonly wait: (ms: number | null, signal: AbortSignal) => Promise<void>
  readonly onState: (state: SyncState) => void
  /** Customers that look different now or are gone; at most 500 at once. */
  readonly onChanged: (customers: readonly string[]) => void
}

/** The work was broken off: paused, stopped, or to be begun anew. Nothing is half done. */
export class Interrupted extends Error {}
