import { expect, test } from 'vitest'
import { call, conference, heldKen, inWrapUp, ringing, talking, view } from '../testing/fixtures.ts'
import { orderOf } from './hotkeys.ts'

test('without a call no hotkey of a call means anything', () => {
  for (const action of ['answer', 'reject', 'hangUp', 'mute', 'hold', 'swap', 'join'] as const) {
    expect(orderOf(action, view({ calls: [inWrapUp()] }))).toBeNull()
  }
})

test('answer and reject mean the call that rings, also during another', () => {
  const busy = talking({}, [ringing({ id: 'second' })])
  expect(orderOf('answer', busy)).toEqual({ name: 'call.answer', input: { call: 'second' } })
  expect(orderOf('reject', busy)).toEqual({ name: 'call.reject', input: { call: 'second', as: 'decline' } })
})

test('hang up never means a call that only rings', () => {
  expect(orderOf('hangUp', view({ calls: [ringing()] }))).toBeNull()
  expect(orderOf('hangUp', talking())).toEqual({ name: 'call.hangUp', input: { call: 'call-ana' } })
})

test('mute and hold turn back what they did', () => {
  expect(orderOf('mute', talking())?.name).toBe('call.mute')
  expect(orderOf('mute', talking({ muted: true }))?.name).toBe('call.unmute')
  expect(orderOf('hold', talking())?.name).toBe('call.hold')
  expect(orderOf('hold', talking({ held: true }))?.name).toBe('call.resume')
})

test('a call that is being dialled can be ended, but neither muted nor held', () => {
  const dialing = view({ calls: [call({ phase: 'dialing', direction: 'outbound' })] })
  expect(orderOf('hangUp', dialing)?.name).toBe('call.hangUp')
  expect(orderOf('mute', dialing)).toBeNull()
  expect(orderOf('hold', dialing)).toBeNull()
})

test('swap needs two calls', () => {
  expect(orderOf('swap', talking())).toBeNull()
  expect(orderOf('swap', talking({}, [heldKen]))).toEqual({ name: 'call.swap', input: null })
})

test('join needs two connected calls that are in no conference yet', () => {
  expect(orderOf('join', talking())).toBeNull()
  expect(orderOf('join', talking({}, [ringing({ id: 'second' })]))).toBeNull()
  expect(orderOf('join', talking({}, [heldKen]))).toEqual({
    name: 'call.conference',
    input: { call: 'call-ana', with: 'call-ken' },
  })
  expect(orderOf('join', conference())).toBeNull()
})

test('in a conference there is nothing to swap, and hang up means both', () => {
  expect(orderOf('swap', conference())).toBeNull()
  expect(orderOf('hangUp', conference())).toEqual({
    name: 'call.endConference',
    input: { call: 'call-ana' },
  })
})
