import type Database from 'better-sqlite3'
import { MOST_ROWS } from '../../customers/intake.ts'
import { createRemoteLeft } from '../../customers/remote-left.ts'
import { syncRows } from '../../customers/remote-sync.ts'
import { breather } from './database.ts'

/** Forgets what a connection brought, with its cursors. Customers that agents changed stay, as our own. */
export async function forget(db: Database.Database, connection: string): Promise<void> {
  const syncs = syncRows(db)
  const left = createRemoteLeft(db)
  const breathe = breather(db)
  for (const { place } of syncs.all(connection)) {
    while (left.release(place, MOST_ROWS)) await breathe()
    syncs.remove(place)
  }
}
