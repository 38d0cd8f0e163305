/** Types of the practice line; `practice-line.ts` says how to use it. */
import type { MediaDirection, MediaKind, MediaStats, OfferOptions } from './media/media-leg.ts'
import type { PlainCodec } from './media/plain-codecs.ts'
import type { PlainOptions } from './media/plain-leg.ts'
import type { Outcome } from './number-plan.ts'
import type { ColleagueState } from './sip/colleagues.ts'
import type { Connection, Direction } from './sip/connection.ts'
import type { DigestOptions } from './sip/digest.ts'
import type { MailboxState } from './sip/mailbox.ts'
import type { SubscribeScript } from './sip/notifier.ts'
import type { RegisterScript, Registration } from './sip/registrar.ts'
import type { Addresses, TransportOptions } from './sip/transports.ts'

export type {
  Addresses,
  ColleagueState,
  Connection,
  DigestOptions,
  Direction,
  MailboxState,
  MediaDirection,
  MediaKind,
  MediaStats,
  Outcome,
  PlainCodec,
  PlainOptions,
  RegisterScript,
  Registration,
  SubscribeScript,
  TransportOptions,
}

export interface PracticeLineOptions {
  /** TCP port of the WebSocket on 127.0.0.1; absent or 0 picks a free one. */
  port?: number
  /** What to serve beside WebSocket, or instead of it. Default: nothing. */
  transports?: TransportOptions
  /** Whether a double CRLF is answered (RFC 5626 §3.5.1); Asterisk answers none. Default true. */
  answersKeepAlives?: boolean
  /** Who may register: user to password. Default `{ agent: 'practice' }`. */
  users?: Readonly<Record<string, string>>
  /** SIP domain and digest realm. Default `practice.example`. */
  domain?: string
  /** Ask for credentials on every INVITE too (407), as most providers do. Default false. */
  challengeCalls?: boolean
  /** How to ask for credentials: algorithms, nonces and what else a challenge says. Default: MD5 with `qop`. */
  digest?: DigestOptions
  /** Media of calls that don't say otherwise. Default `audio`. */
  media?: MediaKind
  /** Plain media of calls that don't say otherwise. */
  plain?: PlainOptions
  /** Serve `wss` with this certificate and key (PEM). */
  tls?: { cert: string | Buffer; key: string | Buffer }
  /** What a dialled number does, when no script takes the call. Default: the number plan in `number-plan.ts`. */
  numberPlan?: (dialled: string) => Outcome
  /** Extensions of colleagues whose phones can be watched. Default: those of `PRACTICE_COLLEAGUES`. */
  colleagues?: readonly string[]
  /** Seconds that a registration is granted at most, and below which it is refused with 423. Default 600 and 1. */
  registration?: { longest?: number; shortest?: number }
}

export interface PracticeLine {
  /** `ws://127.0.0.1:port` or `wss://…`; empty when no WebSocket is served. */
  readonly url: string
  readonly port: number
  readonly addresses: Addresses
  readonly domain: string

  // Registration ---------------------------------------------------------------------------------------------------
  registrations(): readonly Registration[]
  /** Resolves once `user` is registered over an open connection; at once when it is already. */
  registered(user: string): Promise<Registration>
  /** Resolves once `user` has no registration. */
  unregistered(user: string): Promise<void>
  /** Runs after every change of the registrations. Returns how to stop listening. */
  onRegistrations(listener: () => void): () => void
  /**
   * Answers REGISTER out of the ordinary: a fixed script, one per request, or `undefined` for the ordinary answer.
   * `line.scriptRegister({ code: 503, headers: ['Retry-After: 2'] })`, `line.scriptRegister(undefined)`.
   */
  scriptRegister(script: RegisterScript | undefined | ((attempt: number) => RegisterScript | undefined)): void

  // Voice mailbox --------------------------------------------------------------------------------------------------
  /**
   * Tells what waits for a user, in their subscription to `message-summary`; where there is none, or with
   * `unsolicited`, out of any: `line.voicemail('agent', { new: 2, old: 8, account: 'sip:*97@practice.example' })`.
   */
  voicemail(user: string, state: MailboxState, options?: { unsolicited?: boolean }): void
  /** Answers SUBSCRIBE out of the ordinary; `undefined` for the ordinary answer. */
  scriptSubscribe(script: SubscribeScript | undefined): void

  // Colleagues -----------------------------------------------------------------------------------------------------
  /**
   * What a colleague's phone does from now on, told to everybody who watches it:
   * `line.colleague('201', { state: 'ringing', from: '+12025550143', displayName: 'Ada Byron' })`. An INVITE that
   * replaces that call, or dials `*8201`, takes it over: it is answered at once, unless a `nextCall` decides.
   */
  colleague(extension: string, state: ColleagueState): void
  /** By extension. */
  colleagues(): ReadonlyMap<string, ColleagueState>
  /** Answers SUBSCRIBEs to the phones of colleagues out of the ordinary; `undefined` for the ordinary answer. */
  scriptWatching(script: SubscribeScript | undefined): void

  // Calls ----------------------------------------------------------------------------------------------------------
  /** A customer calls an agent. Nobody registered: the call ends by `line` with 480. */
  call(options: CallOptions): CallToAgent
  /**
   * The next call from an agent that nobody took yet. Ask before it is dialled: then the script decides all, and the
   * number plan nothing.
   */
  nextCall(): Promise<CallFromAgent>
  /** Takes every call from agents that no `nextCall` waits for; `undefined` gives them back to the number plan. */
  onCall(handler: ((call: CallFromAgent) => void) | undefined): void
  /** Runs for every call in either direction, scripted or not. Returns how to stop listening. */
  onAnyCall(listener: (call: PracticeCall) => void): () => void
  /** Calls that haven't ended. */
  calls(): readonly PracticeCall[]

  // The wire -------------------------------------------------------------------------------------------------------
  connections(): readonly Connection[]
  /** Sees every message, before `drop` and `tamper`. Returns how to stop listening. */
  onMessage(listener: (direction: Direction, text: string) => void): () => void
  /** Swallows the messages that match. Returns how to stop. */
  drop(matches: (direction: Direction, text: string) => boolean): () => void
  /** Replaces messages; return the text unchanged to leave one alone. Returns how to stop. */
  tamper(change: (direction: Direction, text: string) => string): () => void
  /** Holds the messages that match back for so long; the others overtake them. Returns how to stop. */
  delay(ms: number, matches: (direction: Direction, text: string) => boolean): () => void
  /** Passes the messages that match on twice. Returns how to stop. */
  duplicate(matches: (direction: Direction, text: string) => boolean): () => void
  /** Resolves with the first message from now on that matches. */
  nextMessage(direction: Direction, matches: RegExp): Promise<string>
  /** Writes bytes to every open connection as they are: a string as a text frame, a Buffer as a binary one. */
  inject(data: string | Buffer): void
  /** Half-open: sockets stay open and nothing is read or answered on them any more, pings included. New ones work. */
  freezeConnections(): void
  /** Cuts every connection without a closing handshake; the line keeps listening. */
  dropConnections(): void
  /** Closes every connection in order. */
  closeConnections(code?: number): void
  /** Stops listening and cuts everything; `comeUp` listens on the same port again. Registrations are forgotten. */
  goDown(options?: { forgetCalls?: boolean }): Promise<void>
  comeUp(): Promise<void>

  /** Ends everything: calls without a word, timers, sockets. */
  close(): Promise<void>
}

export interface CallOptions {
  /** The user of the agent to call. */
  to: string
  /** User part of From, as it is. */
  from: string
  /** Display name of From, as it is; quotes and backslashes are escaped. */
  displayName?: string
  /** More headers of the INVITE, as whole lines: `'P-Asserted-Identity: "Ada" <sip:+12025550143@practice.example>'`. */
  headers?: readonly string[]
  /** More parameters of the Request-URI: `;intercom=true`. */
  uriParameters?: string
  media?: MediaKind
  /** Of an agent on a plain line. */
  plain?: PlainOptions
  /** Seed of the customer's voice; by default made of the number. */
  voice?: number
  /** SDP to offer instead of the customer's own; `'late'` offers nothing and answers in the ACK. */
  sdp?: string
  /** Hang up this long after the answer, milliseconds. */
  hangUpAfterMs?: number
  /** Give up when nobody answers for this long, milliseconds: CANCEL. */
  giveUpAfterMs?: number
}

export type CallState = 'calling' | 'ringing' | 'answered' | 'ended'

/** How and why a call ended, seen from the line. */
export interface CallEnd {
  /** `line`: neither side asked for it (no registration, connection gone, time-out). */
  by: 'agent' | 'customer' | 'line'
  how: 'bye' | 'cancel' | 'refused' | 'failed'
  /** Final code of the INVITE: 200 for a call that was answered, 487 after a CANCEL, else the code of the refusal. */
  code: number
  /** Reason phrase of that code. */
  reason: string
  /** `Reason` header of the BYE, CANCEL or refusal that ended it. */
  reasonHeader: string | undefined
}

export interface InDialogReply {
  code: number
  /** Body and headers of the reply, e.g. the SDP that answers a re-INVITE. */
  body: string
  header(name: string): string | undefined
}

/** One call between a simulated customer and an agent, whoever began it. */
export interface PracticeCall {
  /** SIP Call-ID. */
  readonly id: string
  readonly direction: 'to-agent' | 'from-agent'
  /** The agent's user. */
  readonly agent: string
  /** The customer's number: From user of a call to an agent, the dialled number of a call from one. */
  readonly number: string
  readonly state: CallState
  /** Whether the agent holds the call: it last offered, or answered to both directions, `sendonly` or `inactive`. */
  readonly held: boolean
  /** How many re-INVITEs of the agent were answered. */
  readonly reInvites: number
  /** A header of the INVITE. */
  header(name: string): string | undefined
  /** The last SDP that the agent sent. */
  readonly agentSdp: string

  /** First 180 or 183, sent or received. Rejects when the call ends before. */
  ringing(): Promise<void>
  /** 200 and ACK. Rejects when the call ends before. */
  answered(): Promise<void>
  ended(): Promise<CallEnd>
  /** Resolves when `held` is `held`; at once when it is. */
  whenHeld(held: boolean): Promise<void>

  /** BYE, CANCEL or refusal, whichever the state asks for. Resolves when the agent has answered it, or can't. */
  hangUp(options?: { headers?: readonly string[] }): Promise<CallEnd>
  sendInfo(contentType: string, body: string): Promise<InDialogReply>
  /** In-dialog request of these methods: `call.send('MESSAGE', …)`. */
  send(method: 'INFO' | 'MESSAGE' | 'NOTIFY' | 'REFER', options?: RequestParts): Promise<InDialogReply>
  /** Offers anew, for example `{ direction: 'sendonly' }` to put the agent on hold. */
  reInvite(options?: OfferOptions & { sdp?: string }): Promise<InDialogReply>
  /** Asks the agent to call somebody else, which an agent's phone must not do unasked. */
  refer(target: string): Promise<InDialogReply>

  /** INFO bodies received within the call. */
  readonly infos: readonly { contentType: string; body: string }[]
  /** Digits heard as RTP events (RFC 4733). */
  heardDigits(): string
  /** Digits received by INFO (`application/dtmf-relay` or `application/dtmf`). */
  infoDigits(): string
  /** Resolves once RTP and INFO digits together contain `digits`. */
  whenHeardDigits(digits: string): Promise<void>
  /** Measured media; `seconds` is the window of the recent figures, default 1. */
  stats(seconds?: number): MediaStats
  /** Resolves once the customer hears at least `rms` over `seconds` (default 0.02 over 0.5 s). */
  whenHearing(options?: { rms?: number; seconds?: number }): Promise<MediaStats>
  /** The customer presses keys: RTP events in place of the sound. */
  sendDigits(digits: string): void
  /** Stops or resumes the customer's RTP without telling the agent. */
  setSending(sending: boolean): void
  /** Speaks another codec of those agreed on without telling the agent; throws on a WebRTC call, which has but one. */
  speak(codec: PlainCodec): void

  /** Transfers that the agent asked for by REFER, in order. */
  readonly transfers: readonly Transfer[]
  nextTransfer(): Promise<Transfer>
  /** Decides REFERs of this call; `undefined` goes by the number plan. */
  scriptTransfers(decide: (request: TransferRequest) => TransferScript | undefined): void
}

export interface RequestParts {
  headers?: readonly string[]
  contentType?: string
  body?: string
}

export interface CallToAgent extends PracticeCall {
  readonly direction: 'to-agent'
  /** CANCEL, with a `Reason` header such as `SIP;cause=200;text="Call completed elsewhere"`. */
  cancel(reason?: string): Promise<CallEnd>
}

export interface CallFromAgent extends PracticeCall {
  readonly direction: 'from-agent'
  /** 180, or another provisional code. */
  ring(code?: number, headers?: readonly string[]): void
  /** 183 with SDP and sound before the answer. */
  earlyMedia(options?: AnswerOptions): Promise<void>
  /** 200. Resolves with the ACK. */
  answer(options?: AnswerOptions): Promise<void>
  refuse(code: number, reason?: string, headers?: readonly string[]): void
}

export interface AnswerOptions {
  media?: MediaKind
  plain?: PlainOptions
  /** SDP to answer with instead of the customer's own. */
  sdp?: string
  headers?: readonly string[]
  voice?: number
  /** Hang up this long after the answer, milliseconds. */
  hangUpAfterMs?: number
}

export interface TransferRequest {
  /** The URI of Refer-To as it is, without its headers. */
  readonly uri: string
  /** Its user part: the number dialled. */
  readonly target: string
  /** The call that an attended transfer replaces: its Call-ID, and the call if it is one of this line. */
  readonly replaces: { callId: string; call: PracticeCall | undefined } | undefined
  readonly referredBy: string | undefined
}

export interface Transfer extends TransferRequest {
  /** Final sipfrag code sent, or the code that refused the REFER. Rejects never; undefined when the call ended first. */
  readonly outcome: Promise<number | undefined>
}

export interface TransferScript {
  /** Answer to the REFER itself, e.g. 202, 403. */
  reply: number
  /** Status codes to notify in order, e.g. `[100, 180, 200]` or `[100, 486]`. The last one ends the subscription. */
  notify?: readonly number[]
  /** Pause before each notification, milliseconds. Default 0. */
  stepMs?: number
  /** Leave the subscription open after the last code. */
  unfinished?: boolean
}
