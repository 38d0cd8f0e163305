import type { Callers, PlainMedia, Transport } from '../line.ts'
import type { AutoAnswerRule } from '../push/auto-answer.ts'
import type { NumberRules } from './number-rules.ts'

/** How a line's callers are heard. `silent` shows a call and makes no sound. */
export const RINGS = ['standard', 'low', 'bright', 'silent'] as const
export type Ring = (typeof RINGS)[number]

/** What a line is made from, as the agent fills it in. The password is kept apart. */
export type AccountSettings = {
  /** What the window calls the line; empty: its user. */
  readonly label: string
  readonly transport: Transport
  /** False: a plain line without a registrar, which listens and calls by itself. */
  readonly registers: boolean
  /** `wss://host[:port]/path` for a WebSocket, else `host[:port]`. Without a registrar it may be empty: then only addresses are called. */
  readonly server: string
  readonly backupServers: readonly string[]
  /** `host[:port]`; empty for none. */
  readonly outboundProxy: string
  readonly user: string
  /** Empty: the server's name. */
  readonly domain: string
  /** Empty: the user. */
  readonly authorizationUser: string
  readonly displayName: string
  /** Where numbers without a country code belong, as ISO 3166-1 alpha-2. */
  readonly country: string
  /** Whether P-Asserted-Identity and Remote-Party-ID are believed. */
  readonly trustsProxy: boolean
  readonly dtmf: 'rfc4733' | 'info'
  /** What a caller gets while the agent is away. */
  readonly whileUnavailable: 'ring' | 'busy' | 'unavailable'
  /** STUN and TURN URLs of a WebRTC line. */
  readonly iceServers: readonly string[]
  /** How a plain line's audio travels. */
  readonly media: PlainMedia
  /** A number that sends back what it hears, for the line check; empty for none. */
  readonly echoNumber: string
  /** A file of certificates to trust beside the system's; empty for none. */
  readonly caFile: string
  /** Whether a challenge within a call gets the password. */
  readonly credentialsInDialog: boolean
  /** Numbers of ours that the called party may be shown. */
  readonly callerIds: readonly string[]
  /** The one of them that is shown; empty leaves it to the server. */
  readonly callerId: string
  readonly ring: Ring
  readonly autoAnswer: AutoAnswerRule
  /** Calls of a plain line that come past its server. */
  readonly direct: DirectCalls
  /** How numbers are written before they are dialled on this line. */
  readonly numbers: NumberRules
}

export type DirectCalls = {
  readonly from: Callers
  /** Addresses and networks that may call, for `named`. */
  readonly addresses: readonly string[]
  /** UDP and TCP port. */
  readonly port: number
  /** Whether those whom nobody named may push calls, by the rule for everybody. */
  readonly autoAnswer: boolean
}

/** The port of SIP (RFC 3261 §19.1.2). */
export const SIP_PORT = 5060

/** An account as most have it, with nothing filled in. */
export const newAccount = (country: string): AccountSettings => ({
  label: '',
  transport: 'auto',
  registers: true,
  server: '',
  backupServers: [],
  outboundProxy: '',
  user: '',
  domain: '',
  authorizationUser: '',
  displayName: '',
  country,
  trustsProxy: true,
  dtmf: 'rfc4733',
  whileUnavailable: 'unavailable',
  iceServers: [],
  media: { codecs: ['opus', 'G722', 'PCMA', 'PCMU'], srtp: 'off', stunServer: '', ports: null },
  echoNumber: '',
  caFile: '',
  credentialsInDialog: false,
  callerIds: [],
  callerId: '',
  ring: 'standard',
  autoAnswer: { mode: 'off', from: [] },
  direct: { from: 'server', addresses: [], port: SIP_PORT, autoAnswer: false },
  numbers: { rules: [], outsidePrefix: '', internalDigits: 4 },
})
