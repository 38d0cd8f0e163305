/** Why something asked of a CRM wasn't done. What the CRM itself said stands beside it. */
export const CRM_FAILURES = [
  /** No connection came about: nothing was sent. */
  'offline',
  /** The server's certificate can't be trusted, or it speaks no TLS that we do. */
  'tls',
  /** Sent, and no answer in time, or the connection broke: whether it was done isn't known. */
  'timeout',
  /** Who we say we are is no longer believed, and asking anew didn't help. */
  'signIn',
  'forbidden',
  'notFound',
  /** Somebody else changed it meanwhile (409, 412, an optimistic lock). */
  'conflict',
  /** The CRM understood and won't have it (400, 415, 422). */
  'rejected',
  /** Too many requests. */
  'limited',
  /** The server failed (5xx): whether it was done isn't known. */
  'server',
  /** An answer that isn't what the protocol says: HTML instead of JSON, cut off, another shape. */
  'badAnswer',
  'tooLarge',
  /** What was handed in to read on from isn't known any more: everything is read again. */
  'cursorExpired',
  /** Reading on led to where it had been. */
  'cursorLoop',
  /** More records would vanish at once than is believable: somebody has to look. */
  'wouldVanish',
  'diskFull',
  /** customers.db is damaged or of another version; it is replaced when it is opened next. */
  'customersUnusable',
  /** A fault of ours. */
  'failed',
] as const
export type CrmFailureReason = (typeof CRM_FAILURES)[number]

export type CrmFault = {
  readonly reason: CrmFailureReason
  /** What the CRM or the system said, for whoever looks into it. Never a secret. */
  readonly detail: string
  /** How long the server asks us to wait, in milliseconds; null where it says nothing that can be read. */
  readonly retryAfter: number | null
}

/** Whether a write that failed so may have been done all the same: it is looked up before it is tried again. */
export const mayBeDone = (reason: CrmFailureReason): boolean =>
  reason === 'timeout' || reason === 'server' || reason === 'badAnswer' || reason === 'tooLarge'

/** Whether it can help to try the same thing again later. What can't waits for a person. */
export function canRetry(reason: CrmFailureReason): boolean {
  switch (reason) {
    case 'offline':
    case 'tls':
    case 'timeout':
    case 'limited':
    case 'server':
    case 'badAnswer':
    case 'diskFull':
    case 'customersUnusable':
    case 'cursorExpired':
      return true
    default:
      return false
  }
}
