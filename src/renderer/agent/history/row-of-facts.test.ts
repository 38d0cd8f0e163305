import { expect, test } from 'vitest'
import type { FactRow } from '../../../contract/agent.ts'
import type { CallFact } from '../../../domain/call/facts.ts'
import { rowOfFacts } from './row-of-facts.ts'

const facts = (...told: readonly (readonly [number | null, CallFact])[]): readonly FactRow[] =>
  told.map(([offset, fact], seq) => ({ seq, wall: 1_000_000 + (offset ?? 90_000), offset, fact }))

const offered: CallFact = {
  kind: 'offered',
  line: 'l',
  party: { number: '+351210000000', displayName: null },
  sipCallId: 'x',
  headers: {},
}

test('a call is told by its facts, with the time of each part', () => {
  const row = rowOfFacts(
    'a',
    facts(
      [0, offered],
      [6_000, { kind: 'answered' }],
      [20_000, { kind: 'held' }],
      [50_000, { kind: 'resumed' }],
      [60_000, { kind: 'ended', by: 'far', cause: 'hungUp', sip: null }],
      [60_000, { kind: 'wrapUpOpened' }],
      [
        75_000,
        { kind: 'wrapUpClosed', by: 'agent', disposition: { id: 'r', label: 'Resolved' }, notes: 'ok' },
      ],
    ),
  )
  expect(row).toMatchObject({
    direction: 'inbound',
    startedAt: 1_000_000,
    cause: 'hungUp',
    disposition: 'Resolved',
    notes: 'ok',
    durations: { ring: 6_000, talk: 24_000, hold: 30_000, wrapUp: 15_000, handle: 69_000 },
  })
})

test('time between two runs of the app is counted nowhere', () => {
  const row = rowOfFacts(
    'a',
    facts(
      [0, offered],
      [5_000, { kind: 'answered' }],
      [null, { kind: 'ended', by: 'system', cause: 'crash', sip: null }],
    ),
  )
  expect(row).toMatchObject({ cause: 'crash', durations: { ring: 5_000, talk: 0 } })
})

test('facts without a beginning are no call', () => {
  expect(rowOfFacts('a', facts([0, { kind: 'answered' }]))).toBeNull()
})
