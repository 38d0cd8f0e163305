import { afterEach, expect, test } from 'vitest'
import { callWork } from '../../../domain/crm/testing/items.ts'
import { type Pushing, startPushing } from './testing/pushing.ts'

const running: Pushing[] = []
async function start(...given: Parameters<typeof startPushing>): Promise<Pushing> {
  const pushing = await startPushing(...given)
  running.push(pushing)
  return pushing
}
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

const done = { kind: 'done', conflicts: [], gone: false, nowhere: false, customer: null } as const

test('a call of a customer of this CRM stands beside its record, with the outcome that the CRM knows', async () => {
  const { store, pull, deliver } = await start()
  store.put('1', { name: 'Ana Ruiz', phone: '+12025550101' })
  await pull()
  const work = callWork('c1', 'crm:a/contact/1', {
    disposition: { id: 'sold', label: 'Sold' },
    notes: 'ten lamps',
  })
  expect(await deliver(work)).toEqual({ ...done, remoteId: store.calls[0]?.id })
  expect(store.calls).toMatchObject([{ key: 'c1', of: '1', text: 'inbound WON: ten lamps' }])
})

test('a call that is another source’s customer’s, or nobody’s, goes to the record with its number, if there is just one', async () => {
  const { store, pull, deliver } = await start()
  store.put('1', { name: 'Ana Ruiz', phone: '+1 202 555 0101' })
  store.put('2', { name: 'Ben', phone: '+1 202 555 0102' })
  store.put('3', { name: 'Cem', phone: '+1 202 555 0102' })
  await pull()
  await deliver(callWork('c1', 'csv:customers/7', { number: '+12025550101' }))
  await deliver(callWork('c2', null, { number: '+12025550102' }))
  await deliver(callWork('c3', null, { number: 'anonymous' }))
  expect(store.calls.map(({ key, of }) => [key, of])).toEqual([
    ['c1', '1'],
    ['c2', null],
    ['c3', null],
  ])
})

test('where a call can only stand beside a record, one of a stranger isn’t written until their record is known', async () => {
  const { store, pull, deliver } = await start({ callNeedsRecord: true })
  const stranger = callWork('c1', null, { number: '+12025550101' })
  expect(await deliver(stranger)).toEqual({ ...done, remoteId: null, nowhere: true })
  store.put('1', { name: 'Ana Ruiz', phone: '+12025550101' })
  await pull()
  expect(await deliver(stranger)).toEqual({ ...done, remoteId: store.calls[0]?.id })
  store.remove('1')
  const gone = await deliver(callWork('c2', 'crm:a/contact/1'))
  expect(gone).toEqual({ ...done, remoteId: null, gone: true, nowhere: true })
  expect(store.calls).toHaveLength(1)
})

test('a log that is there is changed, not written again', async () => {
  const { store, deliver } = await start()
  store.keepsKeys = false
  const first = await deliver(callWork('c1'))
  const remoteId = first.kind === 'done' ? first.remoteId : null
  expect(await deliver(callWork('c1', null, { notes: 'later' }), { remoteId })).toMatchObject({
    kind: 'done',
    remoteId,
  })
  expect(store.calls).toMatchObject([{ key: 'c1', text: 'inbound : later' }])
})

test.each([
  { kind: 'broken', afterwards: true },
  { kind: 'status', status: 500, afterwards: true },
  { kind: 'truncated', afterwards: true },
  { kind: 'html', afterwards: true },
] as const)(
  'a call that was written though the answer failed ($kind) is found, and brought up to date',
  async (fault) => {
    const { store, crm, deliver } = await start({ idempotency: 'probe' })
    store.keepsKeys = false
    crm.fail(fault, 1, '/calls')
    expect(await deliver(callWork('c1'))).toMatchObject({ kind: 'failed', unknown: true })
    const again = await deliver(callWork('c1', null, { notes: 'later' }), { unknown: true })
    expect(again).toMatchObject({ kind: 'done', remoteId: store.calls[0]?.id })
    expect(store.calls).toMatchObject([{ key: 'c1', text: 'inbound : later' }])
  },
)

test('what can’t be looked up stays in doubt, and what isn’t there isn’t any more', async () => {
  const { store, crm, deliver } = await start({ idempotency: 'probe' })
  crm.fail({ kind: 'status', status: 429, retryAfter: '0' }, 1, '/keys')
  const first = await deliver(callWork('c1'), { unknown: true })
  expect(first).toMatchObject({ kind: 'failed', unknown: true, fault: { reason: 'limited' } })
  crm.fail({ kind: 'status', status: 429, retryAfter: '0' }, 1, '/calls')
  const second = await deliver(callWork('c1'), { unknown: true })
  expect(second).toMatchObject({ kind: 'failed', unknown: false, fault: { reason: 'limited' } })
  expect(store.calls).toEqual([])
})

test.each([
  [400, 'rejected'],
  [403, 'forbidden'],
  [409, 'conflict'],
  [422, 'rejected'],
])('a call that the CRM refuses with %i was not written', async (status, reason) => {
  const { crm, deliver } = await start()
  crm.fail({ kind: 'status', status }, 1, '/calls')
  expect(await deliver(callWork('c1'))).toMatchObject({ kind: 'failed', unknown: false, fault: { reason } })
})

test('a call whose customer’s record is gone is told without it, and it is said', async () => {
  const { store, pull, deliver } = await start()
  store.put('1', { name: 'Ana Ruiz', phone: '+12025550101' })
  await pull()
  store.remove('1')
  expect(await deliver(callWork('c1', 'crm:a/contact/1'))).toMatchObject({ kind: 'done', gone: true })
  expect(store.calls).toMatchObject([{ key: 'c1', of: null }])
})

test('a call whose customer’s record is gone is told of whoever has the number now', async () => {
  const { store, pull, deliver } = await start()
  store.put('1', { name: 'Ana Ruiz', phone: '+12025550101' })
  store.put('2', { name: 'Ana R.', phone: '+12025550101' })
  await pull()
  store.remove('1')
  expect(await deliver(callWork('c1', 'crm:a/contact/1'))).toMatchObject({ kind: 'done', gone: true })
  expect(store.calls).toMatchObject([{ key: 'c1', of: '2' }])
})

test.each(['limited', 'notFound'] as const)(
  'a call that is there but could not be linked (%s) is not written again',
  async (reason) => {
    const { store, pull, deliver, failHalfWay } = await start({ idempotency: 'probe' })
    store.keepsKeys = false
    store.put('1', { name: 'Ana Ruiz', phone: '+12025550101' })
    await pull()
    failHalfWay(reason)
    const work = callWork('c1', 'crm:a/contact/1')
    const first = await deliver(work)
    if (reason === 'notFound')
      expect(first).toMatchObject({ kind: 'done', gone: true, remoteId: store.calls[0]?.id })
    else {
      expect(first).toMatchObject({ kind: 'failed', remoteId: store.calls[0]?.id })
      const remoteId = first.kind === 'failed' ? first.remoteId : null
      expect(await deliver(work, { unknown: true, remoteId })).toMatchObject({ kind: 'done', remoteId })
    }
    expect(store.calls).toHaveLength(1)
  },
)

test('a log that somebody deleted there is not made anew', async () => {
  const { store, deliver } = await start()
  expect(await deliver(callWork('c1'), { remoteId: 'call1' })).toMatchObject({
    kind: 'failed',
    unknown: false,
    fault: { reason: 'notFound' },
  })
  expect(store.calls).toEqual([])
})

test('where a log can’t be changed, a correction stands beside the customer’s record, once', async () => {
  const { store, crm, pull, deliver } = await start({ callLog: 'once', idempotency: 'probe' })
  store.put('1', { name: 'Ana Ruiz', phone: '+12025550101' })
  await pull()
  await deliver(callWork('c1', 'crm:a/contact/1', { closed: true }))
  const remoteId = store.calls[0]?.id ?? null
  const corrected = callWork('c1', 'crm:a/contact/1', {
    notes: 'wants a refund',
    disposition: { id: 'x', label: 'Lost' },
  })
  store.keepsKeys = false
  crm.fail({ kind: 'broken', afterwards: true }, 1, '/people/1/notes')
  expect(await deliver(corrected, { remoteId })).toMatchObject({ kind: 'failed', unknown: true })
  expect(await deliver(corrected, { remoteId, unknown: true })).toMatchObject({ kind: 'done', remoteId })
  expect(store.calls).toMatchObject([{ text: 'inbound : ' }])
  expect(store.notes).toMatchObject([
    { of: '1', text: 'Correction of a call:\nOutcome: Lost\nwants a refund' },
  ])
})

test('where neither the log nor a note can say it, the agent is told', async () => {
  const { deliver } = await start({ callLog: 'once' })
  expect(await deliver(callWork('c1', null, { notes: 'x' }), { remoteId: 'call1' })).toMatchObject({
    kind: 'failed',
    fault: { reason: 'rejected' },
  })
})
