/** Why a line isn't registered. */
export type LineReason =
  | 'noAccount'
  | 'noPassword'
  | 'noNetwork'
  | 'hostNotFound'
  | 'connectionRefused'
  | 'connectionLost'
  | 'noAnswer'
  | 'certificateRefused'
  | 'notWebSocket'
  | 'wrongPassword'
  | 'forbidden'
  | 'unknownAccount'
  | 'serverError'
  | 'signedOut'

export type LineState = {
  readonly state: 'offline' | 'connecting' | 'registered' | 'refused'
  readonly reason: LineReason | null
  /** For *Details*: the SIP status line, the host, the certificate's dates. */
  readonly detail: string
  /** Milliseconds until the next try, when one is planned. */
  readonly retryIn: number | null
}

/** The domain of the practice line. Its calls are on record, but no figure of real work counts them. */
export const PRACTICE_DOMAIN = 'practice.example'
