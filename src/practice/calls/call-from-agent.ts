import type { IncomingInviteRequest, UserAgentCore } from 'sip.js/lib/core/index.js'
import type { AnswerOptions, CallEnd, CallFromAgent } from '../api.ts'
import type { MediaLeg } from '../media/media-leg.ts'
import { BaseCall, type CallContext } from './base-call.ts'
import { sdpBody } from './in-dialog.ts'

export interface CallFromAgentParts {
  core: UserAgentCore
  context: CallContext
  request: IncomingInviteRequest
  agent: string
  createLeg(options: Pick<AnswerOptions, 'media' | 'voice' | 'plain'>): MediaLeg
}

/** A call that an agent dialled: the line is the side that is called. */
export class IncomingCall extends BaseCall implements CallFromAgent {
  readonly direction = 'from-agent'
  readonly id: string
  readonly #parts: CallFromAgentParts
  #localSdp: string | undefined
  #accepted = false

  constructor(parts: CallFromAgentParts) {
    const { message } = parts.request
    super(parts.agent, decodeURIComponent(message.ruri?.user ?? ''), parts.context)
    this.#parts = parts
    this.id = message.callId
    this.agentSdp = message.body
    parts.request.delegate = {
      onCancel: (cancel) => {
        this.#parts.request.reject({ statusCode: 487 })
        const reasonHeader = cancel.getHeader('reason')
        this.finish({ by: 'agent', how: 'cancel', code: 487, reason: 'Request Terminated', reasonHeader })
      },
    }
  }

  header(name: string): string | undefined {
    return this.#parts.request.message.getHeader(name)
  }

  ring(code = 180, headers: readonly string[] = []): void {
    if (this.state !== 'calling' && this.state !== 'ringing') return
    const { session } = this.#parts.request.progress({ statusCode: code, extraHeaders: [...headers] })
    this.adopt(session)
    this.progress.rang()
  }

  async earlyMedia(options: AnswerOptions = {}): Promise<void> {
    const sdp = await this.#describe(options)
    if (sdp === undefined || this.state === 'ended') return
    const { session } = this.#parts.request.progress({
      statusCode: 183,
      extraHeaders: [...(options.headers ?? [])],
      body: sdpBody(sdp),
    })
    this.adopt(session)
    this.progress.rang()
  }

  async answer(options: AnswerOptions = {}): Promise<void> {
    const sdp = await this.#describe(options)
    if (sdp === undefined || this.state === 'ended') return
    const acknowledged = this.awaitAck(() => this.established(options.hangUpAfterMs))
    this.#accepted = true
    const { session } = this.#parts.request.accept({
      statusCode: 200,
      extraHeaders: [...(options.headers ?? [])],
      body: sdpBody(sdp),
    })
    this.adopt(session)
    await acknowledged
  }

  refuse(code: number, reason?: string, headers: readonly string[] = []): void {
    if (this.state === 'ended') return
    const response = {
      statusCode: code,
      extraHeaders: [...headers],
      ...(reason === undefined ? {} : { reasonPhrase: reason }),
    }
    if (code < 400) this.#parts.request.redirect([], response)
    else this.#parts.request.reject(response)
    const reasonHeader = headers.find((header) => /^reason:/i.test(header))?.replace(/^reason:\s*/i, '')
    this.finish({ by: 'customer', how: 'refused', code, reason: reason ?? '', reasonHeader })
  }

  hangUp({ headers = [] }: { headers?: readonly string[] } = {}): Promise<CallEnd> {
    if (this.state === 'ended') return this.ended()
    if (this.#accepted) return this.bye(headers)
    this.refuse(480, 'Temporarily Unavailable', headers)
    return this.ended()
  }

  /** The SDP of our side, made once: what a 183 said, the 200 repeats. Refuses with 488 what can't be used. */
  async #describe(options: AnswerOptions): Promise<string | undefined> {
    if (this.#localSdp !== undefined) return this.#localSdp
    const { createLeg, request } = this.#parts
    const { body } = request.message
    this.leg = createLeg(options)
    try {
      this.#localSdp = options.sdp ?? (body ? await this.leg.answer(body) : await this.leg.offer())
    } catch {
      this.refuse(488, 'Not Acceptable Here')
    }
    return this.#localSdp
  }

  protected contact(): string {
    return this.#parts.core.configuration.contact.toString()
  }
}
