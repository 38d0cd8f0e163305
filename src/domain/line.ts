/** Why a line isn't registered. */
export type LineReason =
  | 'noPassword'
  | 'noNetwork'
  | 'hostNotFound'
  | 'connectionRefused'
  | 'connectionLost'
  | 'noAnswer'
  | 'certificateRefused'
  | 'notWebSocket'
  | 'notSip'
  | 'wrongPassword'
  | 'forbidden'
  | 'unknownAccount'
  | 'serverError'
  /** Another program has the port that direct calls come to, or the system keeps it for itself. */
  | 'portInUse'
  | 'portNotAllowed'
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

/**
 * Who may call a plain line past its registrar or proxy: nobody but the account's own servers, those whose addresses are
 * named too, or anybody who reaches this computer.
 */
export const CALLERS = ['server', 'named', 'anybody'] as const
export type Callers = (typeof CALLERS)[number]

/** How SIP travels. `auto` asks the DNS (RFC 3263); `websocket` makes a WebRTC line, the others a plain one. */
export const TRANSPORTS = ['websocket', 'auto', 'udp', 'tcp', 'tls'] as const
export type Transport = (typeof TRANSPORTS)[number]

/** What a plain line can offer; the media window speaks all of them, so nothing is ever transcoded. */
export const CODECS = ['opus', 'G722', 'PCMA', 'PCMU'] as const
export type Codec = (typeof CODECS)[number]

/** SDES-SRTP (RFC 4568) of a plain line. `required` never falls back to plain RTP. */
export const SRTP_MODES = ['off', 'preferred', 'required'] as const
export type SrtpMode = (typeof SRTP_MODES)[number]

/** How a plain line's audio travels. */
export type PlainMedia = {
  /** In the order they are offered; at least one. */
  readonly codecs: readonly Codec[]
  readonly srtp: SrtpMode
  /** `host[:port]` that tells the public address; empty where none is needed. */
  readonly stunServer: string
  /** UDP ports for RTP and RTCP, both included; null takes what the system gives. */
  readonly ports: { readonly from: number; readonly to: number } | null
}

/** What a call's sound is made by: the media window talks to the far end itself, or through the relay in main. */
export type CallMediaKind =
  | { readonly kind: 'webrtc'; readonly iceServers: readonly string[] }
  | { readonly kind: 'plain'; readonly media: PlainMedia }
