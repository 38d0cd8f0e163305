import type Database from 'better-sqlite3'
import type { Delivery, SyncOrder, SyncReport } from '../../contract/sync.ts'
import { createRemoteReading } from '../customers/remote.ts'
import { faultOf } from './failure.ts'
import type { FollowedConnection } from './followed-connection.ts'
import type { BudgetClock } from './http/budget.ts'
import { storeFound } from './pull/found.ts'

/** A little before main stops waiting: what the quick ones found isn't lost with the slow one. */
const FIND_WITHIN_MS = 1_400

/** What is asked of a CRM beside following it: who calls, what was done for a customer, to write something. */
export function createAsking(parts: {
  readonly followed: ReadonlyMap<string, FollowedConnection>
  readonly db: () => Database.Database | null
  readonly clock: BudgetClock
  readonly report: (report: SyncReport) => void
}) {
  const { followed, db, clock, report } = parts

  const findIn = async (
    one: FollowedConnection,
    e164: string,
    national: string,
  ): Promise<readonly string[]> =>
    storeFound(one.storage, await one.sessions('lookup').findByPhone({ e164, national }))

  const find = async ({ job, e164, national }: Extract<SyncOrder, { kind: 'crm.find' }>): Promise<void> => {
    const found: string[] = []
    const able = [...followed.values()].filter(
      (one) => !one.isPaused() && one.connector.capabilities.findsByPhone,
    )
    // One that fails is one that found nobody: its own following says why.
    const asked = able.map((one) =>
      findIn(one, e164, national).then(
        (customers) => void found.push(...customers),
        () => undefined,
      ),
    )
    const late = new Promise<void>((resolve) => clock.after(FIND_WITHIN_MS, resolve))
    await Promise.race([Promise.all(asked), late])
    report({ kind: 'crm.found', job, customers: found })
  }

  const activities = async (order: Extract<SyncOrder, { kind: 'crm.activities' }>): Promise<void> => {
    const { job, customer, most } = order
    const file = db()
    const remote = file && createRemoteReading(file).remote(customer)
    const one = remote && followed.get(remote.connection)
    const done = one ? await one.sessions('lookup').activities(remote.ref, most) : null
    report({ kind: 'crm.activities', job, activities: done })
  }

  return {
    find: (order: Extract<SyncOrder, { kind: 'crm.find' }>): void => void find(order),
    activities: (order: Extract<SyncOrder, { kind: 'crm.activities' }>): void => {
      activities(order).catch(() => report({ kind: 'crm.activities', job: order.job, activities: null }))
    },
    deliver: (delivery: Delivery): void => {
      const { item, connection } = delivery
      const fault = faultOf(new Error(`no connection ${connection}`))
      if (!followed.has(connection))
        report({ kind: 'crm.delivered', item, outcome: { kind: 'failed', fault, unknown: false } })
    },
  }
}
