import { expect, test } from 'vitest'
import type { SyncOrder } from '../../../contract/sync.ts'
import type { Connection } from '../../../domain/crm/connection.ts'
import type { Activity } from '../../../domain/crm/record.ts'
import { customer } from '../testing/test-desk.ts'
import { createCards } from './cards.ts'

const connection = (id: string, part: Partial<Connection> = {}): Connection => ({
  id,
  connector: 'book',
  name: `CRM ${id}`,
  settings: {},
  paused: false,
  mapping: {},
  logsCalls: true,
  dispositions: {},
  takesChanges: true,
  takesNew: false,
  everySeconds: 60,
  ...part,
})
const ana = { ...customer('crm:a/contact/1', 'Ana Ruiz', '+12025550101'), source: 'crm:a' }
const CALL: Activity = { at: 1, kind: 'call', title: 'Invoice', text: '', by: 'Ken' }

function setUp(connections: readonly Connection[] = [connection('a'), connection('b')]) {
  const posted: SyncOrder[] = []
  const later: { readonly ms: number; readonly task: () => void }[] = []
  const cards = createCards({
    remote: () => ({ url: 'https://crm.example/1', owner: 'Ken', deals: [] }),
    customer: (id) => (id === ana.id ? ana : null),
    connection: (id) => connections.find((one) => one.id === id) ?? null,
    hasActivities: () => true,
    post: (order) => posted.push(order),
    later: (ms, task) => later.push({ ms, task }),
  })
  return { cards, posted, later }
}

test('a card says where the record is, whose it is, and who else has the number', () => {
  const { cards } = setUp()
  const other = { ...ana, id: 'crm:b/lead/7', source: 'crm:b', name: '', company: 'Ruiz Dental' }
  const own = { ...ana, id: 'manual/1', source: 'manual', name: 'Ana' }
  expect(
    cards.of(ana, [
      { customer: other, by: 'e164' },
      { customer: own, by: 'e164' },
    ]),
  ).toEqual({
    connection: { id: 'a', name: 'CRM a' },
    url: 'https://crm.example/1',
    owner: 'Ken',
    deals: [],
    hasActivities: true,
    alsoIn: [
      { customer: 'crm:b/lead/7', name: 'Ruiz Dental', connection: 'CRM b' },
      { customer: 'manual/1', name: 'Ana', connection: null },
    ],
  })
  expect(cards.of(own, [])).toBeNull()
})

test('a card of a paused connection promises nothing that would have to be asked for', () => {
  const { cards } = setUp([connection('a', { paused: true })])
  expect(cards.of(ana, [])).toMatchObject({ hasActivities: false, owner: 'Ken' })
})

test('activities are asked for once, however often the card is opened within a minute', async () => {
  const { cards, posted, later } = setUp()
  const first = cards.activities(ana.id)
  const second = cards.activities(ana.id)
  expect(posted).toHaveLength(1)
  cards.report({ kind: 'crm.activities', job: 1, activities: [CALL] })
  expect(await first).toEqual({ ok: true, value: [CALL] })
  expect(await second).toEqual({ ok: true, value: [CALL] })
  for (const { task } of later) task()
  void cards.activities(ana.id)
  expect(posted).toHaveLength(2)
})

test('an answer that doesn’t come is none, and the next look asks again', async () => {
  const { cards, posted, later } = setUp()
  const first = cards.activities(ana.id)
  later.find(({ ms }) => ms === 10_000)?.task()
  expect(await first).toEqual({ ok: false, reason: 'noActivities' })
  const second = cards.activities(ana.id)
  cards.workerEnded()
  expect(await second).toEqual({ ok: false, reason: 'noActivities' })
  expect(posted).toHaveLength(2)
})

test('a paused connection isn’t asked', async () => {
  const { cards, posted } = setUp([connection('a', { paused: true })])
  expect(await cards.activities(ana.id)).toEqual({ ok: false, reason: 'noActivities' })
  expect(posted).toEqual([])
})
