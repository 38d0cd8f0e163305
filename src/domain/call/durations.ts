import { elapsed, type Span, type Stamp } from '../time.ts'
import type { StampedFact } from './facts.ts'

/**
 * How a call's time was spent, in milliseconds. `handle` is talk + hold + wrap-up: the time that the call
 * took of the agent. Ringing belongs to no handle time.
 */
export type Durations = {
  readonly ring: number
  readonly talk: number
  readonly hold: number
  readonly wrapUp: number
  readonly handle: number
}

type Segment = 'none' | 'ring' | 'talk' | 'hold' | 'wrapUp'

export type RunningDurations = Durations & {
  /** What the time since the last fact is being spent on. */
  readonly running: Segment
}

const NONE: Durations = { ring: 0, talk: 0, hold: 0, wrapUp: 0, handle: 0 }

/** The segment that a call is in after a fact, given the one before. Facts that change nothing keep it. */
function segmentAfter(before: Segment, fact: StampedFact['fact']): Segment {
  switch (fact.kind) {
    case 'offered':
    case 'dialed':
      return before === 'none' ? 'ring' : before
    case 'answered':
      return before === 'ring' ? 'talk' : before
    case 'held':
      return before === 'talk' ? 'hold' : before
    case 'resumed':
      return before === 'hold' ? 'talk' : before
    case 'ended':
      return before === 'wrapUp' ? before : 'none'
    case 'wrapUpOpened':
    case 'wrapUpResumed':
      return before === 'none' ? 'wrapUp' : before
    case 'wrapUpSuspended':
    case 'wrapUpClosed':
      return before === 'wrapUp' ? 'none' : before
    default:
      return before
  }
}

type Spent = { readonly segment: Segment; readonly from: Stamp; readonly to: Stamp }

/** A call's time from fact to fact and by what it was spent on; `now` ends the segment that is still running. */
function spending(facts: readonly StampedFact[], now: Stamp | null): { spent: Spent[]; running: Segment } {
  const spent: Spent[] = []
  let segment: Segment = 'none'
  let since: Stamp | null = null
  const count = (to: Stamp) => {
    if (segment !== 'none' && since) spent.push({ segment, from: since, to })
  }
  for (const { fact, at } of facts) {
    const next = segmentAfter(segment, fact)
    if (next !== segment || (since && since.run !== at.run)) {
      count(at)
      segment = next
      since = at
    }
  }
  if (now) count(now)
  return { spent, running: segment }
}

/**
 * Folds a call's facts, in journal order, into durations; `now` counts the segment that is still running.
 * Time between two runs of the app is counted nowhere.
 */
export function durations(facts: readonly StampedFact[], now: Stamp | null): RunningDurations {
  const { spent, running } = spending(facts, now)
  const sum = { ...NONE }
  for (const { segment, from, to } of spent) {
    if (segment !== 'none') sum[segment] += elapsed(from, to)
  }
  return { ...sum, handle: sum.talk + sum.hold + sum.wrapUp, running }
}

/** The stretches of time that make up a call's handle time. */
export function handleSpans(facts: readonly StampedFact[]): readonly Span[] {
  return spending(facts, null)
    .spent.filter(({ segment }) => segment !== 'ring')
    .map(({ from, to }) => ({ from, to }))
}
