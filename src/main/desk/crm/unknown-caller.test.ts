import { expect, test } from 'vitest'
import type { SyncOrder } from '../../../contract/sync.ts'
import { createUnknownCaller } from './unknown-caller.ts'

function setUp(canAsk = true) {
  const posted: SyncOrder[] = []
  const later: { readonly ms: number; readonly task: () => void }[] = []
  const found: string[] = []
  const unknown = createUnknownCaller({
    canAsk: () => canAsk,
    post: (order) => posted.push(order),
    later: (ms, task) => later.push({ ms, task }),
    found: (call) => found.push(call),
    changed: () => {},
  })
  return { unknown, posted, later, found }
}

test('an unknown caller is asked for by both ways to write the number', () => {
  const { unknown, posted, found } = setUp()
  unknown.ask('call-1', '030 20000001', 'DE')
  expect(posted).toEqual([{ kind: 'crm.find', job: 1, e164: '+493020000001', national: '3020000001' }])
  expect(unknown.isLooking('call-1')).toBe(true)
  unknown.report({ kind: 'crm.found', job: 1, customers: ['crm:a/contact/1'] })
  expect(found).toEqual(['call-1'])
  expect(unknown.isLooking('call-1')).toBe(false)
})

test('nobody waits longer than a second and a half, and what comes later changes no card', () => {
  const { unknown, later, found } = setUp()
  unknown.ask('call-1', '+493020000001', 'DE')
  expect(later.map(({ ms }) => ms)).toEqual([1_500])
  later[0]?.task()
  expect(unknown.isLooking('call-1')).toBe(false)
  unknown.report({ kind: 'crm.found', job: 1, customers: ['crm:a/contact/1'] })
  expect(found).toEqual([])
})

test('withheld numbers and extensions are asked for nowhere, nor is any number where no CRM can find one', () => {
  const { unknown, posted } = setUp()
  for (const number of ['anonymous', '204']) unknown.ask('call-1', number, 'DE')
  expect(posted).toEqual([])
  const without = setUp(false)
  without.unknown.ask('call-1', '+493020000001', 'DE')
  expect(without.posted).toEqual([])
})

test('a worker that ends leaves nobody looking', () => {
  const { unknown } = setUp()
  unknown.ask('call-1', '+493020000001', 'DE')
  unknown.workerEnded()
  expect(unknown.isLooking('call-1')).toBe(false)
})
