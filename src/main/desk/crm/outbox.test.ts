import { afterEach, expect, test } from 'vitest'
import type { Delivery } from '../../../contract/sync.ts'
import { customer } from '../testing/test-desk.ts'
import { connection, done, failed, startOutboxDesk, theirs } from './testing/outbox-desk.ts'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const task of cleanUp.splice(0)) task()
})
function start(options: Parameters<typeof startOutboxDesk>[0] = {}) {
  const desk = startOutboxDesk(options)
  cleanUp.push(desk.remove)
  return desk
}
const logOf = ({ work }: Delivery) => (work.kind === 'call' ? work.log : null)
const A = 'call/c1/a'

test('the end of a handled call and the item that tells of it are one transaction', () => {
  const { handle, journal, item } = start()
  handle('c1')
  expect(journal.facts('c1').at(-1)?.fact.kind).toBe('wrapUpOpened')
  expect(item(A)).toMatchObject({
    state: 'queued',
    work: { log: { key: 'c1', closed: false, durations: { talk: 60_000 } } },
  })
})

test('a call that nobody answered, a consultation and a practice call are told to nobody', () => {
  const { desk, offer, handle, delivered } = start()
  offer('c1')
  desk.fact('c1', { kind: 'ended', by: 'far', cause: 'missed', sip: null })
  handle('c2', 'practice')
  offer('c3')
  desk.fact('c3', { kind: 'answered' })
  desk.fact('c4', {
    kind: 'dialed',
    line: 'practice',
    party: { number: '700', displayName: null },
    from: 'c3',
  })
  desk.fact('c4', { kind: 'answered' })
  desk.fact('c4', { kind: 'ended', by: 'agent', cause: 'hungUp', sip: null })
  expect(delivered()).toEqual([])
})

test('the journal says that an item is on its way before it is', () => {
  const { handle, delivered, item } = start()
  handle('c1')
  const [delivery] = delivered()
  expect(delivery).toMatchObject({ item: A, connection: 'a', unknown: false, remoteId: null })
  expect(item(A)).toMatchObject({ state: 'sending', sent: 1 })
})

test('nothing leaves while the disk is full, and it leaves when the journal takes it again', () => {
  let isFull = true
  const { handle, delivered, item, wait, outbox } = start({ isFull: () => isFull })
  handle('c1')
  wait(30)
  expect(delivered()).toEqual([])
  expect([item(A)?.state, outbox.view().outbox.waiting]).toEqual(['queued', 1])
  isFull = false
  wait(10)
  expect(delivered()).toMatchObject([{ item: A, unknown: false }])
  expect(item(A)?.state).toBe('sending')
})

test('what becomes of a call while the disk is full is in the journal when it takes it again', () => {
  let isFull = false
  const { handle, delivered, item, outbox, wait } = start({ isFull: () => isFull })
  handle('c1')
  delivered()
  isFull = true
  outbox.delivered(A, done('77'))
  expect(item(A)?.state).toBe('sending')
  isFull = false
  wait(1)
  expect(item(A)).toMatchObject({ state: 'done', remoteId: '77' })
})

test('a wrap-up that closes later changes the log that is there', () => {
  const { handle, closeWrapUp, delivered, outbox, item } = start()
  handle('c1')
  expect(delivered()).toHaveLength(1)
  outbox.delivered(A, done('77'))
  closeWrapUp('c1', 'asks for an invoice')
  const [second] = delivered()
  expect(second).toMatchObject({ item: A, remoteId: '77', unknown: false })
  expect(second && logOf(second)).toMatchObject({
    closed: true,
    notes: 'asks for an invoice',
    disposition: { label: 'Resolved' },
  })
  outbox.delivered(A, done('77'))
  expect(item(A)).toMatchObject({ state: 'done', remoteId: '77' })
})

test('a log that can’t be changed later waits for the wrap-up', () => {
  const { handle, closeWrapUp, delivered, wait } = start({ can: { a: { callLog: 'once' } } })
  handle('c1')
  wait(60)
  expect(delivered()).toEqual([])
  closeWrapUp('c1', 'asks for an invoice')
  expect(delivered().map(logOf)).toMatchObject([{ closed: true, notes: 'asks for an invoice' }])
})

test('a log that waits for a wrap-up which nobody closes goes after ten minutes', () => {
  const { handle, delivered, wait } = start({ can: { a: { callLog: 'once' } } })
  handle('c1')
  wait(599)
  expect(delivered()).toEqual([])
  wait(60)
  expect(delivered().map(logOf)).toMatchObject([{ closed: false }])
})

test('a correction of an old call changes its log, and makes none for a call that was never told', () => {
  const { handle, closeWrapUp, delivered, outbox, commands, connect, wait } = start({
    connections: [],
    settings: { wrapUp: { mode: 'optional' } },
  })
  handle('before')
  closeWrapUp('before')
  connect([connection('a')])
  handle('c1')
  closeWrapUp('c1')
  delivered()
  outbox.delivered(A, done('77'))
  wait(86_400)
  for (const call of ['before', 'c1']) {
    expect(commands['wrapUp.change']({ call, disposition: null, notes: 'corrected' })).toMatchObject({
      ok: true,
    })
  }
  expect(delivered()).toMatchObject([{ item: A, remoteId: '77', work: { log: { notes: 'corrected' } } }])
})

test('a call goes to the CRM that the customer came from, and one that nobody can place to the most trusted', () => {
  const connections = [connection('cards', { logsCalls: false }), connection('a'), connection('b')]
  const { handle, delivered } = start({
    connections,
    customers: [theirs('b', '+12025550101'), theirs('cards', '+12025550102')],
  })
  handle('c1', undefined, '+12025550101')
  handle('c2', undefined, '+12025550102')
  handle('c3', undefined, '+12025550103')
  const given = delivered()
  expect(given.map((one) => [logOf(one)?.key, one.connection])).toEqual([
    ['c1', 'b'],
    ['c2', 'a'],
  ])
  expect(given.map(({ work }) => work.customer)).toEqual(['crm:b/contact/1', 'crm:cards/contact/1'])
})

test('an unknown caller who turns out to be another CRM’s customer is told to that one', async () => {
  const connections = [connection('a'), connection('b')]
  const { handle, delivered, commands, item } = start({
    connections,
    customers: [
      theirs('b', '+12025550102'),
      { ...customer('csv:x/1', 'Cem', '+12025550103'), source: 'csv:x' },
    ],
    can: { a: { callLog: 'once' }, b: { callLog: 'once' } },
  })
  handle('c1')
  expect(item(A)?.state).toBe('queued')
  const assigned = { call: 'c1', customer: 'crm:b/contact/1', how: 'chosen', addNumber: false } as const
  expect(await commands['customer.assign'](assigned)).toMatchObject({ ok: true })
  expect(item(A)).toBeNull()
  expect(item('call/c1/b')).toMatchObject({ state: 'queued', work: { customer: 'crm:b/contact/1' } })
  expect(await commands['customer.assign']({ ...assigned, customer: 'csv:x/1' })).toMatchObject({ ok: true })
  expect(item('call/c1/b')).toBeNull()
  expect(item(A)).toMatchObject({ state: 'queued', work: { customer: 'csv:x/1' } })
  expect(delivered()).toEqual([])
})

test('a call that was told already keeps its log where it is, with the customer it turned out to be', async () => {
  const { handle, delivered, commands, outbox } = start({ customers: [theirs('a', '+12025550102')] })
  handle('c1')
  delivered()
  outbox.delivered(A, done('77'))
  await commands['customer.assign']({
    call: 'c1',
    customer: 'crm:a/contact/1',
    how: 'chosen',
    addNumber: false,
  })
  expect(delivered()).toMatchObject([{ item: A, remoteId: '77', work: { customer: 'crm:a/contact/1' } }])
})

test('what was on its way when the worker ended is looked up before it is sent again', () => {
  const { handle, delivered, outbox, wait, item } = start()
  handle('c1')
  delivered()
  outbox.workerEnded()
  expect(item(A)?.state).toBe('unknown')
  wait(20)
  expect(delivered()).toEqual([])
  wait(20)
  expect(delivered()).toMatchObject([{ item: A, unknown: true }])
})

test('what was on its way when the app was killed is looked up by the next run', () => {
  const first = start()
  first.handle('c1')
  first.delivered()
  const folder = first.kill()
  const next = start({ folder, run: 'run-2' })
  expect(next.item(A)?.state).toBe('unknown')
  next.wait(120)
  expect(next.delivered()).toMatchObject([{ item: A, unknown: true }])
})

test('a late answer about an item that isn’t on its way changes nothing', () => {
  const { handle, delivered, outbox, item } = start()
  handle('c1')
  delivered()
  outbox.workerEnded()
  const before = item(A)
  outbox.delivered(A, done('77'))
  expect(item(A)).toEqual(before)
})

test('too many requests pause the connection for as long as it asks', () => {
  const { handle, delivered, outbox, wait } = start()
  handle('c1')
  handle('c2', undefined, '+12025550109')
  expect(delivered()).toHaveLength(1)
  outbox.delivered(A, failed('limited', false, 120_000))
  wait(100)
  expect(delivered()).toEqual([])
  wait(30)
  expect(delivered()).toHaveLength(1)
})

test('items wait visibly for a sign-in, and go once there is another secret', async () => {
  const { handle, delivered, outbox, wait } = start()
  handle('c1')
  delivered()
  outbox.delivered(A, failed('signIn'))
  handle('c2', undefined, '+12025550109')
  wait(86_400)
  expect(delivered()).toEqual([])
  expect(outbox.view().outbox).toEqual({ waiting: 2, problems: 1 })
  const page = await outbox.commands['outbox.list']({ filter: 'problems', before: null, limit: 10 })
  expect(page.rows).toMatchObject([{ id: A, state: 'queued', nextAt: null, fault: { reason: 'signIn' } }])
  outbox.signedIn('a')
  expect(delivered()).toHaveLength(1)
})

test('a refused item is shown with the CRM’s words, blocks nobody, and goes with what the agent makes of it', async () => {
  const { handle, closeWrapUp, delivered, outbox, facts } = start()
  handle('c1')
  closeWrapUp('c1')
  delivered()
  outbox.delivered(A, failed('rejected'))
  handle('c2')
  expect(delivered()).toMatchObject([{ item: 'call/c2/a' }])
  outbox.delivered('call/c2/a', done('78'))
  expect(outbox.view().outbox).toEqual({ waiting: 0, problems: 1 })
  const page = await outbox.commands['outbox.list']({ filter: 'problems', before: null, limit: 10 })
  expect(page.rows).toMatchObject([{ id: A, state: 'rejected', fault: { detail: 'so says the CRM' } }])
  expect(await outbox.commands['outbox.resend']({ item: A, notes: 'shorter' })).toMatchObject({ ok: true })
  // What is sent is what the journal says of the call.
  expect(facts('c1').at(-1)).toBe('dispositionChanged')
  expect(delivered()).toMatchObject([
    { item: A, work: { log: { notes: 'shorter', disposition: { label: 'Resolved' } } } },
  ])
})

test('an item that is on its way can’t be sent again or dropped, and one that isn’t there neither', async () => {
  const { handle, delivered, outbox } = start()
  handle('c1')
  delivered()
  const { commands } = outbox
  for (const name of ['outbox.retry', 'outbox.resend', 'outbox.drop'] as const) {
    expect(await commands[name]({ item: A })).toEqual({ ok: false, reason: 'busy' })
    expect(await commands[name]({ item: 'none' })).toEqual({ ok: false, reason: 'noItem' })
  }
})

test('a dropped call isn’t taken up again by what becomes of it later', async () => {
  const { handle, closeWrapUp, delivered, outbox } = start()
  handle('c1')
  delivered()
  outbox.delivered(A, failed('forbidden'))
  expect(await outbox.commands['outbox.drop']({ item: A })).toMatchObject({ ok: true })
  closeWrapUp('c1')
  expect(delivered()).toEqual([])
  expect(outbox.view().outbox).toEqual({ waiting: 0, problems: 0 })
})

test('a paused connection keeps its items, a removed one loses them', () => {
  const { handle, delivered, connect, outbox, item } = start({
    connections: [connection('a', { paused: true })],
  })
  handle('c1')
  expect(delivered()).toEqual([])
  connect([connection('a')])
  expect(delivered()).toHaveLength(1)
  outbox.delivered(A, failed('offline'))
  connect([])
  outbox.removed('a')
  expect(item(A)?.state).toBe('dropped')
})

test('a changed customer is told to the CRM it came from, by field, with what stood there', () => {
  const ana = theirs('a', '+12025550101')
  const { outbox, delivered } = start({ customers: [ana] })
  outbox.customerSaved(ana, { ...ana, email: 'ana@example.com' })
  expect(delivered()).toMatchObject([
    {
      connection: 'a',
      work: { kind: 'change', customer: ana.id, before: { email: '' }, after: { email: 'ana@example.com' } },
    },
  ])
})

test('a customer who wasn’t changed, or whose source takes no changes, is told to nobody', () => {
  const ana = theirs('a', '+12025550101')
  const ben = customer('ben', 'Ben', '+12025550102')
  const { outbox, delivered, connect } = start({ customers: [ana, ben] })
  outbox.customerSaved(ana, { ...ana })
  outbox.customerSaved(ben, { ...ben, email: 'ben@example.com' })
  connect([connection('a', { takesChanges: false })])
  outbox.customerSaved(ana, { ...ana, email: 'ana@example.com' })
  expect(delivered()).toEqual([])
})

test('the agent is told where the CRM had another value, or no such customer any more, until it is dismissed', async () => {
  const ana = theirs('a', '+12025550101')
  const { outbox, delivered, journal } = start({ customers: [ana] })
  outbox.customerSaved(ana, { ...ana, email: 'ana@example.com' })
  const [first] = delivered()
  const fields = [{ field: 'email', ours: 'ana@example.com', theirs: 'ruiz@example.com' }]
  outbox.delivered(first?.item ?? '', done(null, { conflicts: fields }))
  outbox.customerSaved(ana, { ...ana, city: 'Malaga' })
  const [second] = delivered()
  outbox.delivered(second?.item ?? '', failed('notFound'))
  const { told } = outbox.view()
  expect(told).toMatchObject([
    { what: 'conflict', customer: { name: 'Ana Ruiz' }, fields },
    { what: 'gone', fields: [{ field: 'city', ours: 'Malaga', theirs: '' }] },
  ])
  await outbox.commands['outbox.dismissTold']({ item: told[0]?.id ?? '' })
  expect(outbox.view().told).toEqual(told.slice(1))
  expect(journal.outbox.told()).toEqual(told.slice(1))
})

test('what the agent makes of a refused change is what the customer is, too', async () => {
  const ana = { ...theirs('a', '+12025550101'), email: 'ana' }
  const { outbox, delivered, saved } = start({ customers: [ana] })
  outbox.customerSaved({ ...ana, email: '' }, ana)
  const [first] = delivered()
  outbox.delivered(first?.item ?? '', failed('rejected'))
  await outbox.commands['outbox.resend']({
    item: first?.item ?? '',
    values: { email: 'ana@example.com', city: 'x' },
  })
  expect(saved).toMatchObject([{ id: ana.id, email: 'ana@example.com', city: '' }])
  expect(delivered()).toMatchObject([{ work: { after: { email: 'ana@example.com' } } }])
})

test('a new customer is added to the CRM that takes new ones, as it is by then, and has its id there from then on', () => {
  const eve = { ...customer('manual/1', 'Eve', '+12025550101'), source: 'manual' }
  const { outbox, delivered, handle, desk, pops, item, connect } = start({
    connections: [connection('a', { takesNew: true, paused: true })],
    customers: [eve, { ...eve, id: 'crm:a/contact/9', source: 'crm:a' }],
  })
  outbox.customerSaved(null, eve)
  outbox.customerSaved(eve, { ...eve, email: 'eve@example.com' })
  desk.fact('c1', { kind: 'customerMatched', customer: eve.id, name: eve.name, how: 'created' })
  handle('c1', undefined, '+12025550199')
  desk.fact('c1', { kind: 'customerMatched', customer: eve.id, name: eve.name, how: 'created' })
  connect([connection('a', { takesNew: true })])
  const given = delivered()
  expect(given).toMatchObject([{ work: { kind: 'create', customer: eve.id } }])
  outbox.delivered(given[0]?.item ?? '', done('contact/9', { customer: 'crm:a/contact/9' }))
  const call = desk.book.calls.get('c1')
  expect(call && pops.view(call)).toMatchObject({ kind: 'customer', customer: { id: 'crm:a/contact/9' } })
  expect(delivered()).toMatchObject([{ item: A, work: { customer: 'crm:a/contact/9' } }])
  expect(item(A)?.lane).toBe('crm:a/contact/9')
})

test('a call rings at once, however much waits for a CRM that says nothing', () => {
  const { handle, closeWrapUp, delivered, offer, effects, outbox } = start()
  for (let at = 0; at < 60; at += 1) {
    handle(`c${at}`, undefined, `+1202555${1_000 + at}`)
    closeWrapUp(`c${at}`)
  }
  expect(delivered()).toHaveLength(1)
  effects.length = 0
  offer('ringing')
  expect(effects.map(({ kind }) => kind)).toContain('ring')
  expect(outbox.view().outbox.waiting).toBe(60)
})

test('until a call is over not even a table is asked for its sake', () => {
  let asked = 0
  const counting =
    <Args extends readonly unknown[], Value>(ask: (...args: Args) => Value) =>
    (...args: Args): Value => {
      asked += 1
      return ask(...args)
    }
  const { desk, offer } = start({
    customers: [theirs('a', '+12025550101')],
    items: (table) => ({ ...table, get: counting(table.get), ofCall: counting(table.ofCall) }),
  })
  offer('c1')
  desk.fact('c1', { kind: 'answered' })
  expect([desk.book.calls.get('c1')?.customer?.id, asked]).toEqual(['crm:a/contact/1', 0])
  desk.fact('c1', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
  expect(asked).toBeGreaterThan(0)
})

test('items are listed by what the agent asks for', async () => {
  const { handle, delivered, outbox } = start()
  handle('c1')
  delivered()
  outbox.delivered(A, done('77'))
  handle('c2')
  const list = async (filter: 'all' | 'waiting' | 'problems' | 'done', limit = 10) => {
    const page = await outbox.commands['outbox.list']({ filter, before: null, limit })
    return [page.rows.map(({ call }) => call), page.more]
  }
  expect(await list('all')).toEqual([['c2', 'c1'], false])
  expect(await list('all', 1)).toEqual([['c2'], true])
  expect(await list('waiting')).toEqual([['c2'], false])
  expect(await list('done')).toEqual([['c1'], false])
  expect(await list('problems')).toEqual([[], false])
})
