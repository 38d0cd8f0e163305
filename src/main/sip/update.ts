import { Core, type NameAddrHeader, type URI } from 'sip.js'
import type { OfferOptions } from './call-description.ts'
import { noteParty } from './connected-identity.ts'
import { farHold } from './in-dialog.ts'
import { background, type CallContext, type Leg, learnMethods, legOfDialog } from './leg.ts'

/** Seconds to wait before the same again; RFC 3311 §5.2 has it chosen at random. */
const retryAfter = (): string => `Retry-After: ${Math.floor(Math.random() * 10)}`

type Refusal = { readonly statusCode: number; readonly extraHeaders?: string[] }
const GLARE: Refusal = { statusCode: 491 }
const notYet = (): Refusal => ({ statusCode: 500, extraHeaders: [retryAfter()] })
const NOT_ACCEPTABLE: Refusal = { statusCode: 488 }

function dialogOf(context: CallContext, message: Core.IncomingRequestMessage): Core.SessionDialog | null {
  const { dialogs } = context.ua.userAgentCore
  const dialog = dialogs.get(`${message.callId}${message.toTag ?? ''}${message.fromTag}`)
  return dialog instanceof Core.SessionDialog ? dialog : null
}

/** Why an offer can't be answered now (RFC 3311 §5.2); null when it can. */
function obstacle(leg: Leg, dialog: Core.SessionDialog): Refusal | null {
  if (leg.answeringOffer) return notYet()
  if (leg.offering || dialog.reinviteUserAgentClient) return GLARE
  switch (dialog.signalingState) {
    case Core.SignalingState.HaveLocalOffer:
      return GLARE
    case Core.SignalingState.Stable: {
      // Before the answer only one branch has the media; an offer of another one would take them away from it.
      const early: unknown = Reflect.get(leg.session, 'earlyMediaDialog')
      return dialog.early && early !== dialog ? NOT_ACCEPTABLE : null
    }
    default:
      return notYet()
  }
}

/** UPDATE is a target refresh request (RFC 3311 §5.2), which SIP.js's dialogs know of INVITE only. */
function refreshTarget(dialog: Core.SessionDialog, message: Core.IncomingRequestMessage): void {
  const contact: NameAddrHeader | undefined = message.parseHeader('contact')
  const state: { remoteTarget: URI } = Reflect.get(dialog, 'dialogState')
  if (contact) state.remoteTarget = contact.uri
}

async function answerOffer(
  leg: Leg,
  dialog: Core.SessionDialog,
  offer: Core.Body,
): Promise<Core.Body | null> {
  const { description } = leg
  if (!description) return null
  leg.answeringOffer = true
  const options: OfferOptions = { hold: leg.held, iceRestart: false }
  try {
    await description.setDescription(offer.content, options)
    const { body, contentType } = await description.getDescription(options)
    return { contentDisposition: 'session', contentType, content: body }
  } catch {
    dialog.signalingStateRollback()
    await description.rollbackDescription()
    return null
  } finally {
    leg.answeringOffer = false
  }
}

/**
 * UPDATE (RFC 3311), which SIP.js doesn't know: what its dialogs do for other requests is done here. `message` is no
 * retransmission.
 */
export function updated(context: CallContext, message: Core.IncomingRequestMessage): void {
  const core = context.ua.userAgentCore
  const dialog = dialogOf(context, message)
  const leg = dialog && legOfDialog(context, dialog)
  if (!dialog || !leg) {
    core.replyStateless(message, { statusCode: 481 })
    return
  }
  if (message.cseq <= (dialog.remoteSequenceNumber ?? -1)) {
    core.replyStateless(message, { statusCode: 500 })
    return
  }
  Core.Dialog.prototype.receiveRequest.call(dialog, message)
  const request = new Core.UserAgentServer(Core.NonInviteServerTransaction, core, message)
  const timer = leg.clock.answer(message)
  if (timer.kind === 'tooSmall') {
    request.reject({ statusCode: 422, extraHeaders: [...timer.headers] })
    return
  }
  const accept = (body?: Core.Body) => {
    refreshTarget(dialog, message)
    learnMethods(leg, message)
    noteParty(context, leg, message)
    const extraHeaders = [`Contact: ${context.ua.contact.toString()}`, 'Allow: UPDATE', ...timer.headers]
    request.accept({ statusCode: 200, extraHeaders, ...(body && { body }) })
    // Before the answer there is no session yet that could run out.
    if (!dialog.early) leg.clock.settle(timer)
  }
  const offer = Core.getBody(message)
  if (offer?.contentDisposition !== 'session') {
    accept()
    return
  }
  const refusal = obstacle(leg, dialog)
  if (refusal) {
    request.reject(refusal)
    return
  }
  dialog.signalingStateTransition(message)
  // What the call's end overtakes is still answered (RFC 3261 §15.1.2).
  const ended = () => void request.reject({ statusCode: 487 })
  leg.onEnd.add(ended)
  background(context, 'UPDATE', async () => {
    const answer = await answerOffer(leg, dialog, offer)
    leg.onEnd.delete(ended)
    if (leg.ended) return
    if (!answer) {
      request.reject(NOT_ACCEPTABLE)
      return
    }
    dialog.signalingStateTransition(answer)
    accept(answer)
    farHold(context, leg, offer.content)
  })
}

/** A re-INVITE while the offer of an UPDATE is being answered (RFC 3261 §14.2): SIP.js would mix the two up. */
export function refusedForUpdate(context: CallContext, message: Core.IncomingRequestMessage): boolean {
  if (message.method !== 'INVITE' || message.toTag === undefined) return false
  const dialog = dialogOf(context, message)
  if (!dialog || !legOfDialog(context, dialog)?.answeringOffer) return false
  context.ua.userAgentCore.replyStateless(message, { statusCode: 500, extraHeaders: [retryAfter()] })
  return true
}
