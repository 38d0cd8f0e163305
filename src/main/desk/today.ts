import type { TodayView } from '../../contract/view.ts'
import { timeInStates, today } from '../../domain/metrics/today.ts'
import type { Stamp } from '../../domain/time.ts'
import type { History } from '../journal/history.ts'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from './clock.ts'

/** Figures older than this are folded anew; nothing that an agent looks at changes faster. */
const FRESH_MS = 5_000

/** The figures of the day that the wall clock shows, folded from the journal. */
export function createToday(parts: {
  readonly clock: Clock
  readonly journal: Journal
  readonly history: History
  /** Whether the line is the practice line, whose calls are figures of their own. */
  readonly practice: () => boolean
  readonly failed: (error: unknown) => void
}): { readonly view: () => TodayView; readonly refresh: () => void } {
  let cached: { readonly at: Stamp; readonly view: TodayView } | null = null

  const compute = (now: Stamp): TodayView => {
    const midnight = new Date(now.wall).setHours(0, 0, 0, 0)
    const states = parts.journal.agentStates(midnight)
    const time = timeInStates(states, (run) => (run === now.run ? now : parts.journal.lastBeat(run)))
    return today(parts.history.closedSince(midnight, parts.practice()), time.available)
  }

  return {
    view: () => {
      const now = parts.clock.now()
      if (cached && now.mono - cached.at.mono < FRESH_MS) return cached.view
      try {
        cached = { at: now, view: compute(now) }
      } catch (error) {
        parts.failed(error)
        cached = { at: now, view: today([], 0) }
      }
      return cached.view
    },
    refresh: () => {
      cached = null
    },
  }
}
