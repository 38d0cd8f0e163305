import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SyncReport } from '../../contract/sync.ts'
import type { Customers } from '../customers/customers.ts'
import { openCustomers } from '../customers/open.ts'
import type { Connector, Session } from './connector.ts'
import { createEngine, type Engine } from './engine.ts'
import { CrmFailure } from './failure.ts'
import { systemBudgetClock } from './http/budget.ts'
import { FOLLOWED } from './testing/followed-crm.ts'
import { MEMORY_CAPABILITIES, type MemoryCrm, memoryCrm } from './testing/memory-crm.ts'

const WORDS = { en: 'x', de: 'x' }
const WAIT = { timeout: 15_000 }

let folder: string
let customers: Customers
let crm: MemoryCrm
let reports: SyncReport[]
let secret: string | null
let more: Partial<Session>
let engine: Engine

/** The memory's CRM, which wants to hear the right secret first. */
const connector: Connector = {
  id: 'memory',
  name: 'Memory',
  about: WORDS,
  fields: [],
  signIn: { kind: 'secret' },
  authorization: null,
  capabilities: { ...MEMORY_CAPABILITIES, activities: true },
  open: (access) => {
    const signedIn = async (): Promise<void> => {
      if ((await access.secret()) !== 'right') throw new CrmFailure('signIn', 'wrong secret')
    }
    return {
      ...crm.session,
      pull: async (object, cursor) => {
        await signedIn()
        return crm.session.pull(object, cursor)
      },
      describe: async () => {
        await signedIn()
        return {
          identity: 'Ana',
          objects: [{ key: 'contact', label: 'Contacts' }],
          fields: [],
          dispositions: [],
        }
      },
      ...more,
    }
  },
}

/** Main's answer to each question for a secret. */
function report(message: SyncReport): void {
  reports.push(message)
  if (message.kind !== 'crm.secretWanted') return
  const answer = message.stale === secret ? null : secret
  queueMicrotask(() =>
    engine.take({ kind: 'crm.secret', wanted: message.wanted, secret: answer, later: false }),
  )
}

const last = <Kind extends SyncReport['kind']>(kind: Kind) =>
  reports.findLast((one): one is Extract<SyncReport, { kind: Kind }> => one.kind === kind)
const untilState = (phase: string) =>
  vi.waitFor(() => expect(last('crm.state')?.state.phase).toBe(phase), WAIT)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-engine-'))
  const customersFile = join(folder, 'customers.db')
  customers = openCustomers(customersFile).customers
  crm = memoryCrm()
  reports = []
  secret = 'right'
  more = {}
  engine = createEngine({
    customersFile,
    connectors: [connector],
    report,
    clock: systemBudgetClock,
    now: Date.now,
  })
})

afterEach(async () => {
  engine.take({ kind: 'crm.follow', connections: [] })
  await engine.idle()
  customers.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a connection is followed until it is let go, and forgotten with what it brought', async () => {
  crm.put('1', { name: 'Ana Ruiz', phone: '030 20000001' })
  engine.take({ kind: 'crm.follow', connections: [FOLLOWED] })
  await untilState('idle')
  expect(customers.find('+493020000001', 'DE')).toMatchObject([{ customer: { id: 'crm:crm1/contact/1' } }])

  crm.put('2', { name: 'Ken Ito', phone: '030 20000002' })
  engine.take({ kind: 'crm.syncNow', connection: null })
  await vi.waitFor(() => expect(customers.count()).toBe(2), WAIT)

  engine.take({ kind: 'crm.follow', connections: [] })
  engine.take({ kind: 'crm.forget', connection: 'crm1' })
  await vi.waitFor(() => expect(customers.count()).toBe(0), WAIT)
})

test('everything is read again when main had to put another file in the place of a damaged one', async () => {
  crm.put('1', { name: 'Ana Ruiz' })
  engine.take({ kind: 'crm.follow', connections: [FOLLOWED] })
  await untilState('idle')
  customers.close()
  const file = join(folder, 'customers.db')
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  customers = openCustomers(file).customers
  expect(customers.count()).toBe(0)
  engine.take({ kind: 'crm.syncNow', connection: null })
  await vi.waitFor(() => expect(customers.count()).toBe(1), WAIT)
})

test('one that is paused reads nothing until it goes on', async () => {
  crm.put('1', { name: 'Ana Ruiz' })
  engine.take({ kind: 'crm.follow', connections: [{ ...FOLLOWED, paused: true }] })
  await untilState('paused')
  expect(crm.asked.pull).toBe(0)
  engine.take({ kind: 'crm.follow', connections: [FOLLOWED] })
  await vi.waitFor(() => expect(customers.count()).toBe(1), WAIT)
})

test('a wrong secret is a sign-in that fails, and the right one goes on at once', async () => {
  crm.put('1', { name: 'Ana Ruiz' })
  secret = 'wrong'
  engine.take({ kind: 'crm.follow', connections: [FOLLOWED] })
  await untilState('problem')
  expect(last('crm.state')?.state.fault).toMatchObject({ reason: 'signIn' })
  secret = 'right'
  engine.take({ kind: 'crm.syncNow', connection: 'crm1' })
  await vi.waitFor(() => expect(customers.count()).toBe(1), WAIT)
})

test('a connection is tried with its own secret before it is followed', async () => {
  crm.put('1', { name: 'Ana Ruiz' })
  engine.take({ kind: 'crm.test', job: 7, connection: FOLLOWED, secret: 'right' })
  await vi.waitFor(() => expect(last('crm.tested')).toBeDefined(), WAIT)
  expect(last('crm.tested')).toMatchObject({
    job: 7,
    result: { ok: true, value: { description: { identity: 'Ana' }, sample: { contact: [{ id: '1' }] } } },
  })
  engine.take({ kind: 'crm.test', job: 8, connection: FOLLOWED, secret: 'wrong' })
  await vi.waitFor(() => expect(last('crm.tested')).toMatchObject({ job: 8 }), WAIT)
  expect(last('crm.tested')).toMatchObject({ result: { ok: false, fault: { reason: 'signIn' } } })
  expect(customers.count()).toBe(0)
})

test('an unknown caller who is found is a customer before main hears of it', async () => {
  more = { findByPhone: async () => [crm.record('9')].flatMap((record) => record ?? []) }
  engine.take({ kind: 'crm.follow', connections: [FOLLOWED] })
  await untilState('idle')
  crm.put('9', { name: 'Mia Ott', phone: '030 20000009' })
  engine.take({ kind: 'crm.find', job: 3, e164: '+493020000009', national: '3020000009' })
  await vi.waitFor(() => expect(last('crm.found')).toMatchObject({ job: 3 }), WAIT)
  expect(last('crm.found')?.customers).toEqual(['crm:crm1/contact/9'])
  expect(customers.find('+493020000009', 'DE')).toHaveLength(1)
})

test('a CRM that doesn’t answer in time keeps nobody waiting', async () => {
  more = { findByPhone: () => new Promise(() => undefined) }
  engine.take({ kind: 'crm.follow', connections: [FOLLOWED] })
  await untilState('idle')
  engine.take({ kind: 'crm.find', job: 4, e164: '+493020000009', national: '3020000009' })
  await vi.waitFor(
    () => expect(last('crm.found')).toEqual({ kind: 'crm.found', job: 4, customers: [] }),
    WAIT,
  )
})

test('activities are those of the customer’s own record, and none where it has none', async () => {
  crm.put('1', { name: 'Ana Ruiz' })
  more = {
    activities: async ({ id }) => [{ at: 1, kind: 'note', title: `of ${id}`, text: '', by: null }],
  }
  engine.take({ kind: 'crm.follow', connections: [FOLLOWED] })
  await untilState('idle')
  engine.take({ kind: 'crm.activities', job: 5, customer: 'crm:crm1/contact/1', most: 3 })
  await vi.waitFor(() => expect(last('crm.activities')).toMatchObject({ job: 5 }), WAIT)
  expect(last('crm.activities')?.activities).toMatchObject([{ title: 'of 1' }])
  engine.take({ kind: 'crm.activities', job: 6, customer: 'manual/1', most: 3 })
  await vi.waitFor(() => expect(last('crm.activities')).toMatchObject({ job: 6, activities: null }), WAIT)
})
