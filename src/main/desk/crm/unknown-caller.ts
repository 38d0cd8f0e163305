import type { SyncOrder, SyncReport } from '../../../contract/sync.ts'
import type { CallId } from '../../../domain/call/facts.ts'
import { readNumber } from '../../../domain/phone-number.ts'

/** A caller whom nobody knows here is asked for in the CRMs, while it rings. */
export type UnknownCaller = {
  readonly ask: (call: CallId, number: string, country: string) => void
  readonly isLooking: (call: CallId) => boolean
  readonly report: (report: Extract<SyncReport, { kind: 'crm.found' }>) => void
  readonly workerEnded: () => void
}

/** An agent has answered by then, and a card that changes later would be in the way. */
const WITHIN_MS = 1_500

export function createUnknownCaller(parts: {
  /** Whether any connection can be asked. */
  readonly canAsk: () => boolean
  readonly post: (order: SyncOrder) => void
  readonly later: (ms: number, task: () => void) => void
  /** Somebody was found, and is among the customers by now. */
  readonly found: (call: CallId) => void
  readonly changed: () => void
}): UnknownCaller {
  const looking = new Map<number, CallId>()
  let last = 0

  const end = (job: number, found: boolean): void => {
    const call = looking.get(job)
    if (call === undefined) return
    looking.delete(job)
    if (found) parts.found(call)
    else parts.changed()
  }

  return {
    ask: (call, number, country) => {
      const read = readNumber(number, country)
      if (read.kind !== 'full' || !parts.canAsk()) return
      last += 1
      const job = last
      looking.set(job, call)
      parts.post({ kind: 'crm.find', job, e164: read.e164, national: read.national })
      parts.later(WITHIN_MS, () => end(job, false))
    },
    isLooking: (call) => [...looking.values()].includes(call),
    report: ({ job, customers }) => end(job, customers.length > 0),
    workerEnded: () => {
      for (const job of [...looking.keys()]) end(job, false)
    },
  }
}
