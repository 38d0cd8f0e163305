import type { CallLog } from '../call-log.ts'
import type { CrmFailureReason, CrmFault } from '../failure.ts'
import { callItemId, laneOf, type OutboxItem, type OutboxWork, type Want, wantItem } from '../outbox.ts'

export const log = (key: string, more: Partial<CallLog> = {}): CallLog => ({
  key,
  direction: 'inbound',
  startedAt: 1_760_000_000_000,
  answeredAt: 1_760_000_004_000,
  endedAt: 1_760_000_064_000,
  durations: { ring: 4_000, talk: 60_000, hold: 0, wrapUp: 0, handle: 60_000 },
  number: '+12025550101',
  line: 'practice',
  cause: 'hungUp',
  disposition: null,
  notes: '',
  closed: false,
  ...more,
})

export const callWork = (
  key: string,
  customer: string | null = null,
  more: Partial<CallLog> = {},
): OutboxWork => ({
  kind: 'call',
  log: log(key, more),
  customer,
})

/** Of connection `a`, wanted at the epoch. */
export function want(work: OutboxWork, more: Partial<Want> = {}): Want {
  const id = work.kind === 'call' ? callItemId(work.log.key, 'a') : `${work.kind}/${work.customer}`
  return { id, connection: 'a', lane: laneOf(work), work, at: 0, notBefore: 0, ...more }
}

export const item = (work: OutboxWork, more: Partial<OutboxItem> = {}): OutboxItem => ({
  ...wantItem(null, want(work)),
  ...more,
})

export const fault = (reason: CrmFailureReason, retryAfter: number | null = null): CrmFault => ({
  reason,
  detail: 'so says the CRM',
  retryAfter,
})
