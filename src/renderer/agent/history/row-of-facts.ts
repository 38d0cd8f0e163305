import type { FactRow, HistoryRow } from '../../../contract/agent.ts'
import { durations } from '../../../domain/call/durations.ts'
import type { CallId, StampedFact } from '../../../domain/call/facts.ts'
import { replay } from '../../../domain/call/transition.ts'

/** Facts of another run of the app have no offset; the clocks of two runs can't be compared. */
const stamped = (call: CallId, { fact, offset, wall }: FactRow): StampedFact => ({
  call,
  at: { run: offset === null ? 'another' : 'first', mono: offset ?? 0, wall },
  fact,
})

/** A call as its facts add up, by the same rules that the journal uses; null without a beginning. */
export function rowOfFacts(call: CallId, facts: readonly FactRow[]): HistoryRow | null {
  const all = facts.map((row) => stamped(call, row))
  const whole = replay(all)
  if (!whole) return null
  const { ring, talk, hold, wrapUp, handle } = durations(all, null)
  return {
    id: call,
    direction: whole.direction,
    startedAt: whole.startedAt.wall,
    party: whole.party,
    customer: whole.customer ? { id: whole.customer.id, name: whole.customer.name } : null,
    cause: whole.ended?.cause ?? null,
    durations: { ring, talk, hold, wrapUp, handle },
    disposition: whole.disposition?.label ?? null,
    notes: whole.notes,
    linked: [whole.from, whole.transfer?.consult ?? null].filter((id) => id !== null),
  }
}
