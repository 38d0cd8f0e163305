import { Core, type UserAgent } from 'sip.js'
import { OfferedChallenges } from './auth/challenge.ts'
import { type Answerer, createAnswerers, type PolicyParts } from './auth/policy.ts'

/** Stands where SIP.js has its own digest, one for each request: MD5 only, for whoever asks. */
class Authentication extends Core.DigestAuthentication {
  private readonly answer: Answerer
  private readonly core: UserAgent['userAgentCore']
  private header = ''

  constructor(core: UserAgent['userAgentCore'], answer: Answerer) {
    super(core.loggerFactory, undefined, undefined, undefined)
    this.core = core
    this.answer = answer
  }

  override authenticate(request: Core.OutgoingRequestMessage, offered: unknown): boolean {
    if (!(offered instanceof OfferedChallenges)) return false
    offered.stale = false
    const { answerIn, challenges } = offered
    const { method, callId } = request
    const inDialog = Boolean(request.toTag)
    const header = this.answer({ method, callId, inDialog, uri: request.ruri.toRaw(), answerIn, challenges })
    if (header === null) return false
    this.header = header
    if (method !== 'INVITE') this.takeNumber(request)
    return true
  }

  /**
   * SIP.js numbers the second try of an INVITE by its dialog, and of every other request by counting on from the
   * first: then the dialog's next request would have the same CSeq, which the far end refuses.
   */
  private takeNumber(request: Core.OutgoingRequestMessage): void {
    const dialog = this.core.dialogs.get(`${request.callId}${request.fromTag}${request.toTag ?? ''}`)
    if (dialog?.localSequenceNumber === undefined) return
    request.cseq = dialog.localSequenceNumber
    dialog.incrementLocalSequenceNumber()
  }

  override toString(): string {
    return this.header
  }
}

/** Makes `userAgent` answer challenges with these credentials, for the registrar's realm only. */
export function authenticateOnlyToRegistrar(userAgent: UserAgent, policy: PolicyParts): void {
  const answererOf = createAnswerers(policy)
  const core = userAgent.userAgentCore
  core.configuration.authenticationFactory = () => new Authentication(core, answererOf())
}
