import type Database from 'better-sqlite3'
import type { Delivery, Outcome, SyncOrder, SyncReport } from '../../contract/sync.ts'
import { createRemoteReading } from '../customers/remote.ts'
import type { FollowedConnection } from './followed-connection.ts'
import type { BudgetClock } from './http/budget.ts'
import { storeFound } from './pull/found.ts'
import { deliver } from './push/deliver.ts'
import { createMirror } from './push/mirror.ts'

/** A little before main stops waiting: what the quick ones found isn't lost with the slow one. */
const FIND_WITHIN_MS = 1_400

/** The customers' file isn't in order yet, or it was let go of meanwhile: nothing was sent, and it is tried again. */
const notFollowed = ({ connection, unknown }: Delivery): Outcome => ({
  kind: 'failed',
  fault: { reason: 'customersUnusable', detail: `${connection} is not followed`, retryAfter: null },
  unknown,
  remoteId: null,
})

/** What is asked of a CRM beside following it: who calls, what was done for a customer, to write something. */
export function createAsking(parts: {
  readonly followed: ReadonlyMap<string, FollowedConnection>
  readonly db: () => Database.Database | null
  readonly clock: BudgetClock
  /** Epoch ms. */
  readonly now: () => number
  readonly report: (report: SyncReport) => void
}) {
  const { followed, db, clock, now, report } = parts

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

  const delivered = async (delivery: Delivery): Promise<Outcome> => {
    const file = db()
    const one = followed.get(delivery.connection)
    if (!file || !one) return notFollowed(delivery)
    const { connection, connector, sessions, storage } = one
    return await deliver(delivery, {
      connection,
      capabilities: connector.capabilities,
      session: sessions('push'),
      mirror: createMirror(file, connection, storage, now),
    })
  }

  return {
    find: (order: Extract<SyncOrder, { kind: 'crm.find' }>): void => void find(order),
    activities: (order: Extract<SyncOrder, { kind: 'crm.activities' }>): void => {
      activities(order).catch(() => report({ kind: 'crm.activities', job: order.job, activities: null }))
    },
    deliver: (delivery: Delivery): void => {
      void delivered(delivery).then((outcome) =>
        report({ kind: 'crm.delivered', item: delivery.item, outcome }),
      )
    },
  }
}
