import type { WorkerReport } from '../../contract/worker.ts'
import type { ImportFailure } from '../../domain/customer/import.ts'
import type { IntakeCounts } from '../customers/intake.ts'
import type { Batch } from './batch.ts'

export type Progress = Extract<WorkerReport, { kind: 'progress' }>

/** More are only counted. */
const MOST_BAD = 200
const REPORT_EVERY_MS = 200

export type ProgressKeeper = {
  readonly read: (batch: Batch) => void
  /** Reports when the last one is long enough ago. */
  readonly tell: (counts: IntakeCounts) => void
  readonly end: (
    state: 'done' | 'cancelled' | 'failed',
    counts: IntakeCounts,
    message?: ImportFailure,
  ) => void
}

/** Keeps count of an import. `total` is how many records are expected. */
export function keepProgress(
  job: number,
  total: number | null,
  report: (progress: Progress) => void,
): ProgressKeeper {
  const bad: Progress['bad'] = []
  let badCount = 0
  let read = 0
  let told = performance.now()

  const now = (state: Progress['state'], counts: IntakeCounts, message: string): Progress => ({
    kind: 'progress',
    job,
    state,
    read,
    // Quoted line breaks and empty lines make the expectation too high.
    total: state === 'done' ? read : total === null ? null : Math.max(total, read),
    ...counts,
    // Wrong quotation marks come to light after the rows that follow them.
    bad: bad.toSorted((one, other) => one.line - other.line),
    badCount,
    message,
  })
  return {
    read: (batch) => {
      read += batch.read
      badCount += batch.bad.length
      bad.push(...batch.bad.slice(0, MOST_BAD - bad.length))
    },
    tell: (counts) => {
      if (performance.now() - told < REPORT_EVERY_MS) return
      told = performance.now()
      report(now('running', counts, ''))
    },
    end: (state, counts, message) => report(now(state, counts, message ?? '')),
  }
}
