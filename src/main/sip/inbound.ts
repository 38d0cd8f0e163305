import { type Core, type Invitation, SessionState } from 'sip.js'
import type { SipStatus } from '../../domain/call/facts.ts'
import { OfferRefused } from './call-description.ts'
import { sayThatItRings } from './early-dialog.ts'
import { causeOfCancel, said } from './end-cause.ts'
import { finishSession } from './hang-up.ts'
import { followSession, inDialog } from './in-dialog.ts'
import { background, type CallContext, emit, end, type Leg, learnMethods } from './leg.ts'
import { lineName } from './line.ts'
import { createLeg, describe } from './new-leg.ts'
import { assertedParty, keptHeaders, remoteParty } from './remote-identity.ts'

const NOT_ACCEPTABLE: SipStatus = { code: 488, reason: 'Not Acceptable Here' }
const CANCELLED: SipStatus = { code: 487, reason: 'Request Terminated' }

/** The call of ours that an INVITE wants to take the place of; undefined when there is none that can be. */
function replaced(context: CallContext, invitation: Invitation): Leg | null | undefined {
  const { replacee } = invitation
  if (!replacee) return null
  if (replacee.state !== SessionState.Established) return undefined
  return [...context.legs.values()].find((leg) => leg.session === replacee)
}

/** Refuses to put anybody in the place of a call that was here and has ended (RFC 3891 §3). */
export function replacesWhatEnded(context: CallContext, message: Core.IncomingRequestMessage): boolean {
  if (message.method !== 'INVITE' || !message.hasHeader('replaces')) return false
  const replaces: Readonly<Record<string, unknown>> | undefined = message.parseHeader('replaces')
  const { call_id: callId, replaces_to_tag: toTag, replaces_from_tag: fromTag } = replaces ?? {}
  if (!context.endedDialogs.has(`${callId}${toTag}${fromTag}`)) return false
  context.ua.userAgentCore.replyStateless(message, { statusCode: 603 })
  return true
}

/** A caller. The fact is out, and with it in the journal, before anything but 100 has been sent. */
export function invited(context: CallContext, invitation: Invitation): void {
  const { account, parts } = context
  const replaces = replaced(context, invitation)
  if (replaces === undefined) {
    background(context, 'Replaces', () => invitation.reject({ statusCode: 481 }))
    return
  }
  const leg: Leg = createLeg(context, parts.newCallId(), invitation, replaces)
  const timer = leg.clock.answer(invitation.request)
  if (timer.kind === 'tooSmall') {
    context.legs.delete(leg.id)
    const extraHeaders = [...timer.headers]
    background(context, 'Session-Expires', () => invitation.reject({ statusCode: 422, extraHeaders }))
    return
  }
  learnMethods(leg, invitation.request)
  invitation.delegate = {
    ...inDialog(context, () => leg),
    onCancel: (cancel) => {
      const { request } = cancel
      const cause = causeOfCancel(request.getHeaders('reason'))
      leg.ending = { by: 'far', cause, sip: CANCELLED, ...said(request) }
    },
  }
  // An INVITE that runs out (Expires) ends without a word.
  leg.ending = { by: 'far', cause: 'missed', sip: CANCELLED }
  followSession(context, leg, () => {
    leg.ending = null
    leg.clock.settle(timer)
    emit(context, leg, { kind: 'answered' })
  })
  const { request } = invitation
  const direct = context.direct.has(request.callId)
  const stranger = context.direct.isStranger(request.callId)
  const header = (name: string) => request.getHeaders(name).join(', ') || undefined
  const trusted = account.trustsProxy && !stranger
  const party = remoteParty(header, trusted, direct)
  leg.asserted = party
  leg.vouched = trusted && assertedParty(header) !== null
  try {
    parts.listener.fact(leg.id, {
      kind: 'offered',
      line: lineName(account),
      party,
      sipCallId: request.callId,
      headers: keptHeaders(request.headers, request.ruri?.toString()),
      ...(stranger && { stranger }),
    })
  } catch (error) {
    leg.ended = true
    context.legs.delete(leg.id)
    background(context, 'offer', () => invitation.reject({ statusCode: 500 }))
    throw error
  }
  if (replaces) takeOver(context, leg, replaces)
}

/**
 * A call that replaces one of ours was put through by its other side: it is answered at once, as the agent was already
 * speaking, and SIP.js hangs the old one up.
 */
function takeOver(context: CallContext, leg: Leg, old: Leg): void {
  old.ending = { by: 'far', cause: 'transferred', sip: null }
  answer(context, leg)
}

export function ring(context: CallContext, leg: Leg): void {
  const { session } = leg
  if (!leg.inbound || leg.replaces || leg.answering || session.state !== SessionState.Initial) return
  background(context, 'ringing', () => sayThatItRings(context, leg, session as Invitation))
}

/**
 * Answers. The description is made before SIP.js is told to accept: a missing microphone then leaves the call ringing
 * and the agent with another try, where SIP.js would have refused the caller.
 */
export function answer(context: CallContext, leg: Leg): void {
  const { session } = leg
  if (!leg.inbound || leg.answering || leg.ended || session.state !== SessionState.Initial) return
  const invitation = session as Invitation
  leg.answering = true
  const offer = invitation.body === '' || invitation.body === undefined ? null : invitation.body
  background(context, 'answering', async () => {
    try {
      // What rang with an offer waits for its answer; where none could be made one is made now.
      const described = leg.earlyOffer !== null && (await leg.earlyOffer.answered)
      if (leg.ended) return
      if (!described) await describe(context, leg).prepare(offer)
    } catch (error) {
      leg.answering = false
      if (!leg.ended) notAnswered(context, leg, error)
      return
    }
    if (leg.ended || invitation.state !== SessionState.Initial) return
    leg.ending = { by: 'system', cause: 'media', sip: null }
    const { headers } = leg.clock.answer(invitation.request)
    await invitation.accept({ extraHeaders: [...headers] })
  })
}

function notAnswered(context: CallContext, leg: Leg, error: unknown): void {
  context.parts.listener.log('warn', `a call could not be answered: ${String(error)}`)
  const far = error instanceof OfferRefused && error.side === 'far'
  emit(context, leg, { kind: 'orderFailed', order: 'answer', sip: far ? NOT_ACCEPTABLE : null })
  if (!far && !leg.replaces) return
  end(context, leg, {
    by: 'system',
    cause: far ? 'notCompatible' : 'media',
    sip: far ? NOT_ACCEPTABLE : null,
  })
  finishSession(context, leg, far ? 488 : 480)
}
