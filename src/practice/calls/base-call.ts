import type {
  IncomingByeRequest,
  IncomingInfoRequest,
  IncomingInviteRequest,
  IncomingRequestMessage,
  OutgoingRequestMessage,
  Session,
} from 'sip.js/lib/core/index.js'
import type {
  CallEnd,
  CallState,
  InDialogReply,
  MediaDirection,
  MediaStats,
  PracticeCall,
  RequestParts,
  Transfer,
  TransferRequest,
  TransferScript,
} from '../api.ts'
import { digitsOfInfo } from '../media/dtmf.ts'
import { directionOf, type MediaLeg, type OfferOptions } from '../media/media-leg.ts'
import type { PlainCodec } from '../media/plain-codecs.ts'
import { type Deferred, deferred } from '../sip/deferred.ts'
import { sdpBody, sendInDialog, sendOffer } from './in-dialog.ts'
import { CallProgress } from './progress.ts'
import { runTransfer, type TransferDecider } from './transfer.ts'

export interface CallContext {
  /** Transfers that no script of the call decides. */
  decideTransfer: TransferDecider
  findCall(callId: string): PracticeCall | undefined
  onEnded(call: PracticeCall): void
}

/** Milliseconds that a hang-up waits for the agent's 200 at most. */
const longestBye = 1_000

/** What both directions of a call have in common once it exists: state, media, and everything within the dialog. */
export abstract class BaseCall implements PracticeCall {
  abstract readonly direction: 'to-agent' | 'from-agent'
  abstract readonly id: string
  readonly agent: string
  readonly number: string
  readonly transfers: Transfer[] = []
  readonly infos: { contentType: string; body: string }[] = []
  agentSdp = ''
  reInvites = 0

  protected readonly context: CallContext
  protected session: Session | undefined
  /** The dialog of a call that rings: a PBX may already say something within it. */
  protected early: Session | undefined
  protected leg: MediaLeg | undefined
  protected readonly progress = new CallProgress()
  #held = false
  #acknowledged: Deferred<void> | undefined
  #whenAcknowledged: (() => void) | undefined
  #decideTransfer: (request: TransferRequest) => TransferScript | undefined = () => undefined
  #transferWaiters: ((transfer: Transfer) => void)[] = []
  #transfersTaken = 0

  constructor(agent: string, number: string, context: CallContext) {
    this.agent = agent
    this.number = number
    this.context = context
  }

  abstract header(name: string): string | undefined
  abstract hangUp(options?: { headers?: readonly string[] }): Promise<CallEnd>

  get state(): CallState {
    return this.progress.state
  }

  get held(): boolean {
    return this.#held && this.state === 'answered'
  }

  ringing = (): Promise<void> => this.progress.ringing.promise
  answered = (): Promise<void> => this.progress.answered.promise
  ended = (): Promise<CallEnd> => this.progress.ended.promise
  whenHeld = (held: boolean): Promise<void> => this.progress.until(() => this.held === held)

  // Within the dialog ----------------------------------------------------------------------------------------------

  sendInfo(contentType: string, body: string): Promise<InDialogReply> {
    return this.send('INFO', { contentType, body })
  }

  async send(
    method: 'INFO' | 'MESSAGE' | 'NOTIFY' | 'REFER',
    parts: RequestParts = {},
  ): Promise<InDialogReply> {
    return sendInDialog(this.requireSession(method, this.early), method, parts)
  }

  refer(target: string): Promise<InDialogReply> {
    return this.send('REFER', {
      headers: [`Refer-To: <${target}>`, 'Referred-By: <sip:line@practice.example>'],
    })
  }

  async reInvite(options: OfferOptions & { sdp?: string } = {}): Promise<InDialogReply> {
    const { sdp, ...offerOptions } = options
    const session = this.requireSession('re-INVITE')
    const offer = sdp ?? (await this.requireLeg().offer(offerOptions))
    let reply = await sendOffer(session, offer, this.contact())
    // RFC 5407 §3.1.5: an agent that is still busy with our ACK answers 500; a moment later it takes the offer.
    for (let again = 0; again < 20 && reply.code === 500 && reply.header('retry-after'); again++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      reply = await sendOffer(this.requireSession('re-INVITE'), offer, this.contact())
    }
    const accepted = reply.code >= 200 && reply.code < 300
    if (accepted) this.#heardSdp(reply.body, directionOf(offer))
    if (sdp === undefined) await (accepted ? this.leg?.acceptAnswer(reply.body) : this.leg?.rollBack())
    return reply
  }

  protected abstract contact(): string

  /** Takes over a dialog: from here on the session's requests come to this call. */
  protected adopt(session: Session): void {
    this.session = session
    session.delegate = {
      onAck: ({ message }) => this.#onAck(message),
      onBye: (request) => this.#onBye(request),
      onInfo: (request) => this.#onInfo(request),
      onInvite: (request) => void this.#onReInvite(request),
      onRefer: (request) => void this.#onRefer(request),
      onNotify: (request) => void request.accept(),
      onMessage: (request) => void request.accept(),
      onAckTimeout: () => {
        this.#acknowledge()
        void this.hangUp()
      },
    }
  }

  /**
   * The 2xx of this call is sent next; BYE has to wait for its ACK (RFC 3261 §15). `then` runs with the ACK and not after
   * it: one packet may bring the ACK and a request that rests on it.
   */
  protected awaitAck(then: () => void): Promise<void> {
    this.#acknowledged = deferred<void>()
    this.#whenAcknowledged = then
    return this.#acknowledged.promise
  }

  #acknowledge(): void {
    const then = this.#whenAcknowledged
    this.#whenAcknowledged = undefined
    then?.()
    this.#acknowledged?.resolve()
  }

  protected async bye(headers: readonly string[] = [], by: CallEnd['by'] = 'customer'): Promise<CallEnd> {
    if (this.progress.end) return this.progress.end
    const session = this.requireSession('BYE')
    await this.#acknowledged?.promise
    if (this.progress.end) return this.progress.end
    const reasonHeader = headers.find((header) => /^reason:/i.test(header))?.replace(/^reason:\s*/i, '')
    this.finish({ by, how: 'bye', code: 200, reason: 'OK', reasonHeader })
    // Who hangs up need not wait long for an agent who can't answer any more.
    const patience = new Promise((resolve) => setTimeout(resolve, longestBye).unref())
    await Promise.race([sendInDialog(session, 'BYE', { headers }), patience])
    return this.ended()
  }

  /** For a transfer that replaced this call: the customer has left it. */
  replaced(): Promise<CallEnd> {
    return this.bye(['Reason: SIP;cause=200;text="Call completed elsewhere"'])
  }

  #onAck(message: IncomingRequestMessage | OutgoingRequestMessage): Promise<void> | void {
    this.#acknowledge()
    const answer = typeof message.body === 'string' ? message.body : ''
    if (!answer || message.getHeader('content-type') !== 'application/sdp') return
    this.#heardSdp(answer, 'sendrecv') // answers an offer of our 2xx
    return this.leg?.acceptAnswer(answer)
  }

  /**
   * Takes note of the agent's description. An offer says whether the agent holds, and so does the answer to an offer
   * of both directions; the answer to a hold of ours says nothing about it.
   */
  #heardSdp(sdp: string, offered?: MediaDirection): void {
    this.agentSdp = sdp
    const direction = directionOf(sdp)
    if (!offered || offered === 'sendrecv') this.#held = direction === 'sendonly' || direction === 'inactive'
    this.progress.changed()
  }

  #onBye(request: IncomingByeRequest): void {
    request.accept()
    const reasonHeader = request.message.getHeader('reason')
    this.finish({ by: 'agent', how: 'bye', code: 200, reason: 'OK', reasonHeader })
  }

  #onInfo(request: IncomingInfoRequest): void {
    const { message } = request
    request.accept()
    this.infos.push({ contentType: message.getHeader('content-type') ?? '', body: message.body })
    this.progress.changed()
  }

  async #onReInvite(request: IncomingInviteRequest): Promise<void> {
    const { body } = request.message
    const sdp = await this.#describe(body).catch(() => undefined)
    if (this.progress.end) {
      request.reject({ statusCode: 487 })
      return
    }
    if (sdp === undefined) {
      request.reject({ statusCode: 488 })
      return
    }
    request.accept({ statusCode: 200, extraHeaders: [`Contact: ${this.contact()}`], body: sdpBody(sdp) })
    this.reInvites += 1
    if (body) this.#heardSdp(body)
  }

  async #describe(offer: string): Promise<string> {
    const leg = this.requireLeg()
    return offer ? leg.answer(offer) : leg.offer()
  }

  async #onRefer(request: Parameters<TransferDecider>[0]['refer']): Promise<void> {
    const transfer = await runTransfer({
      refer: request,
      call: this,
      session: this.requireSession('REFER'),
      decide: (target) => this.#decideTransfer(target),
      context: this.context,
    })
    if (!transfer) return
    this.transfers.push(transfer)
    this.#transferWaiters.shift()?.(transfer)
  }

  nextTransfer(): Promise<Transfer> {
    const known = this.transfers[this.#transfersTaken]
    this.#transfersTaken += 1
    if (known) return Promise.resolve(known)
    return new Promise((resolve) => this.#transferWaiters.push(resolve))
  }

  scriptTransfers(decide: (request: TransferRequest) => TransferScript | undefined): void {
    this.#decideTransfer = decide
  }

  // Media ----------------------------------------------------------------------------------------------------------

  heardDigits = (): string => this.leg?.digits() ?? ''

  infoDigits = (): string => this.infos.map(digitsOfInfo).join('')

  whenHeardDigits(digits: string): Promise<void> {
    return this.progress.until(() => (this.heardDigits() + this.infoDigits()).includes(digits))
  }

  stats(seconds = 1): MediaStats {
    return this.requireLeg().stats(seconds)
  }

  async whenHearing({ rms = 0.02, seconds = 0.5 } = {}): Promise<MediaStats> {
    await this.progress.until(() => (this.leg?.stats(seconds).heard.rms ?? 0) >= rms)
    return this.stats(seconds)
  }

  sendDigits(digits: string): void {
    this.requireLeg().sendDigits(digits)
  }

  setSending(sending: boolean): void {
    this.leg?.setSending(sending)
  }

  speak(codec: PlainCodec): void {
    const leg = this.requireLeg()
    if (!leg.speak) throw new Error('Only plain media can change its codec')
    leg.speak(codec)
  }

  // State ----------------------------------------------------------------------------------------------------------

  protected established(hangUpAfterMs: number | undefined): void {
    this.progress.established()
    if (hangUpAfterMs !== undefined) this.progress.later(hangUpAfterMs, () => void this.hangUp())
  }

  protected finish(end: CallEnd): void {
    if (!this.progress.finish(end)) return
    this.leg?.close()
    this.#acknowledged?.resolve()
    this.context.onEnded(this)
  }

  /** Ends the call without a word, for a line that goes down. */
  forget(): void {
    this.finish({
      by: 'line',
      how: 'failed',
      code: 503,
      reason: 'The line went down',
      reasonHeader: undefined,
    })
    this.session?.dispose()
  }

  protected requireSession(what: string, early?: Session): Session {
    const session = this.session ?? early
    if (!session || this.progress.end) throw new Error(`No ${what} possible: the call is ${this.state}`)
    return session
  }

  protected requireLeg(): MediaLeg {
    if (!this.leg) throw new Error('The call has no media yet')
    return this.leg
  }
}
