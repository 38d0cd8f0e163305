import { expect, test } from 'vitest'
import { timeInStates, today } from './today.ts'

const at = (run: string, seconds: number) => ({ run, mono: seconds * 1000, wall: 0 })

test('average handle time and occupancy follow their formulas', () => {
  const calls = [
    { handled: true, missed: false, handleMs: 120_000 },
    { handled: true, missed: false, handleMs: 240_000 },
    { handled: false, missed: true, handleMs: 0 },
  ]
  expect(today(calls, 360_000)).toEqual({
    handledCalls: 2,
    missedCalls: 1,
    averageHandleMs: 180_000,
    occupancy: 0.5,
  })
})

test('a day without calls has no average instead of a zero', () => {
  expect(today([], 0)).toEqual({ handledCalls: 0, missedCalls: 0, averageHandleMs: null, occupancy: null })
})

test('a state that a crash cut short ends at the last sign of life of its run', () => {
  const changes = [
    { at: at('one', 0), state: { kind: 'available', reason: null } },
    { at: at('one', 60), state: { kind: 'onCall', reason: null } },
    { at: at('two', 5), state: { kind: 'available', reason: null } },
  ] as const
  const sum = timeInStates(changes, (run) => (run === 'one' ? at('one', 90) : at('two', 15)))
  expect(sum).toMatchObject({ available: 70_000, onCall: 30_000 })
})
