import type { Core } from 'sip.js'
import { noteParty } from './connected-identity.ts'
import { type CallContext, type Leg, learnMethods } from './leg.ts'
import { answerPrack } from './reliable-ringing.ts'

/**
 * A re-INVITE. SIP.js refuses it for glare only once an offer of ours is on the wire, not while it is being made, and
 * two offers in one peer connection would spoil both (RFC 3261 §14.2). Of session timers it knows nothing.
 */
function takeReinvite(
  context: CallContext,
  leg: Leg,
  request: Core.IncomingInviteRequest,
  handOn: (request: Core.IncomingInviteRequest) => void,
): void {
  if (leg.offering) {
    request.reject({ statusCode: 491 })
    return
  }
  const { message } = request
  const timer = leg.clock.answer(message)
  if (timer.kind === 'tooSmall') {
    request.reject({ statusCode: 422, extraHeaders: [...timer.headers] })
    return
  }
  const accept = request.accept.bind(request)
  const reject = request.reject.bind(request)
  // What the call's end overtakes is still answered (RFC 3261 §15.1.2).
  const ended = () => void reject({ statusCode: 487 })
  const answered = () => {
    leg.answeringOffer = false
    leg.onEnd.delete(ended)
  }
  leg.answeringOffer = true
  leg.onEnd.add(ended)
  request.accept = (options) => {
    answered()
    const extraHeaders = [...(options?.extraHeaders ?? []), ...timer.headers]
    const response = accept({ statusCode: 200, ...options, extraHeaders })
    learnMethods(leg, message)
    noteParty(context, leg, message)
    leg.clock.settle(timer)
    return response
  }
  request.reject = (options) => {
    answered()
    return reject(options)
  }
  handOn(request)
}

/** Puts right what SIP.js's own side of an answered call gets wrong. At a PRACK, which may come as late, it throws. */
export function completeDialog(context: CallContext, leg: Leg): void {
  const { dialog } = leg.session
  const delegate = dialog?.delegate
  if (!dialog || !delegate) return
  dialog.delegate = {
    ...delegate,
    onInvite: (request) => takeReinvite(context, leg, request, (handed) => delegate.onInvite?.(handed)),
    onPrack: (prack) => answerPrack(leg.reliable, prack),
    onAck: (ack) => {
      const handled = delegate.onAck?.(ack)
      // Only an answer takes time. SIP.js refuses a re-INVITE for as long, and some send one right after their ACK.
      if (ack.message.body !== '') return handled
    },
  }
}
