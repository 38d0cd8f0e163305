import { expect, test } from 'vitest'
import { complaints, complaintsOfDay, type Result } from './checks.ts'

const spent = { ring: 400, talk: 5_200, hold: 2_400, wrapUp: 700, handle: 8_300 }

const held: Result = {
  what: 'held',
  id: 'a',
  direction: 'inbound',
  cause: 'hungUp',
  disposition: 'Callback',
  note: 'On Monday',
  watched: { talk: 5_300, hold: 2_500 },
  heardHere: 0.3,
  popMs: 80,
  heardThere: [0, 0.02, 0.2, 0.15, 0.0002, 0.1, 0.2],
  row: {
    id: 'a',
    direction: 'inbound',
    startedAt: 0,
    party: { number: '+12025550143', displayName: null },
    customer: { id: 'ada', name: 'Ada Byron' },
    cause: 'hungUp',
    durations: spent,
    disposition: 'Callback',
    notes: 'On Monday',
    linked: [],
  },
}
const today = { handledCalls: 1, missedCalls: 0, averageHandleMs: 8_300, occupancy: 0.5 }

test('a call as it must be gives nothing to complain about', () => {
  expect(complaints(held)).toEqual([])
  expect(complaintsOfDay(today, [held])).toEqual([])
})

test.each<[string, Partial<Result>]>([
  ['the agent heard', { heardHere: 0.0004 }],
  ['the customer heard 0.0', { heardThere: [0, 0, 0.0003] }],
  ['the customer on hold heard', { heardThere: [0.2, 0.2, 0.2, 0.2] }],
  ['no customer was popped', { row: { ...held.row, customer: null } }],
  ['it ended as transferred', { row: { ...held.row, cause: 'transferred' } }],
  ['the disposition is Sale', { row: { ...held.row, disposition: 'Sale' } }],
  ['the note is "n Monday"', { row: { ...held.row, notes: 'n Monday' } }],
  ['talk time', { watched: { talk: 9_000, hold: 2_500 } }],
  ['hold time', { watched: { talk: 5_300, hold: 0 } }],
  ['handle time', { row: { ...held.row, durations: { ...spent, handle: 8_200 } } }],
  ['the card took', { popMs: 3_000 }],
])('it is said when %s', (words, wrong) => {
  expect(complaints({ ...held, ...wrong }).join('\n')).toContain(words)
})

test('the day’s figures are held against the calls', () => {
  expect(complaintsOfDay({ ...today, handledCalls: 2, averageHandleMs: 9_000 }, [held])).toHaveLength(2)
})
