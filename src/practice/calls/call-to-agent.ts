import {
  type IncomingResponseMessage,
  type OutgoingInviteRequest,
  type PrackableIncomingResponseWithSession,
  URI,
  type UserAgentCore,
} from 'sip.js/lib/core/index.js'
import type { CallEnd, CallOptions, CallToAgent } from '../api.ts'
import type { MediaLeg } from '../media/media-leg.ts'
import type { Registration } from '../sip/registrar.ts'
import { BaseCall, type CallContext } from './base-call.ts'
import { sdpBody } from './in-dialog.ts'

export interface CallToAgentParts {
  core: UserAgentCore
  domain: string
  context: CallContext
  options: CallOptions
  callId: string
  /** Undefined when nobody is registered: the call ends with 480. */
  target: Registration | undefined
  leg: MediaLeg
}

/** A customer's call to an agent: INVITE towards the registered contact. */
export class OutgoingCall extends BaseCall implements CallToAgent {
  readonly direction = 'to-agent'
  readonly id: string
  readonly #parts: CallToAgentParts
  #request: OutgoingInviteRequest | undefined
  #cancelReason: string | undefined
  #cancelled = false

  constructor(parts: CallToAgentParts) {
    super(parts.options.to, parts.options.from, parts.context)
    this.#parts = parts
    this.id = parts.callId
    this.leg = parts.leg
  }

  header(name: string): string | undefined {
    return this.#request?.message.getHeader(name)
  }

  /** Sends the INVITE. Never throws: a call that can't be begun ends by `line`. */
  async start(): Promise<void> {
    const { options, target, leg } = this.#parts
    if (!target) {
      const reason = 'Nobody is registered under this name'
      this.finish({ by: 'line', how: 'failed', code: 480, reason, reasonHeader: undefined })
      return
    }
    const sdp = options.sdp ?? (await leg.offer())
    if (this.state === 'ended') return
    if (this.#cancelled) {
      this.finish({
        by: 'customer',
        how: 'cancel',
        code: 487,
        reason: 'Request Terminated',
        reasonHeader: undefined,
      })
      return
    }
    this.#invite(target, sdp === 'late' ? undefined : sdp)
    if (options.giveUpAfterMs !== undefined) {
      this.progress.later(options.giveUpAfterMs, () => {
        if (this.state !== 'answered') void this.cancel()
      })
    }
  }

  #invite(target: Registration, sdp: string | undefined): void {
    const { core, domain, options } = this.#parts
    const message = core.makeOutgoingRequestMessage(
      'INVITE',
      withParameters(target.uri, options.uriParameters),
      new URI('sip', options.from, domain),
      new URI('sip', options.to, domain),
      { callId: this.id, fromDisplayName: (options.displayName ?? '').replace(/["\\]/g, '\\$&') },
      [
        `Contact: ${this.contact()}`,
        'Allow: ACK,BYE,CANCEL,INFO,INVITE,MESSAGE,NOTIFY,OPTIONS,REFER',
        ...(options.headers ?? []),
      ],
      sdp === undefined ? undefined : sdpBody(sdp),
    )
    this.#request = core.invite(message, {
      onProgress: (response) => this.#onProgress(response),
      onAccept: (response) => {
        this.adopt(response.session)
        void this.#onAnswer(response.message, sdp === undefined, (answer) =>
          response.ack(answer === undefined ? {} : { body: sdpBody(answer) }),
        )
      },
      onRedirect: ({ message: refusal }) => this.#onRefused(refusal),
      onReject: ({ message: refusal }) => this.#onRefused(refusal),
    })
  }

  #onProgress({ message, prack, session }: PrackableIncomingResponseWithSession): void {
    this.early = session
    const sequence = message.getHeader('rseq')
    if (sequence && /100rel/.test(message.getHeader('require') ?? '')) {
      prack({ extraHeaders: [`RAck: ${sequence} ${message.cseq} INVITE`] }) // RFC 3262 §7.2
    }
    this.progress.rang()
  }

  async #onAnswer(
    message: IncomingResponseMessage,
    late: boolean,
    acknowledge: (answer: string | undefined) => void,
  ): Promise<void> {
    const { options, leg } = this.#parts
    this.agentSdp = message.body
    let usable = true
    try {
      if (late) acknowledge(await leg.answer(message.body))
      else {
        acknowledge(undefined)
        if (options.sdp === undefined) await leg.acceptAnswer(message.body)
      }
    } catch {
      if (late) acknowledge(undefined)
      usable = false
    }
    this.established(options.hangUpAfterMs)
    // The 200 crossed our CANCEL (RFC 3261 §9.1): the call stands and has to be ended with BYE.
    if (this.#cancelled) await this.bye()
    else if (!usable) await this.bye(['Reason: SIP;cause=488;text="The answer can\'t be used"'], 'line')
  }

  #onRefused(message: IncomingResponseMessage): void {
    const code = message.statusCode ?? 0
    // SIP.js makes a 503 or 408 without headers out of a dead connection or of silence.
    const fromAgent = message.callId !== ''
    const cancelled = this.#cancelled && (code === 487 || !fromAgent)
    this.finish({
      by: cancelled ? 'customer' : fromAgent ? 'agent' : 'line',
      how: cancelled ? 'cancel' : fromAgent ? 'refused' : 'failed',
      code,
      reason: message.reasonPhrase ?? '',
      reasonHeader: cancelled ? this.#cancelReason : fromAgent ? message.getHeader('reason') : undefined,
    })
  }

  cancel(reason?: string): Promise<CallEnd> {
    if (this.state === 'answered') return this.bye(reason === undefined ? [] : [`Reason: ${reason}`])
    if (!this.#cancelled) {
      this.#cancelled = true
      this.#cancelReason = reason
      this.#request?.cancel(reason)
    }
    return this.ended()
  }

  hangUp({ headers = [] }: { headers?: readonly string[] } = {}): Promise<CallEnd> {
    if (this.state === 'ended') return this.ended()
    return this.state === 'answered' ? this.bye(headers) : this.cancel()
  }

  protected contact(): string {
    return this.#parts.core.configuration.contact.toString()
  }
}

function withParameters(uri: URI, parameters = ''): URI {
  const extended = uri.clone()
  for (const [, name, value] of parameters.matchAll(/;([^;=]+)=?([^;]*)/g))
    extended.setParam(name ?? '', value || null)
  return extended
}
