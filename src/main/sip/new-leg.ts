import { type Invitation, Inviter, SessionState } from 'sip.js'
import type { CallId } from '../../domain/call/facts.ts'
import { type CallDescription, createCallDescription } from './call-description.ts'
import { background, type CallContext, end, type Leg } from './leg.ts'
import { createOrderQueue } from './order-queue.ts'
import { expireSession, refreshSession } from './refresh-session.ts'
import { createSessionClock } from './session-clock.ts'

export function createLeg(
  context: CallContext,
  id: CallId,
  session: Inviter | Invitation,
  replaces: Leg | null,
): Leg {
  const { log } = context.parts.listener
  const orderFailed = (error: unknown) => log('warn', `an order failed: ${String(error)}`)
  let acknowledge = () => {}
  const acknowledged = new Promise<void>((resolve) => {
    acknowledge = resolve
  })
  const leg: Leg = {
    id,
    session,
    inbound: !(session instanceof Inviter),
    queue: createOrderQueue(orderFailed),
    tones: createOrderQueue(orderFailed),
    acknowledged,
    acknowledge,
    description: null,
    ended: false,
    ending: null,
    answering: false,
    held: false,
    farHeld: false,
    offering: false,
    answeringOffer: false,
    farUpdates: false,
    asserted: null,
    vouched: false,
    clock: createSessionClock({
      timing: context.timing,
      refresh: () => refreshSession(context, leg),
      expire: () => expireSession(context, leg),
    }),
    reliable: null,
    awaitingAck: false,
    earlyOffer: null,
    transfer: null,
    replaces,
    onEnd: new Set([acknowledge]),
  }
  leg.onEnd.add(leg.clock.stop)
  if (!leg.inbound) acknowledge()
  context.legs.set(id, leg)
  return leg
}

/** An answer that our side can't apply. Only where SIP.js can end the call cleanly is it told. */
function answerFailed(context: CallContext, leg: Leg): 'tell' | 'hide' {
  const { session } = leg
  if (session.state === SessionState.Established) return 'hide'
  const ending = { by: 'system', cause: 'notCompatible', sip: null } as const
  leg.ending = ending
  if (session.dialog || !(session instanceof Inviter)) return 'tell'
  // Early media: SIP.js would forget the INVITE, and a far end that answers it would talk to nobody.
  end(context, leg, ending)
  background(context, 'cancelling', () => session.cancel())
  return 'hide'
}

/** The call's description handler, made once. */
export function describe(context: CallContext, leg: Leg): CallDescription {
  const { findWay } = context.direct
  leg.description ??= createCallDescription({
    media: context.parts.descriptionHandler(leg.id, { localAddress: () => context.localAddress(leg) }),
    ready: leg.inbound || !findWay ? null : () => findWay(leg),
    answerFailed: () => answerFailed(context, leg),
    log: (message) => context.parts.listener.log('warn', message),
  })
  return leg.description
}
