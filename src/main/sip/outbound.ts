import { randomUUID } from 'node:crypto'
import { type Core, Inviter, type URI, UserAgent } from 'sip.js'
import { type CallEffect, dialable, type PickUp } from '../../domain/call/decide.ts'
import type { CallFact } from '../../domain/call/facts.ts'
import { noteParty } from './connected-identity.ts'
import { causeOfRefusal, said } from './end-cause.ts'
import { followSession, inDialog } from './in-dialog.ts'
import { askLonger, beforeAccepting, takeOtherBranch } from './invite-request.ts'
import { background, type CallContext, emit, end, type Leg, learnMethods, statusOf } from './leg.ts'
import { type LineAccount, lineName } from './line.ts'
import { addressOf, parseNameAddr, splitList } from './message/name-addr.ts'
import { createLeg } from './new-leg.ts'
import { refresh } from './reinvite.ts'
import { assertedParty } from './remote-identity.ts'

/** The SIP address of something dialled: a number at the account's domain, `user@host` as it is. Null for neither. */
export function targetOf(to: string, account: Pick<LineAccount, 'domain'>): URI | null {
  const target = dialable(to)
  if (target === null) return null
  const at = target.lastIndexOf('@')
  // Without a server a number alone leads nowhere.
  if (at < 0 && account.domain === '') return null
  const user = at < 0 ? target : target.slice(0, at)
  const host = at < 0 ? account.domain : target.slice(at + 1)
  const escaped = user.replace(/[^A-Za-z0-9\-_.!~*'()&=+$?/;%]/g, (char) => encodeURIComponent(char))
  return UserAgent.makeURI(`sip:${escaped}@${host}`) ?? null
}

/** The call that was to be picked up rings no more, as far as these can tell. */
const GONE: ReadonlySet<number> = new Set([404, 410, 481, 487])

/** Where a redirection leads. Whether to go there is nobody's choice but the agent's. */
function moved(context: CallContext, response: Core.IncomingResponseMessage): { readonly movedTo?: string } {
  const code = response.statusCode ?? 0
  const contact = response.getHeaders('contact').flatMap(splitList).map(parseNameAddr)[0]
  if (code < 300 || code > 399 || !contact) return {}
  const { scheme, user, host } = addressOf(contact.uri)
  if (!['sip', 'sips', 'tel'].includes(scheme)) return {}
  // A number is one at our own server too, whatever host the gateway gives it.
  const number = /^\+?[0-9().-]+$/.test(user) || host === context.account.domain || host === ''
  const movedTo = dialable(number ? user : `${user}@${host}`)
  return movedTo === null ? {} : { movedTo }
}

function refused(
  context: CallContext,
  leg: Leg,
  response: Core.IncomingResponseMessage,
  pickUp: PickUp | undefined,
): void {
  const sip = statusOf(response)
  if (sip) {
    const gone = pickUp !== undefined && GONE.has(sip.code)
    const cause = gone ? 'gone' : causeOfRefusal(sip.code, response.getHeaders('reason'))
    end(context, leg, { by: 'far', cause, sip, ...said(response), ...moved(context, response) })
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

/** RFC 3325: what the server may show instead of the account. Without a number of ours it decides alone. */
function identity(callerId: string | undefined, account: LineAccount): readonly string[] {
  const uri = callerId ? targetOf(callerId, account) : null
  return uri ? [`P-Preferred-Identity: <${uri.toRaw()}>`] : []
}

type Dial = Extract<CallEffect, { kind: 'dial' }>
type Dialed = Extract<CallFact, { kind: 'dialed' }>

/** The first fact of a call that is dialled: the other party is who is talked to, also where a code is dialled for them. */
export const dialedFact = ({ to, from, pickUp }: Dial, more: Partial<Dialed> = {}): Dialed => ({
  kind: 'dialed',
  line: '',
  party: pickUp ? (pickUp.caller ?? { number: '', displayName: null }) : { number: to, displayName: null },
  ...(from !== null && { from }),
  ...(pickUp && { pickedUp: pickUp.colleague }),
  ...more,
})

/**
 * Where a ringing call is taken over, and by which headers. The INVITE goes to whoever calls, whose dialog is replaced
 * as long as it is early (RFC 5359 §2.16); seen from there the phone that rings is the far end, so its tag is the from-tag.
 */
function replacing({ dialog }: PickUp): { readonly target: URI | null; readonly headers: string[] } | null {
  if (!dialog) return null
  const { callId, localTag, remoteTag, remote } = dialog
  return {
    target: (remote && UserAgent.makeURI(remote)) || null,
    headers: ['Require: replaces', `Replaces: ${callId};to-tag=${remoteTag};from-tag=${localTag};early-only`],
  }
}

/** Who calls, where the answer to a pick-up is the first to tell. */
function partyTold(
  context: CallContext,
  leg: Leg,
  pickUp: PickUp,
  message: Core.IncomingResponse['message'],
) {
  const { account } = context
  if (
    !account.trustsProxy ||
    context.direct.isStranger(message.callId) ||
    (pickUp.caller && pickUp.caller.number !== '')
  )
    return
  const party = assertedParty((name) => message.getHeader(name))
  const ours = [pickUp.colleague.extension, account.user].some((user) => user === party?.number)
  if (party && !ours && !party.number.startsWith('*')) emit(context, leg, { kind: 'partyTold', party })
}

/** Dials. `dialed` is out before anything else, whatever becomes of the call. */
export function dial(context: CallContext, order: Dial): void {
  const { call, to, pickUp } = order
  const { ua, account } = context
  const sipCallId = randomUUID()
  context.parts.listener.fact(call, dialedFact(order, { line: lineName(account), sipCallId }))
  const failed = (cause: 'badNumber' | 'network') => {
    context.parts.listener.fact(call, { kind: 'ended', by: 'system', cause, sip: null })
  }
  const replaces = pickUp ? replacing(pickUp) : null
  const target = replaces?.target ?? targetOf(order.target ?? to, account)
  if (!target || !context.connected(null)) {
    failed(target ? 'network' : 'badNumber')
    return
  }
  // What SIP.js calls parameters are the message's options; its types don't name this one.
  const params: Record<string, string> = { callId: sipCallId }
  const inviter = new Inviter(ua, target, {
    earlyMedia: true,
    params,
    extraHeaders: [...(replaces?.headers ?? []), ...identity(order.callerId, account)],
  })
  const leg: Leg = createLeg(context, call, inviter, null)
  inviter.request.extraHeaders.push(...leg.clock.ask())
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
          onProgress: ({ message }) => {
            learnMethods(leg, message)
            progressed(context, leg, message, seen)
          },
          onAccept: ({ message }) => {
            if (pickUp) partyTold(context, leg, pickUp, message)
          },
          onRedirect: ({ message }) => refused(context, leg, message, pickUp),
          onReject: ({ message }) => refused(context, leg, message, pickUp),
        },
      })
      leg.ending = null
      beforeAccepting(inviter, request, ({ message, session }) => {
        learnMethods(leg, message)
        noteParty(context, leg, message)
        leg.clock.accepted(message)
        takeOtherBranch(inviter, session, () => {
          forked = true
        })
      })
      askLonger(leg, request)
    } catch (error) {
      end(context, leg, { by: 'system', cause: 'media', sip: null })
      throw error
    }
  })
}
