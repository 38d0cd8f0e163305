import { afterEach, expect, test } from 'vitest'
import { customerChange } from '../../../domain/crm/change.ts'
import type { Customer } from '../../../domain/customer/customer.ts'
import { type Pushing, startPushing } from './testing/pushing.ts'

const running: Pushing[] = []
async function start(...given: Parameters<typeof startPushing>): Promise<Pushing> {
  const pushing = await startPushing(...given)
  running.push(pushing)
  return pushing
}
/** With Ana, whom the CRM knows and who has been read. */
async function startWithAna(...given: Parameters<typeof startPushing>) {
  const pushing = await start(...given)
  pushing.store.put('1', { name: 'Ana Ruiz', phone: '+12025550101', company: 'Ruiz Ltd' })
  await pushing.pull()
  const ana = pushing.customers.get(ANA)
  if (!ana) throw new Error('Ana was not read')
  return { ...pushing, ana }
}
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

const ANA = 'crm:a/contact/1'
const changeOf = (before: Customer, after: Customer) => {
  const change = customerChange(before, after)
  if (!change) throw new Error('nothing was changed')
  return { kind: 'change', customer: before.id, ...change } as const
}

test('what an agent changed is written, and follows the CRM again from then on', async () => {
  const { store, ana, edit, edited, deliver, pull, customers } = await startWithAna()
  const after = edit(ANA, { company: 'Ruiz & Co' })
  expect(edited(ANA)).toBe('company')
  expect(await deliver(changeOf(ana, after))).toMatchObject({ kind: 'done', conflicts: [] })
  expect(store.people.get('1')?.values).toMatchObject({ name: 'Ana Ruiz', company: 'Ruiz & Co' })
  expect(edited(ANA)).toBe('')
  store.put('1', { company: 'Ruiz Group' })
  await pull()
  expect(customers.get(ANA)?.company).toBe('Ruiz Group')
})

test('what we wrote ourselves doesn’t come back as a change', async () => {
  const { ana, edit, deliver, changed, db } = await startWithAna()
  const version = () => db.prepare('SELECT rev, updated FROM remote').get()
  const before = version()
  await deliver(changeOf(ana, edit(ANA, { company: 'Ruiz & Co' })))
  expect(changed).toEqual([])
  expect(version()).not.toEqual(before)
})

test('where somebody changed the same field there, the CRM’s value stays, ours is noted once, and the agent is told', async () => {
  const { store, crm, ana, edit, edited, deliver, customers, changed } = await startWithAna()
  const after = edit(ANA, { company: 'Ruiz & Co', notes: 'likes lamps' })
  store.put('1', { company: 'Ruiz Group' })
  store.keepsKeys = false
  crm.fail({ kind: 'broken', afterwards: true }, 1, '/people/1/notes')
  const work = changeOf(ana, after)
  expect(await deliver(work, { item: 'i1' })).toMatchObject({ kind: 'failed', unknown: true })
  expect(await deliver(work, { item: 'i1', unknown: true })).toMatchObject({
    kind: 'done',
    conflicts: [{ field: 'company', ours: 'Ruiz & Co', theirs: 'Ruiz Group' }],
  })
  expect(store.people.get('1')?.values).toMatchObject({ company: 'Ruiz Group', notes: 'likes lamps' })
  expect(store.notes.map(({ text }) => text)).toEqual([
    'An agent wrote in Offhook:\nCompany: “Ruiz & Co” (kept here: “Ruiz Group”)',
  ])
  expect(customers.get(ANA)).toMatchObject({ company: 'Ruiz Group', notes: 'likes lamps' })
  expect([edited(ANA), changed]).toEqual(['', [ANA]])
})

test('the CRM’s value shows after a conflict, also where it was read before the change was sent', async () => {
  const { store, ana, edit, edited, deliver, customers, pull } = await startWithAna()
  const after = edit(ANA, { company: 'Ruiz & Co' })
  store.put('1', { company: 'Ruiz Group' })
  await pull()
  expect(customers.get(ANA)?.company).toBe('Ruiz & Co')
  expect(await deliver(changeOf(ana, after))).toMatchObject({
    kind: 'done',
    conflicts: [{ theirs: 'Ruiz Group' }],
  })
  expect([customers.get(ANA)?.company, edited(ANA)]).toEqual(['Ruiz Group', ''])
})

test('a CRM without notes keeps its value all the same', async () => {
  const { store, ana, edit, deliver } = await startWithAna({ notes: false })
  const after = edit(ANA, { company: 'Ruiz & Co' })
  store.put('1', { company: 'Ruiz Group' })
  expect(await deliver(changeOf(ana, after))).toMatchObject({
    kind: 'done',
    conflicts: [{ theirs: 'Ruiz Group' }],
  })
  expect(store.notes).toEqual([])
})

test('a change that was written though the answer failed is not written again', async () => {
  const { store, crm, ana, edit, edited, deliver } = await startWithAna()
  const work = changeOf(ana, edit(ANA, { company: 'Ruiz & Co' }))
  onFirstRead(store, () => crm.fail({ kind: 'status', status: 502, afterwards: true }, 1, '/people/1'))
  expect(await deliver(work)).toMatchObject({ kind: 'failed', unknown: true })
  expect([store.people.get('1')?.values.company, crm.unmet()]).toEqual(['Ruiz & Co', 0])
  expect(await deliver(work, { unknown: true })).toMatchObject({ kind: 'done', conflicts: [] })
  expect(store.people.get('1')?.version).toBe(2)
  expect(edited(ANA)).toBe('')
})

test('what an agent changed after it was sent stays the agent’s until that is sent too', async () => {
  const { store, ana, edit, edited, deliver, customers } = await startWithAna()
  const first = edit(ANA, { company: 'Ruiz & Co' })
  const second = edit(ANA, { company: 'Ruiz & Sons' })
  await deliver(changeOf(ana, first))
  expect([customers.get(ANA)?.company, edited(ANA)]).toEqual(['Ruiz & Sons', 'company'])
  await deliver(changeOf(first, second))
  expect(store.people.get('1')?.values.company).toBe('Ruiz & Sons')
  expect(edited(ANA)).toBe('')
})

test('a record that was deleted there is not made anew, and the agent’s customer stays', async () => {
  const { store, ana, edit, deliver, customers } = await startWithAna()
  const after = edit(ANA, { company: 'Ruiz & Co' })
  store.remove('1')
  expect(await deliver(changeOf(ana, after))).toMatchObject({
    kind: 'failed',
    unknown: false,
    fault: { reason: 'notFound' },
  })
  expect(store.people.size).toBe(0)
  expect(customers.get(ANA)?.company).toBe('Ruiz & Co')
})

test('a change that collides with another one is decided again on what is there then', async () => {
  const { store, ana, edit, deliver } = await startWithAna()
  const after = edit(ANA, { company: 'Ruiz & Co' })
  // Somebody writes between our reading and our writing.
  onFirstRead(store, () => store.put('1', { notes: 'written meanwhile' }))
  expect(await deliver(changeOf(ana, after))).toMatchObject({ kind: 'done', conflicts: [] })
  expect(store.people.get('1')?.values).toMatchObject({ company: 'Ruiz & Co', notes: 'written meanwhile' })
})

test('a number that the CRM has no field for is noted, and stays with the customer', async () => {
  const { store, ana, customers, deliver, pull } = await startWithAna()
  const added = customers.addNumber(ANA, '+1 202 555 0199', 'US')
  if (!added.ok) throw new Error(added.reason)
  expect(await deliver(changeOf(ana, added.value))).toMatchObject({ kind: 'done' })
  expect(store.notes).toMatchObject([
    { text: 'An agent wrote in Offhook:\nNumber: “+1 202 555 0199” (no field for it)' },
  ])
  await pull()
  expect(customers.get(ANA)?.numbers.map(({ raw }) => raw)).toEqual(['+12025550101', '+1 202 555 0199'])
})

/** Once the server has read a record and before it reads another request. */
function onFirstRead(store: Pushing['store'], task: () => void): void {
  const get = store.people.get.bind(store.people)
  store.people.get = (id) => {
    const found = get(id)
    store.people.get = get
    task()
    return found
  }
}

const EVE = {
  id: null,
  name: 'Eve Stein',
  company: '',
  email: 'eve@example.com',
  city: '',
  country: '',
  notes: '',
  numbers: [{ label: 'Phone', raw: '+1 202 555 0177' }],
  fields: [],
}
const addEve = ({ customers }: Pick<Pushing, 'customers'>): Customer => {
  const eve = customers.save(EVE, 'US')
  if (!eve.ok) throw new Error(eve.reason)
  return eve.value
}

test('a new customer is added once, is the CRM’s from then on, and keeps what the CRM has no field for', async () => {
  const pushing = await start()
  const { store, customers, deliver, pull, edited } = pushing
  const eve = addEve(pushing)
  const outcome = await deliver({ kind: 'create', customer: eve.id })
  const [person] = store.people.values()
  const id = `crm:a/contact/${person?.id}`
  expect(outcome).toMatchObject({ kind: 'done', remoteId: `contact/${person?.id}`, customer: id })
  expect(person?.values).toEqual({ name: 'Eve Stein', phone: '+1 202 555 0177' })
  await pull()
  expect(customers.count()).toBe(1)
  expect(customers.get(id)).toMatchObject({ name: 'Eve Stein', email: 'eve@example.com', source: 'crm:a' })
  expect(edited(id)).toBe('email')
  // Whoever still has the old id is given the customer.
  expect(customers.get(eve.id)?.id).toBe(id)
})

test('a new customer that was added though the answer failed is found by the key', async () => {
  const pushing = await start({ idempotency: 'probe' })
  const { store, crm, deliver } = pushing
  store.keepsKeys = false
  const eve = addEve(pushing)
  crm.fail({ kind: 'broken', afterwards: true }, 1, '/people')
  const work = { kind: 'create', customer: eve.id } as const
  expect(await deliver(work, { item: 'i1' })).toMatchObject({ kind: 'failed', unknown: true })
  expect(await deliver(work, { item: 'i1', unknown: true })).toMatchObject({ kind: 'done' })
  expect(store.people.size).toBe(1)
})

test('a new customer whose record was read before the answer came is one customer, not two', async () => {
  const pushing = await start({ idempotency: 'probe' })
  const { crm, customers, deliver, pull } = pushing
  const eve = addEve(pushing)
  crm.fail({ kind: 'broken', afterwards: true }, 1, '/people')
  await deliver({ kind: 'create', customer: eve.id }, { item: 'i1' })
  await pull()
  expect(customers.count()).toBe(2)
  await deliver({ kind: 'create', customer: eve.id }, { item: 'i1', unknown: true })
  expect(customers.count()).toBe(1)
})

test('adding a customer again, because only main missed that it was done, adds none', async () => {
  const pushing = await start()
  const eve = addEve(pushing)
  const work = { kind: 'create', customer: eve.id } as const
  const first = await pushing.deliver(work, { item: 'i1' })
  const again = await pushing.deliver(work, { item: 'i1', unknown: true })
  expect(again).toMatchObject({ kind: 'done', customer: first.kind === 'done' ? first.customer : '' })
  expect(pushing.store.people.size).toBe(1)
})
