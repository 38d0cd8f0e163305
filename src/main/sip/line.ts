import type { SessionDescriptionHandler } from 'sip.js'
import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallFact, CallId, SipStatus } from '../../domain/call/facts.ts'
import type { Lamp } from '../../domain/colleague/lamp.ts'
import type { Callers, LineState, Transport } from '../../domain/line.ts'
import type { Voicemail } from '../../domain/voicemail.ts'
import type { LineTiming } from './timing.ts'
import type { FindRoute } from './transport/network-watch.ts'
import type { Resolver } from './transport/resolver.ts'

/** The part of an account that signalling needs. Passwords are handed over beside it and kept nowhere else. */
export type LineAccount = {
  readonly transport: Transport
  /** `wss://host[:port]/path` for a WebSocket (`ws:` to loopback only), else `host[:port]`. */
  readonly server: string
  /** Registrars to go to, in this order, while the first one fails; written like `server`. */
  readonly backupServers: readonly string[]
  /** `host[:port]` that every request goes through; empty for none. Not for a WebSocket. */
  readonly outboundProxy: string
  /** PEM certificates to trust beside the system's. */
  readonly certificates: readonly string[]
  readonly user: string
  /** Empty where nobody registers and numbers go nowhere: this computer's address stands for it then. */
  readonly domain: string
  /** False: a line without a registrar. It goes by its listening point alone. */
  readonly registers: boolean
  /** Calls past the registrar or proxy, of a plain line. */
  readonly direct: DirectCalls
  readonly authorizationUser: string
  readonly displayName: string
  /** Whether P-Asserted-Identity and Remote-Party-ID are believed. */
  readonly trustsProxy: boolean
  readonly dtmf: 'rfc4733' | 'info'
  /** Whether a challenge within a call gets the credentials: whoever called could ask for them. */
  readonly credentialsInDialog: boolean
}

export type DirectCalls = {
  readonly from: Callers
  /** Addresses and networks, for `named`. */
  readonly addresses: readonly string[]
  /** UDP and TCP port to listen at; 0 for any. */
  readonly port: number
}

export type LineListener = {
  /** Called before the SIP stack goes on; when it returns, the fact is in the journal. */
  fact(call: CallId, fact: CallFact): void
  state(state: LineState): void
  /** What waits in the voice mailbox; null where nothing is known of it. */
  voicemail(state: Voicemail | null): void
  /** What is known of a colleague's phone, by the extension that is watched. */
  lamp(extension: string, lamp: Lamp): void
  log(level: 'debug' | 'info' | 'warn', message: string): void
  /** Every SIP message, as it came or before it goes. */
  message(direction: 'in' | 'out', text: string): void
}

/** What a call's media need to know of the way that its signalling takes. */
export type SignallingPath = {
  /** This computer's address towards the server: the right one of several, also after a change of network. */
  readonly localAddress: () => string | null
}

/** What a call's SDP is made by. `rollbackDescription` takes back an offer that the far end refused. */
export type DescriptionHandler = SessionDescriptionHandler & {
  rollbackDescription(): Promise<void>
}

export type LineParts = {
  readonly listener: LineListener
  /** One handler a call, made when SIP.js asks for it. */
  readonly descriptionHandler: (call: CallId, path: SignallingPath) => DescriptionHandler
  readonly newCallId: () => CallId
  /** RFC 5626 instance id: a UUID that stays the same for this installation. */
  readonly instanceId: string
  readonly userAgent: string
  /** Shorter waits, for tests. */
  readonly timing?: Partial<LineTiming>
  /** Other ways to ask the DNS and the routing table than the system's, for tests. */
  readonly resolver?: Resolver
  readonly findRoute?: FindRoute
}

/** Whom a line's calls are for, as the journal says it. */
export const lineName = ({ user, domain }: Pick<LineAccount, 'user' | 'domain'>): string =>
  domain === '' ? user : `${user}@${domain}`

/** One line. Every method only orders: what comes of it arrives as facts and states. */
export type Line = {
  readonly start: (account: LineAccount, password: string) => void
  /** Tries at once instead of waiting for the back-off. */
  readonly retry: () => void
  /** Connects and registers anew: the computer slept. */
  readonly wake: () => void
  /** Registers again ahead of time, where it is registered: another phone of the account may have taken its place. */
  readonly renew: () => void
  /** OPTIONS to the registrar: its final answer, or null where none comes within `deadline` milliseconds. */
  readonly options: (deadline: number) => Promise<SipStatus | null>
  readonly order: (effect: CallEffect) => void
  /** Watches the phones of these extensions, on this account and on later ones. */
  readonly watch: (extensions: readonly string[]) => void
  /** re-INVITE with a fresh offer: after the media window or the network path was replaced. */
  readonly renegotiate: (call: CallId) => void
  /** Ends live calls, un-registers and closes; resolves after 2 s at most. */
  readonly stop: () => Promise<void>
}
