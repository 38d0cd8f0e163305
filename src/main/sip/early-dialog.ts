import { type Core, type Invitation, SessionState } from 'sip.js'
import { makeEarlyOffer, takeEarlyAnswer } from './early-offer.ts'
import { finishSession } from './hang-up.ts'
import { farAsked } from './in-dialog.ts'
import { background, type CallContext, end, type Leg } from './leg.ts'
import { splitList } from './message/name-addr.ts'
import { answerPrack, createReliableRinging } from './reliable-ringing.ts'

/** Whether the caller wants every response before the answer acknowledged (RFC 3262 §3). */
const wantsReliable = ({ request }: Invitation): boolean =>
  request
    .getHeaders('require')
    .flatMap(splitList)
    .some((tag) => tag.toLowerCase() === '100rel')

/**
 * What may come before the answer. SIP.js accepts it all and tells nobody, so that a caller who hangs up by BYE, which
 * RFC 3261 §15 allows, would leave the phone ringing.
 */
function delegateOf(context: CallContext, leg: Leg, invitation: Invitation): Core.SessionDelegate {
  return {
    onNotify: (notification) => {
      notification.accept()
      farAsked(context, leg, notification.message.getHeader('event'))
    },
    onPrack: (prack) => {
      const taken =
        leg.earlyOffer?.open === true && leg.reliable?.acknowledge(prack.message.getHeader('rack'))
      if (taken) takeEarlyAnswer(context, leg, prack)
      else answerPrack(leg.reliable, prack)
    },
    onBye: (bye) => {
      bye.accept()
      background(context, 'BYE', () => invitation.reject({ statusCode: 487 }))
    },
  }
}

/** Tells the caller that it rings. */
export async function sayThatItRings(context: CallContext, leg: Leg, invitation: Invitation): Promise<void> {
  const reliably = wantsReliable(invitation)
  // The first reliable response to an INVITE without an offer has to make one (RFC 3262 §5).
  const body = reliably && !invitation.body ? await makeEarlyOffer(context, leg) : undefined
  if (body === null || invitation.state !== SessionState.Initial) return
  if (reliably) {
    leg.reliable = createReliableRinging(invitation.request.cseq, Math.random)
    leg.onEnd.add(leg.reliable.stop)
    // What remains of it in SIP.js would put an answer into the 180.
    Reflect.set(invitation, 'rel100', 'none')
  }
  const extraHeaders = ['Allow-Events: talk, hold', ...(leg.reliable?.headers ?? [])]
  const response = { extraHeaders, ...(body && { body }) }
  await invitation.progress(response)
  if (invitation.dialog) invitation.dialog.delegate ??= delegateOf(context, leg, invitation)
  leg.reliable?.repeat(
    () => {
      if (invitation.state !== SessionState.Initial) return
      background(context, 'ringing again', () => invitation.progress(response))
    },
    () => {
      if (invitation.state !== SessionState.Initial) return
      end(context, leg, { by: 'system', cause: 'network', sip: null })
      finishSession(context, leg, 504)
    },
  )
}
