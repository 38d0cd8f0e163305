import { expect, test } from 'vitest'
import { call, inWrapUp, ringing } from '../testing/fixtures.ts'
import { primaryCall, shownCall } from './shown-call.ts'

const live = call({ id: 'live' })
const held = call({ id: 'held', held: true })
const rings = ringing({ id: 'rings' })
const over = inWrapUp({ id: 'over' })

test('the call that is spoken on comes before the one that is held', () => {
  expect(primaryCall([held, live])?.id).toBe('live')
  expect(primaryCall([held])?.id).toBe('held')
  expect(primaryCall([rings, over])).toBeNull()
})

test('a ringing call comes onto the desk at once when nobody is spoken with', () => {
  expect(shownCall([rings, over], null, null)?.id).toBe('rings')
})

test('a ringing call waits while the agent speaks, or edits', () => {
  expect(shownCall([live, rings], null, null)?.id).toBe('live')
  expect(shownCall([rings, over], null, 'over')?.id).toBe('over')
})

test('what the agent picked stays, until it is gone', () => {
  expect(shownCall([live, rings], 'rings', null)?.id).toBe('rings')
  expect(shownCall([live], 'rings', null)?.id).toBe('live')
})

test('with no call there is nothing to show', () => {
  expect(shownCall([], 'gone', 'gone')).toBeNull()
})

test('while somebody is consulted, the customer who is talked about stays', () => {
  const consultation = call({ id: 'consultation', from: 'held' })
  expect(shownCall([consultation, held], null, null)?.id).toBe('held')
  expect(shownCall([consultation, held], 'consultation', null)?.id).toBe('held')
  expect(shownCall([consultation], null, null)?.id).toBe('consultation')
})
