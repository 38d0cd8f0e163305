import { expect, test } from 'vitest'
import type { CallView, View } from '../../../src/contract/view.ts'
import type { CallFact, StampedFact } from '../../../src/domain/call/facts.ts'
import { replay } from '../../../src/domain/call/transition.ts'
import { callRow } from '../../../src/main/journal/calls.ts'
import type { Draft, JournalCopy } from './journal-copy.ts'
import { judge } from './judge.ts'
import { createLedger } from './ledger.ts'

const NOTES: Draft = { disposition: null, notes: 'said so' }

const story: readonly CallFact[] = [
  {
    kind: 'offered',
    line: 'line',
    party: { number: '+12025550143', displayName: null },
    sipCallId: 'one',
    headers: {},
  },
  { kind: 'answered' },
  { kind: 'held' },
  { kind: 'resumed' },
  { kind: 'ended', by: 'far', cause: 'hungUp', sip: null },
  { kind: 'wrapUpOpened' },
]

const stamped = (facts: readonly CallFact[], stepMs = 10): readonly StampedFact[] =>
  facts.map((fact, index) => ({
    call: 'one',
    at: { run: 'run', mono: index * stepMs, wall: index * stepMs },
    fact,
  }))

function journalOf(facts: readonly StampedFact[], draft: Draft | null = NOTES): JournalCopy {
  const call = replay(facts)
  const row = call ? callRow(call) : {}
  const inSql = Object.entries(row).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ])
  return {
    facts: new Map([['one', facts]]),
    drafts: new Map(draft ? [['one', draft]] : []),
    rows: new Map([['one', Object.fromEntries(inSql)]]),
    check: 'ok',
  }
}

/** A ledger that has seen the whole story, and the acknowledged notes. */
function witness(): ReturnType<typeof createLedger> {
  const ledger = createLedger()
  ledger.cause()
  const startedAt = performance.now()
  for (const [index] of story.entries()) {
    const call = replay(stamped(story.slice(0, index + 1)))
    if (!call) throw new Error('the story has no beginning')
    const { number, displayName } = call.party
    const shown = {
      ...call,
      rawNumber: number,
      displayName,
      draft: NOTES,
      connected: { ms: 30, ticking: true },
    }
    ledger.saw({ calls: [shown as unknown as CallView] } as unknown as View)
  }
  ledger.drafted('one', NOTES)()
  ledger.ran({ startedAt, endedAt: startedAt + 1_000 })
  return ledger
}

test('a journal that holds what was shown is found right', () => {
  expect(judge(journalOf(stamped(story)), witness())).toEqual([])
})

test.each(story.map(({ kind }, index) => [kind, index] as const))(
  'a lost fact is found: %s',
  (_kind, index) => {
    expect(judge(journalOf(stamped(story.filter((_, at) => at !== index))), witness())).not.toEqual([])
  },
)

test('a lost draft is found, and one that was overwritten by an older one', () => {
  expect(judge(journalOf(stamped(story), null), witness())).toHaveLength(1)
  expect(judge(journalOf(stamped(story), { ...NOTES, notes: '' }), witness())).toHaveLength(1)
})

test('a call that took longer than time has passed is found', () => {
  expect(judge(journalOf(stamped(story, 300)), witness())).toHaveLength(1)
})

test('a call that closed as if it had been shorter than it was shown is found', () => {
  const ledger = witness()
  for (const account of ledger.accounts.values()) account.connectedMs = 60_000
  expect(judge(journalOf(stamped(story)), ledger)).toHaveLength(1)
})

test('a row that is not what its facts add up to is found', () => {
  const journal = journalOf(stamped(story))
  const rows = new Map([['one', { ...journal.rows.get('one'), phase: 'connected' }]])
  expect(judge({ ...journal, rows }, witness())).toHaveLength(1)
})
