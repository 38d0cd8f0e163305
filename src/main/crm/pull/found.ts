import { customerIdOf } from '../../../domain/crm/connection.ts'
import type { RemoteRecord } from '../../../domain/crm/record.ts'
import { MOST_ROWS } from '../../customers/intake.ts'
import type { PullStorage } from './storage.ts'

/**
 * Stores records that were looked up beside the usual reading, for an unknown caller. Gives their customers; records that
 * can't be read are left out. Cursors stay where they are.
 */
export async function storeFound(
  storage: PullStorage,
  records: readonly RemoteRecord[],
): Promise<readonly string[]> {
  const customers: string[] = []
  for (const object of new Set(records.map((record) => record.object))) {
    const reader = storage.reader(object)
    if (reader === null) continue
    const ofObject = records.filter((record) => record.object === object).slice(0, MOST_ROWS)
    const items = reader.items({ records: ofObject, deals: [], gone: [], bad: [] })
    const sync = storage.sync(object)
    const good = items.filter(({ kind }) => kind === 'customer')
    await storage.store({ ...sync, reading: true }, good, null)
    for (const item of good)
      if (item.kind === 'customer') customers.push(customerIdOf(sync.connection, object, item.one.facts.id))
  }
  return customers
}
