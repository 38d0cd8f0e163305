import type { AgentState } from '../agent/state.ts'
import { covered, elapsed, type Span, type Stamp } from '../time.ts'

export type ClosedCall = {
  readonly handled: boolean
  readonly missed: boolean
  readonly handleMs: number
  /** When that time was. */
  readonly handling: readonly Span[]
}

export type StateChange = { readonly at: Stamp; readonly state: AgentState }

export type Today = {
  readonly handledCalls: number
  readonly missedCalls: number
  readonly averageHandleMs: number | null
  readonly occupancy: number | null
}

/**
 * Milliseconds spent in each agent state, over several runs of the app. `lastSign` gives the last sign of life of
 * a run, where a state that nothing followed in that run ends; `now` is that of the present one.
 */
export function timeInStates(
  changes: readonly StateChange[],
  lastSign: (run: string) => Stamp | null,
): Readonly<Record<AgentState['kind'], number>> {
  const sum = { offline: 0, available: 0, break: 0, ringing: 0, onCall: 0, wrapUp: 0 }
  for (const [index, { at, state }] of changes.entries()) {
    const next = changes[index + 1]
    const until = next && next.at.run === at.run ? next.at : lastSign(at.run)
    if (until) sum[state.kind] += elapsed(at, until)
  }
  return sum
}

/**
 * The day's figures. Average handle time: handle time (talk + hold + wrap-up) / handled calls, of calls whose
 * wrap-up is closed. Occupancy: handle time / (handle time + available time without a call), Amazon Connect's
 * older definition; breaks and ringing count in neither. Time that two calls took at once, as in a conference or
 * with one of them on hold, is handle time of both, but it occupied the agent only once.
 */
export function today(calls: readonly ClosedCall[], availableMs: number): Today {
  const handled = calls.filter((call) => call.handled)
  const handleMs = handled.reduce((sum, call) => sum + call.handleMs, 0)
  const occupiedMs = covered(handled.flatMap(({ handling }) => handling))
  const whole = occupiedMs + availableMs
  return {
    handledCalls: handled.length,
    missedCalls: calls.filter((call) => call.missed).length,
    averageHandleMs: handled.length > 0 ? handleMs / handled.length : null,
    occupancy: whole > 0 ? occupiedMs / whole : null,
  }
}
