import type { Call } from '../../domain/call/call.ts'
import { durations, type RunningDurations } from '../../domain/call/durations.ts'
import type { CallId, StampedFact } from '../../domain/call/facts.ts'
import { transition } from '../../domain/call/transition.ts'
import type { Stamp } from '../../domain/time.ts'
import type { Draft, FactEntry } from '../journal/journal.ts'

/** The calls that aren't closed yet, with the facts they were made of. */
export type Book = {
  readonly calls: ReadonlyMap<CallId, Call>
  /** Adds facts in order. Gives the journal's entries for those that fit and the facts that didn't. */
  readonly take: (facts: readonly StampedFact[]) => {
    entries: readonly FactEntry[]
    ignored: readonly StampedFact[]
  }
  readonly restore: (call: Call, facts: readonly StampedFact[], draft: Draft | null) => void
  readonly durations: (call: CallId, now: Stamp) => RunningDurations
  readonly draft: (call: CallId) => Draft
  readonly setDraft: (call: CallId, draft: Draft) => void
  readonly forget: (call: CallId) => void
}

const EMPTY_DRAFT: Draft = { disposition: null, notes: '' }

export function createBook(): Book {
  const calls = new Map<CallId, Call>()
  const facts = new Map<CallId, StampedFact[]>()
  const drafts = new Map<CallId, Draft>()

  return {
    calls,
    take: (stamped) => {
      const entries: FactEntry[] = []
      const ignored: StampedFact[] = []
      for (const one of stamped) {
        const next = transition(calls.get(one.call) ?? null, one)
        if (!next) {
          ignored.push(one)
          continue
        }
        calls.set(one.call, next)
        const sofar = facts.get(one.call)
        if (sofar) sofar.push(one)
        else facts.set(one.call, [one])
        entries.push({ kind: 'fact', stamped: one, call: next })
      }
      return { entries, ignored }
    },
    restore: (call, ofCall, draft) => {
      calls.set(call.id, call)
      facts.set(call.id, [...ofCall])
      if (draft) drafts.set(call.id, draft)
    },
    durations: (call, now) => durations(facts.get(call) ?? [], now),
    draft: (call) => drafts.get(call) ?? EMPTY_DRAFT,
    setDraft: (call, draft) => {
      drafts.set(call, draft)
    },
    forget: (call) => {
      calls.delete(call)
      facts.delete(call)
      drafts.delete(call)
    },
  }
}
