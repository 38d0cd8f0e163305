import { randomUUID } from 'node:crypto'
import { type Core, Inviter, type URI, UserAgent } from 'sip.js'
import { dialable } from '../../domain/call/decide.ts'
import type { CallId } from '../../domain/call/facts.ts'
import { causeOfRefusal } from './end-cause.ts'
import { followSession, inDialog } from './in-dialog.ts'
import { background, type CallContext, emit, end, type Leg, statusOf } from './leg.ts'
import type { LineAccount } from './line.ts'
import { createLeg } from './new-leg.ts'
import { refresh } from './reinvite.ts'

/** The SIP address of something dialled: a number at the account's domain, `user@host` as it is. Null for neither. */
export function targetOf(to: string, account: Pick<LineAccount, 'domain'>): URI | null {
  const target = dialable(to)
  if (target === null) return null
  const at = target.lastIndexOf('@')
  const user = at < 0 ? target : target.slice(0, at)
  const host = at < 0 ? account.domain : target.slice(at + 1)
  const escaped = user.replace(/[^A-Za-z0-9\-_.!~*'()&=+$?/;%]/g, (char) => encodeURIComponent(char))
  return UserAgent.makeURI(`sip:${escaped}@${host}`) ?? null
}

function refused(context: CallContext, leg: Leg, response: Core.IncomingResponseMessage): void {
  const sip = statusOf(response)
  if (sip) {
    end(context, leg, { by: 'far', cause: causeOfRefusal(sip.code, response.getHeaders('reason')), sip })
    return
  }
  // Made up by SIP.js: nothing could be sent, or nobody answered at all.
  end(context, leg, { by: 'system', cause: 'network', sip: null })
}

function progressed(
  context: CallContext,
  leg: Leg,
  response: Core.IncomingResponseMessage,
  seen: Set<string>,
) {
  const once = (kind: 'farRinging' | 'earlyMedia') => {
    if (seen.has(kind)) return
    seen.add(kind)
    emit(context, leg, { kind })
  }
  if (response.statusCode === 180) once('farRinging')
  if (response.body !== '' && response.statusCode !== 100) once('earlyMedia')
}

/**
 * Early media may come from one branch and the answer from another, as when a gateway announces and a colleague picks
 * up. SIP.js hangs up then. Made to believe that the early dialog was this one it goes on, and a fresh offer brings the
 * media of the branch that answered.
 */
function takeOtherBranch(inviter: Inviter, request: Core.OutgoingInviteRequest, forked: () => void): void {
  const { delegate } = request
  const accept = delegate?.onAccept
  if (!delegate || !accept) return
  delegate.onAccept = (response) => {
    const early: unknown = Reflect.get(inviter, 'earlyMediaDialog')
    if (!inviter.dialog && early !== undefined && early !== response.session) {
      Reflect.set(inviter, 'earlyMediaDialog', response.session)
      forked()
    }
    accept(response)
  }
}

/** Dials. `dialed` is out before anything else, whatever becomes of the call. */
export function dial(context: CallContext, call: CallId, to: string, from: CallId | null): void {
  const { ua, account } = context
  const sipCallId = randomUUID()
  context.parts.listener.fact(call, {
    kind: 'dialed',
    line: `${account.user}@${account.domain}`,
    party: { number: to, displayName: null },
    sipCallId,
    ...(from !== null && { from }),
  })
  const failed = (cause: 'badNumber' | 'network') => {
    context.parts.listener.fact(call, { kind: 'ended', by: 'system', cause, sip: null })
  }
  const target = targetOf(to, account)
  if (!target || !context.connected()) {
    failed(target ? 'network' : 'badNumber')
    return
  }
  // What SIP.js calls parameters are the message's options; its types don't name this one.
  const params: Record<string, string> = { callId: sipCallId }
  const inviter = new Inviter(ua, target, { earlyMedia: true, params })
  const leg: Leg = createLeg(context, call, inviter, null)
  inviter.delegate = inDialog(context, () => leg)
  followSession(context, leg, () => {
    leg.ending = null
    emit(context, leg, { kind: 'answered' })
    if (forked) refresh(context, leg, true)
  })
  const seen = new Set<string>()
  let forked = false
  background(context, 'dialling', async () => {
    // Until the INVITE leaves only the microphone or the media window can end the call.
    leg.ending = { by: 'system', cause: 'media', sip: null }
    try {
      const request = await inviter.invite({
        requestDelegate: {
          onProgress: ({ message }) => progressed(context, leg, message, seen),
          onRedirect: ({ message }) => refused(context, leg, message),
          onReject: ({ message }) => refused(context, leg, message),
        },
      })
      leg.ending = null
      takeOtherBranch(inviter, request, () => {
        forked = true
      })
    } catch (error) {
      end(context, leg, { by: 'system', cause: 'media', sip: null })
      throw error
    }
  })
}
