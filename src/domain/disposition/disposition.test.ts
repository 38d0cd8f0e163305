import { expect, test } from 'vitest'
import { checkWrapUp, type Disposition, dispositionsFor } from './disposition.ts'

const all: readonly Disposition[] = [
  { id: 'resolved', label: 'Resolved', directions: ['inbound', 'outbound'], requiresNote: false },
  { id: 'escalated', label: 'Escalated', directions: ['inbound'], requiresNote: true },
]
const required = { mode: 'required' } as const

test('each direction has its own set, in the set order', () => {
  expect(dispositionsFor(all, 'outbound').map(({ id }) => id)).toEqual(['resolved'])
  expect(dispositionsFor(all, 'inbound').map(({ id }) => id)).toEqual(['resolved', 'escalated'])
})

test('done without a disposition is possible only where wrap-up is optional', () => {
  const empty = { disposition: null, notes: '' }
  expect(checkWrapUp(empty, all, { mode: 'optional' })).toEqual({ ok: true, value: null })
  expect(checkWrapUp(empty, all, required)).toEqual({ ok: false, reason: 'dispositionRequired' })
  expect(checkWrapUp(empty, all, { mode: 'timeBoxed', seconds: 30 })).toMatchObject({
    reason: 'dispositionRequired',
  })
})

test('a disposition that asks for a note is refused without one, and spaces are no note', () => {
  expect(checkWrapUp({ disposition: 'escalated', notes: '  ' }, all, required)).toEqual({
    ok: false,
    reason: 'noteRequired',
  })
  expect(checkWrapUp({ disposition: 'escalated', notes: 'to Ken' }, all, required)).toMatchObject({
    ok: true,
  })
})

test('a disposition that was removed meanwhile is refused', () => {
  expect(checkWrapUp({ disposition: 'gone', notes: '' }, all, required)).toEqual({
    ok: false,
    reason: 'dispositionUnknown',
  })
})
