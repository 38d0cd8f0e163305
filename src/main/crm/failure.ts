import type { CrmFailureReason, CrmFault } from '../../domain/crm/failure.ts'

/**
 * The one exception of this room: a connector is deep in pages and loops when something fails, and there is one place in
 * the engine that catches it. Everything else that is thrown is a fault of ours.
 */
export class CrmFailure extends Error implements CrmFault {
  readonly reason: CrmFailureReason
  readonly detail: string
  readonly retryAfter: number | null
  /** The id of what was written all the same, where only a later step failed: it is changed next, not written again. */
  readonly written: string | null

  constructor(
    reason: CrmFailureReason,
    detail: string,
    retryAfter: number | null = null,
    written: string | null = null,
  ) {
    super(`${reason}: ${detail}`)
    this.reason = reason
    this.detail = detail
    this.retryAfter = retryAfter
    this.written = written
  }
}

/** What was thrown, as a fault. */
export function faultOf(error: unknown): CrmFault {
  if (error instanceof CrmFailure) {
    const { reason, detail, retryAfter } = error
    return { reason, detail, retryAfter }
  }
  return {
    reason: 'failed',
    detail: error instanceof Error ? error.message : String(error),
    retryAfter: null,
  }
}
