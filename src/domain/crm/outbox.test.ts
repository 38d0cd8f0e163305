import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CRM_FAILURES, canRetry } from './failure.ts'
import {
  type Delivered,
  dropItem,
  isProblem,
  isWaiting,
  loseItem,
  retryItem,
  sendItem,
  settleItem,
  waitAfter,
  wantItem,
} from './outbox.ts'
import { callWork, fault, item, want } from './testing/items.ts'

const chance = { now: 1_000, random: () => 0.5, searchLagMs: 30_000 }
const failed = (
  reason: Parameters<typeof fault>[0],
  { unknown = false, retryAfter = null as number | null } = {},
): Delivered => ({ kind: 'failed', fault: fault(reason, retryAfter), unknown, remoteId: null })
const done: Delivered = { kind: 'done', remoteId: '77' }

test('a wait grows to its cap and is never shorter than the server asks for, unless that is absurd', () => {
  const asks = fc.option(fc.nat(86_400_000))
  fc.assert(
    fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), asks, (attempts, chance, asked) => {
      const wait = waitAfter(attempts, fault('limited', asked), () => chance)
      expect(wait).toBeGreaterThanOrEqual(Math.max(asked ?? 0, 1))
      expect(wait).toBeLessThanOrEqual(Math.max(asked ?? 0, Math.min(900_000, 1_000 * 2 ** attempts)))
    }),
  )
  expect(waitAfter(0, fault('limited', 10 * 365 * 86_400_000), () => 0)).toBe(86_400_000)
})

test('what the CRM refuses is shown and not tried again', () => {
  for (const reason of CRM_FAILURES) {
    const after = settleItem(sendItem(item(callWork('c'))), failed(reason), chance)
    expect(after.fault?.reason).toBe(reason)
    if (reason === 'signIn') expect([after.state, isProblem(after)]).toEqual(['queued', true])
    else expect(after.state).toBe(canRetry(reason) ? 'queued' : 'rejected')
  }
})

test('what may have been done is looked up before it is sent again, and not before the CRM can find it', () => {
  const after = settleItem(sendItem(item(callWork('c'))), failed('timeout', { unknown: true }), chance)
  expect(after).toMatchObject({ state: 'unknown', doubtful: true, nextAt: 31_000 })
  const lost = loseItem(sendItem(item(callWork('c'))), 1_000, 30_000)
  expect(lost).toMatchObject({ state: 'unknown', doubtful: true, nextAt: 31_000 })
})

test('a refusal of what may have been done keeps the doubt for when it is sent again', () => {
  const after = settleItem(sendItem(item(callWork('c'))), failed('forbidden', { unknown: true }), chance)
  expect(after).toMatchObject({ state: 'rejected', doubtful: true })
  expect(retryItem(after, chance)).toMatchObject({
    state: 'unknown',
    nextAt: 31_000,
    attempts: 0,
    fault: null,
  })
})

test('a call that there was nothing to write to is over, and goes once its customer is known', () => {
  const over = settleItem(
    sendItem(item(callWork('c'))),
    { kind: 'done', remoteId: null, nowhere: true },
    chance,
  )
  expect(over).toMatchObject({ state: 'done', remoteId: null, fault: { reason: 'notFound' } })
  expect(isProblem(over)).toBe(false)
  const known = wantItem(over, want(callWork('c', 'ana')))
  expect(known).toMatchObject({ state: 'queued', fault: null, lane: 'ana' })
})

test('what is there though a later step failed is changed next, not written again', () => {
  const partly: Delivered = { kind: 'failed', fault: fault('limited'), unknown: true, remoteId: '77' }
  const after = settleItem(sendItem(item(callWork('c'))), partly, chance)
  expect(after).toMatchObject({ state: 'unknown', remoteId: '77' })
  expect(settleItem(sendItem(after), { ...partly, remoteId: '78' }, chance).remoteId).toBe('77')
})

test('a wrap-up that closes while the log is on its way is sent after it, as a change of the same log', () => {
  const sending = sendItem(item(callWork('c')))
  const closed = callWork('c', null, { closed: true, notes: 'asks for an invoice' })
  const after = settleItem(wantItem(sending, want(closed)), done, chance)
  expect(after).toMatchObject({ state: 'queued', remoteId: '77', work: closed, doneAt: null })
  expect(settleItem(sendItem(after), done, chance)).toMatchObject({
    state: 'done',
    remoteId: '77',
    doneAt: 1_000,
  })
})

test('a correction takes up an item that is done or was refused, but not one that was dropped', () => {
  const corrected = want(callWork('c', null, { notes: 'corrected' }))
  const before = item(callWork('c'))
  for (const state of ['done', 'rejected'] as const) {
    expect(wantItem({ ...before, state, remoteId: '77' }, corrected)).toMatchObject({
      state: 'queued',
      remoteId: '77',
      work: corrected.work,
    })
  }
  expect(wantItem(dropItem(before), corrected)).toEqual(dropItem(before))
})

test('what is refused while something else is wanted already is sent again with that', () => {
  const sending = sendItem(item(callWork('c')))
  const after = settleItem(
    wantItem(sending, want(callWork('c', null, { notes: 'other' }))),
    failed('rejected'),
    chance,
  )
  expect(after).toMatchObject({ state: 'queued', attempts: 0 })
})

test('a log that is held back goes as soon as the wrap-up is closed', () => {
  const held = wantItem(null, want(callWork('c'), { notBefore: 600_000 }))
  expect(held.nextAt).toBe(600_000)
  expect(wantItem(held, want(callWork('c', null, { closed: true }), { notBefore: 20_000 })).nextAt).toBe(
    20_000,
  )
})

test('a change of what is wanted never makes a server that fails be asked sooner', () => {
  const waiting = settleItem(sendItem(item(callWork('c'))), failed('server', { retryAfter: 60_000 }), chance)
  expect(wantItem(waiting, want(callWork('c', null, { notes: 'other' }))).nextAt).toBe(waiting.nextAt)
})

test('an item is waiting, over, or in somebody’s hands, never two of these', () => {
  const states = ['queued', 'sending', 'unknown', 'done', 'rejected', 'dropped'] as const
  const waiting = states.filter((state) => isWaiting(item(callWork('c'), { state })))
  expect(waiting).toEqual(['queued', 'sending', 'unknown'])
  expect(states.filter((state) => isProblem(item(callWork('c'), { state })))).toEqual(['rejected'])
})
