import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { expect, vi } from 'vitest'
import type { Followed } from '../../../src/contract/sync.ts'
import { callWords } from '../../../src/main/crm/call-words.ts'
import type { Connector, Session } from '../../../src/main/crm/connector.ts'
import { createBudget } from '../../../src/main/crm/http/budget.ts'
import { createHttp } from '../../../src/main/crm/http/create-http.ts'
import { createFollower, type Follower } from '../../../src/main/crm/pull/follower.ts'
import { createStorage, type PullStorage } from '../../../src/main/crm/pull/storage.ts'
import { waitFor } from '../../../src/main/crm/pull/wait.ts'
import { scriptedConnector } from '../../../src/main/crm/testing/scripted-connector.ts'
import type { ScriptedCrm } from '../../../src/main/crm/testing/scripted-crm.ts'
import type { Customers } from '../../../src/main/customers/customers.ts'
import { openCustomers, openForImport } from '../../../src/main/customers/open.ts'

const DAY = 86_400_000
/** Far below what the product waits, so that a server that says nothing is soon given up. */
const BOUNDS = { deadlineMs: 1_500, idleMs: 500 }

/** A desk that follows the scripted CRM over real HTTP with the engine's own parts. */
export type ScriptedDesk = {
  readonly connection: Followed
  readonly connector: Connector
  readonly session: Session
  readonly db: Database.Database
  readonly customers: Customers
  readonly follower: Follower
  readonly storage: PullStorage
  /** Until it has nothing left to do; orders another look where it waits for a person. */
  readonly upToDate: () => Promise<void>
  /** Another look, a day later: ids are compared too. */
  readonly lookTomorrow: () => Promise<void>
  /** What is held, as `id: name, number`. */
  readonly held: () => readonly string[]
  readonly close: () => Promise<void>
}

/** The same of the server. */
export const there = ({ store }: ScriptedCrm): readonly string[] =>
  [...store.people.values()].map(({ id, values }) => `${id}: ${values.name}, ${values.phone}`).toSorted()

export function scriptedDesk(
  crm: ScriptedCrm,
  capabilities: Partial<Connector['capabilities']> = {},
): ScriptedDesk {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-scripted-'))
  const { customers } = openCustomers(join(folder, 'customers.db'))
  const db = openForImport(join(folder, 'customers.db'))
  if (!db) throw new Error('no database')
  const connector = scriptedConnector(capabilities)
  const connection: Followed = {
    id: 'scripted',
    connector: 'scripted',
    settings: { server: crm.url },
    paused: false,
    mapping: { contact: { name: 'name', phone: 'number:Phone', notes: 'notes' } },
    dispositions: {},
    everySeconds: 86_400,
    country: 'DE',
    language: 'en',
  }
  const http = createHttp({
    secret: async () => crm.token,
    renew: async (stale) => (stale === crm.token ? null : crm.token),
    authorization: (secret) => `Bearer ${secret}`,
    budget: createBudget(connector.capabilities.limits),
    now: Date.now,
    bounds: BOUNDS,
  })
  const session = connector.open({
    settings: connection.settings,
    http: http('delta'),
    secret: async () => crm.token,
    fields: {},
    words: callWords('en'),
    now: Date.now,
  })
  let days = 0
  const follower = createFollower({
    connection,
    connector,
    session: () => session,
    db,
    now: () => Date.now() + days * DAY,
    // Back-off is short here; that it grows is shown elsewhere.
    random: () => 0.01,
    wait: waitFor,
    onState: () => undefined,
    onChanged: () => undefined,
  })
  const upToDate = (): Promise<void> =>
    vi.waitFor(
      () => {
        const { phase, fault } = follower.state()
        if (phase === 'problem') follower.syncNow()
        expect({ phase, fault }).toEqual({ phase: 'idle', fault: null })
      },
      { timeout: 40_000, interval: 100 },
    )
  const storage = createStorage({ connection, db, now: Date.now, onChanged: () => undefined })
  return {
    storage,
    connection,
    connector,
    session,
    db,
    customers,
    follower,
    upToDate,
    lookTomorrow: async () => {
      days += 1
      const before = follower.state()
      follower.syncNow()
      await vi.waitFor(() => expect(follower.state()).not.toBe(before), { timeout: 10_000 })
      await upToDate()
    },
    held: () =>
      db
        .prepare<[], { readonly id: string; readonly name: string; readonly number: string | null }>(
          `SELECT r.id, c.name, (SELECT raw FROM number n WHERE n.customer = c.place) AS number
           FROM remote r JOIN customer c ON c.place = r.customer`,
        )
        .all()
        .map(({ id, name, number }) => `${id}: ${name}, ${number}`)
        .toSorted(),
    close: async () => {
      await follower.stop()
      db.close()
      customers.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
