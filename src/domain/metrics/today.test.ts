import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeInStates, today } from './today.ts'

const at = (run: string, seconds: number) => ({ run, mono: seconds * 1000, wall: 0 })

/** A handled call whose handle time ran from one second of the day to another. */
const handled = (from: number, to: number) => ({
  handled: true,
  missed: false,
  handleMs: (to - from) * 1000,
  handling: [{ from: at('one', from), to: at('one', to) }],
})

test('average handle time and occupancy follow their formulas', () => {
  const calls = [
    handled(0, 120),
    handled(200, 440),
    { handled: false, missed: true, handleMs: 0, handling: [] },
  ]
  expect(today(calls, 360_000)).toEqual({
    handledCalls: 2,
    missedCalls: 1,
    averageHandleMs: 180_000,
    occupancy: 0.5,
  })
})

test('a conference is handle time of both its calls, and occupies the agent once', () => {
  const calls = [handled(0, 120), handled(60, 120)]
  expect(today(calls, 120_000)).toMatchObject({ averageHandleMs: 90_000, occupancy: 0.5 })
})

test('whatever calls overlap, nobody was occupied for longer than they were there', () => {
  const call = fc.tuple(fc.nat(500), fc.nat(500)).map(([from, length]) => handled(from, from + length))
  fc.assert(
    fc.property(fc.array(call, { maxLength: 8 }), fc.nat(1_000), (calls, idle) => {
      const { occupancy } = today(calls, idle * 1_000)
      if (occupancy === null) return
      const end = Math.max(...calls.flatMap(({ handling }) => handling.map(({ to }) => to.mono)), 0)
      const most = end + idle * 1_000
      expect(occupancy).toBeGreaterThanOrEqual(0)
      expect(occupancy).toBeLessThanOrEqual(most === 0 ? 0 : end / most)
    }),
  )
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
