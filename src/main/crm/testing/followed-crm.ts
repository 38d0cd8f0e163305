import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { SyncState } from '../../../contract/crm.ts'
import type { Followed } from '../../../contract/sync.ts'
import type { Capabilities } from '../../../domain/crm/description.ts'
import type { Customers } from '../../customers/customers.ts'
import { openCustomers, openForImport } from '../../customers/open.ts'
import type { Session } from '../connector.ts'
import { createFollower, type Follower } from '../pull/follower.ts'
import { MEMORY_CAPABILITIES } from './memory-crm.ts'

export const FOLLOWED: Followed = {
  id: 'crm1',
  connector: 'memory',
  settings: {},
  paused: false,
  mapping: { contact: { name: 'name', company: 'company', phone: 'number:Phone', stage: 'field:Stage' } },
  dispositions: {},
  everySeconds: 60,
  country: 'DE',
  language: 'en',
}

/** The customers' database in a folder of its own, a follower that fills it, and a clock that the test moves. */
export type FollowedCrm = {
  readonly customers: Customers
  readonly db: Database.Database
  readonly follower: () => Follower
  /** Another follower on the same file, as after a restart. */
  readonly restart: (changes?: Partial<Followed>) => Promise<void>
  readonly states: SyncState[]
  readonly changed: string[]
  /** Whether it waits at the moment, for its next turn or for a person. */
  readonly rests: () => boolean
  /** Milliseconds that it waits at the moment; null where it waits for a person or works. */
  readonly waits: () => number | null
  /** Ends the wait, with as much time gone by as it asked for. */
  readonly goOn: () => void
  readonly skip: (ms: number) => void
  /** Ids of the customers that follow the CRM. */
  readonly held: () => readonly string[]
  readonly close: () => Promise<void>
}

export function followCrm(session: Session, capabilities: Capabilities = MEMORY_CAPABILITIES): FollowedCrm {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-crm-'))
  const file = join(folder, 'customers.db')
  const { customers } = openCustomers(file)
  const db = openForImport(file)
  if (!db) throw new Error('no database')
  const states: SyncState[] = []
  const changed: string[] = []
  let time = Date.UTC(2026, 0, 1)
  let waiting: { readonly ms: number | null; readonly end: () => void } | null = null

  const make = (changes: Partial<Followed> = {}): Follower =>
    createFollower({
      connection: { ...FOLLOWED, ...changes },
      connector: { capabilities },
      session: () => session,
      db,
      now: () => time,
      random: () => 0.5,
      wait: (ms, signal) =>
        new Promise((resolve) => {
          const end = (): void => {
            waiting = null
            resolve()
          }
          waiting = { ms, end }
          if (signal.aborted) end()
          else signal.addEventListener('abort', end, { once: true })
        }),
      onState: (state) => states.push(state),
      onChanged: (ids) => changed.push(...ids),
    })
  let follower = make()
  return {
    customers,
    db,
    follower: () => follower,
    restart: async (changes) => {
      await follower.stop()
      follower = make(changes)
      follower.start()
    },
    states,
    changed,
    rests: () => waiting !== null,
    waits: () => waiting?.ms ?? null,
    goOn: () => {
      time += waiting?.ms ?? 0
      waiting?.end()
    },
    skip: (ms) => {
      time += ms
    },
    held: () => db.prepare<[], string>('SELECT id FROM remote ORDER BY id').pluck().all(),
    close: async () => {
      await follower.stop()
      db.close()
      customers.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
