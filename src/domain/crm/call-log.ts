import type { Call } from '../call/call.ts'
import type { Durations } from '../call/durations.ts'
import type { CallId, Direction, DispositionRecord, EndCause } from '../call/facts.ts'

/** What a CRM is told of a handled call. All durations in milliseconds, all times epoch ms. */
export type CallLog = {
  /** The idempotency key: the call's own id, the same however often it is sent. */
  readonly key: CallId
  readonly direction: Direction
  readonly startedAt: number
  readonly answeredAt: number | null
  readonly endedAt: number
  readonly durations: Durations
  /** The customer's number as it came, and the line of ours. */
  readonly number: string
  readonly line: string
  readonly cause: EndCause
  /** Null while the wrap-up is open, and where it closed without one. */
  readonly disposition: DispositionRecord | null
  readonly notes: string
  /** Whether the wrap-up is closed: nothing is expected to change any more. */
  readonly closed: boolean
}

/** Of a call that is over; null for one that isn't, or that nobody answered. */
export function callLog(call: Call, durations: Durations): CallLog | null {
  if (call.phase !== 'ended' || !call.ended || !call.endedAt || !call.answeredAt) return null
  return {
    key: call.id,
    direction: call.direction,
    startedAt: call.startedAt.wall,
    answeredAt: call.answeredAt.wall,
    endedAt: call.endedAt.wall,
    durations,
    number: call.party.number,
    line: call.line,
    cause: call.ended.cause,
    disposition: call.disposition,
    notes: call.notes,
    closed: call.wrapUp !== 'open',
  }
}
