import type {
  IncomingByeRequest,
  IncomingInfoRequest,
  IncomingInviteRequest,
  IncomingRequestMessage,
  IncomingResponse,
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
import { directionOf, type MediaLeg } from '../media/media-leg.ts'
import { type Deferred, deferred } from '../sip/deferred.ts'
import { replyOf, sdpBody, sendInDialog } from './in-dialog.ts'
import { runTransfer, type TransferDecider } from './transfer.ts'

export interface CallContext {
  /** Transfers that no script of the call decides. */
  decideTransfer: TransferDecider
  findCall(callId: string): PracticeCall | undefined
  onEnded(call: PracticeCall): void
}

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
  protected leg: MediaLeg | undefined
  protected readonly ringingEvent = deferred<void>()
  protected readonly answeredEvent = deferred<void>()
  readonly #endedEvent = deferred<CallEnd>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #waiters = new Set<() => void>()
  #state: CallState = 'calling'
  #end: CallEnd | undefined
  #acknowledged: Deferred<void> | undefined
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
    return this.#state
  }

  get held(): boolean {
    const direction = directionOf(this.agentSdp)
    return this.#state === 'answered' && (direction === 'sendonly' || direction === 'inactive')
  }

  ringing = (): Promise<void> => this.ringingEvent.promise
  answered = (): Promise<void> => this.answeredEvent.promise
  ended = (): Promise<CallEnd> => this.#endedEvent.promise
  whenHeld = (held: boolean): Promise<void> => this.#until(() => this.held === held)

  // Within the dialog ----------------------------------------------------------------------------------------------

  sendInfo(contentType: string, body: string): Promise<InDialogReply> {
    return this.send('INFO', { contentType, body })
  }

  async send(
    method: 'INFO' | 'MESSAGE' | 'NOTIFY' | 'REFER',
    parts: RequestParts = {},
  ): Promise<InDialogReply> {
    return sendInDialog(this.requireSession(method), method, parts)
  }

  refer(target: string): Promise<InDialogReply> {
    return this.send('REFER', {
      headers: [`Refer-To: <${target}>`, 'Referred-By: <sip:line@practice.example>'],
    })
  }

  async reInvite(
    options: { direction?: MediaDirection; iceRestart?: boolean; sdp?: string } = {},
  ): Promise<InDialogReply> {
    const { sdp, ...offerOptions } = options
    const session = this.requireSession('re-INVITE')
    const offer = sdp ?? (await this.requireLeg().offer(offerOptions))
    let reply = await this.#sendOffer(session, offer)
    // RFC 5407 §3.1.5: an agent that is still busy with our ACK answers 500; a moment later it takes the offer.
    for (let again = 0; again < 20 && reply.code === 500 && reply.header('retry-after'); again++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      reply = await this.#sendOffer(this.requireSession('re-INVITE'), offer)
    }
    const accepted = reply.code >= 200 && reply.code < 300
    if (accepted) this.agentSdp = reply.body
    if (sdp === undefined) await (accepted ? this.leg?.acceptAnswer(reply.body) : this.leg?.rollBack())
    return reply
  }

  #sendOffer(session: Session, offer: string): Promise<InDialogReply> {
    return new Promise((resolve) => {
      const settle = (response: IncomingResponse) => resolve(replyOf(response))
      session.invite(
        {
          onAccept: (response) => {
            response.ack()
            settle(response)
          },
          onRedirect: settle,
          onReject: settle,
        },
        { extraHeaders: [`Contact: ${this.contact()}`], body: sdpBody(offer) },
      )
    })
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
        this.#acknowledged?.resolve()
        void this.hangUp()
      },
    }
  }

  /** The 2xx of this call has been sent; BYE has to wait for its ACK (RFC 3261 §15). */
  protected awaitAck(): Promise<void> {
    this.#acknowledged = deferred<void>()
    return this.#acknowledged.promise
  }

  protected async bye(headers: readonly string[] = [], by: CallEnd['by'] = 'customer'): Promise<CallEnd> {
    if (this.#end) return this.#end
    const session = this.requireSession('BYE')
    await this.#acknowledged?.promise
    if (this.#end) return this.#end
    const reasonHeader = headers.find((header) => /^reason:/i.test(header))?.replace(/^reason:\s*/i, '')
    this.finish({ by, how: 'bye', code: 200, reason: 'OK', reasonHeader })
    await sendInDialog(session, 'BYE', { headers })
    return this.ended()
  }

  /** For a transfer that replaced this call: the customer has left it. */
  replaced(): Promise<CallEnd> {
    return this.bye(['Reason: SIP;cause=200;text="Call completed elsewhere"'])
  }

  #onAck(message: IncomingRequestMessage | OutgoingRequestMessage): Promise<void> | void {
    this.#acknowledged?.resolve()
    const answer = typeof message.body === 'string' ? message.body : ''
    this.acknowledged()
    if (!answer || message.getHeader('content-type') !== 'application/sdp') return
    this.agentSdp = answer // answers an offer of our 2xx
    this.changed()
    return this.leg?.acceptAnswer(answer)
  }

  /** Called at each ACK of the agent. */
  protected acknowledged(): void {}

  #onBye(request: IncomingByeRequest): void {
    request.accept()
    const reasonHeader = request.message.getHeader('reason')
    this.finish({ by: 'agent', how: 'bye', code: 200, reason: 'OK', reasonHeader })
  }

  #onInfo(request: IncomingInfoRequest): void {
    const { message } = request
    request.accept()
    this.infos.push({ contentType: message.getHeader('content-type') ?? '', body: message.body })
    this.changed()
  }

  async #onReInvite(request: IncomingInviteRequest): Promise<void> {
    const { body } = request.message
    const sdp = await this.#describe(body).catch(() => undefined)
    if (this.#end) return
    if (sdp === undefined) {
      request.reject({ statusCode: 488 })
      return
    }
    request.accept({ statusCode: 200, extraHeaders: [`Contact: ${this.contact()}`], body: sdpBody(sdp) })
    if (body) this.agentSdp = body
    this.reInvites += 1
    this.changed()
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

  infoDigits(): string {
    return this.infos
      .map(({ contentType, body }) => {
        if (/^application\/dtmf-relay/i.test(contentType))
          return body.match(/^\s*Signal\s*=\s*([0-9A-D*#])/im)?.[1] ?? ''
        return /^application\/dtmf/i.test(contentType) ? body.trim() : ''
      })
      .join('')
  }

  whenHeardDigits(digits: string): Promise<void> {
    return this.#until(() => (this.heardDigits() + this.infoDigits()).includes(digits))
  }

  stats(seconds = 1): MediaStats {
    return this.requireLeg().stats(seconds)
  }

  async whenHearing({ rms = 0.02, seconds = 0.5 } = {}): Promise<MediaStats> {
    await this.#until(() => (this.leg?.stats(seconds).heard.rms ?? 0) >= rms)
    return this.stats(seconds)
  }

  setSending(sending: boolean): void {
    this.leg?.setSending(sending)
  }

  // State ----------------------------------------------------------------------------------------------------------

  protected rang(): void {
    if (this.#state === 'calling') this.#state = 'ringing'
    this.ringingEvent.resolve()
    this.changed()
  }

  protected established(hangUpAfterMs: number | undefined): void {
    if (this.#end) return
    this.#state = 'answered'
    this.ringingEvent.resolve()
    this.answeredEvent.resolve()
    if (hangUpAfterMs !== undefined) this.later(hangUpAfterMs, () => void this.hangUp())
    this.changed()
  }

  protected finish(end: CallEnd): void {
    if (this.#end) return
    this.#end = end
    this.#state = 'ended'
    for (const timer of this.#timers) clearTimeout(timer)
    this.leg?.close()
    const early = new Error(`The call ended before that, by ${end.by}: ${end.how} ${end.code} ${end.reason}`)
    this.ringingEvent.reject(early)
    this.answeredEvent.reject(early)
    this.#acknowledged?.resolve()
    this.#endedEvent.resolve(end)
    this.changed()
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

  protected later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
  }

  protected changed(): void {
    for (const look of this.#waiters) look()
  }

  /** Looks at each change and, for what only the media knows, every 20 ms. Rejects when the call ends first. */
  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds() && !this.#end) return
        clearInterval(ticker)
        this.#waiters.delete(look)
        if (holds()) resolve()
        else reject(new Error(`The call ended before that: ${this.#end?.code} ${this.#end?.reason}`))
      }
      const ticker = setInterval(look, 20)
      this.#waiters.add(look)
      look()
    })
  }

  protected requireSession(what: string): Session {
    if (!this.session || this.#end) throw new Error(`No ${what} possible: the call is ${this.#state}`)
    return this.session
  }

  protected requireLeg(): MediaLeg {
    if (!this.leg) throw new Error('The call has no media yet')
    return this.leg
  }
}
