import { Core, Invitation, type Inviter, SessionState } from 'sip.js'
import type { RejectAs } from '../../domain/call/decide.ts'
import type { EndCause, EndedBy, SipStatus } from '../../domain/call/facts.ts'
import { background, type CallContext, end, type Leg, statusOf } from './leg.ts'

const REFUSALS: Readonly<Record<RejectAs['status'], SipStatus & { readonly cause: EndCause }>> = {
  busy: { code: 486, reason: 'Busy Here', cause: 'busy' },
  decline: { code: 603, reason: 'Decline', cause: 'declined' },
  unavailable: { code: 480, reason: 'Temporarily Unavailable', cause: 'unavailable' },
}

/** A Reason header's text goes out in quotes: without what would end them or the line. */
const quotable = (text: string): string => text.replace(/["\\\p{Cc}]/gu, ' ').trim()

const reasonHeader = (code: number, why: string): string[] =>
  quotable(why) === '' ? [] : [`Reason: SIP;cause=${code};text="${quotable(why)}"`]

const isOpen = (state: SessionState): boolean =>
  state === SessionState.Initial || state === SessionState.Establishing

/** BYE, once more when the connection that it went by is lost before the answer came. */
function sayBye(context: CallContext, session: Inviter | Invitation, headers: string[]): Promise<unknown> {
  const { dialog } = session
  const callOff = context.whenBack(() => {
    background(context, 'BYE again', async () => dialog?.bye(undefined, { extraHeaders: headers }))
  })
  return session.bye({
    requestOptions: { extraHeaders: headers },
    requestDelegate: {
      onAccept: callOff,
      onRedirect: callOff,
      // One that SIP.js couldn't send is refused by itself, with 503.
      onReject: ({ message }) => {
        if (statusOf(message) || message.statusCode !== 503) callOff()
      },
    },
  })
}

/**
 * CANCEL. An INVITE that gets no final answer for 64·T1 after it is given up (RFC 3261 §9.1): SIP.js would keep it, its
 * early dialogs and the session for ever.
 */
async function cancelInvite(inviter: Inviter): Promise<void> {
  await inviter.cancel()
  const request: unknown = Reflect.get(inviter, 'outgoingInviteRequest')
  if (!(request instanceof Core.InviteUserAgentClient)) return
  const giveUp = () => {
    const { transaction } = request
    if (transaction.state !== Core.TransactionState.Proceeding) return
    const timeOut: () => void = Reflect.get(request, 'onRequestTimeout')
    Reflect.apply(timeOut, request, [])
    const change: (state: Core.TransactionState, lost: boolean) => void = Reflect.get(
      transaction,
      'stateTransition',
    )
    Reflect.apply(change, transaction, [Core.TransactionState.Terminated, true])
  }
  const waiting = setTimeout(giveUp, Core.Timers.TIMER_B)
  inviter.stateChange.addListener(() => clearTimeout(waiting))
}

/** BYE, CANCEL or a final response: whatever ends the session from here. */
function closeSession(
  context: CallContext,
  session: Inviter | Invitation,
  code: number,
  headers: string[],
): Promise<unknown> {
  if (session.state === SessionState.Established) return sayBye(context, session, headers)
  if (!isOpen(session.state)) return Promise.resolve()
  return session instanceof Invitation
    ? session.reject({ statusCode: code, extraHeaders: headers })
    : cancelInvite(session)
}

/**
 * Tells the far end, now or when the connection is back: a hang-up must not stay a secret because the socket was
 * down at that moment.
 */
export function finishSession(context: CallContext, leg: Leg, code = 480, why = ''): void {
  const run = () => {
    background(context, 'closing a call', () =>
      closeSession(context, leg.session, code, reasonHeader(code, why)),
    )
  }
  if (context.connected(leg)) run()
  else context.whenBack(run)
}

/** Hangs up in any state. The call has ended when this returns. */
export function hangUp(context: CallContext, leg: Leg, by: EndedBy = 'agent'): void {
  const connected = leg.session.state === SessionState.Established
  const answered = connected || leg.session.state === SessionState.Terminating
  const cause: EndCause = answered ? 'hungUp' : leg.inbound ? 'declined' : 'cancelled'
  end(context, leg, { by, cause, sip: null })
  finishSession(context, leg, 486)
}

/** Refuses a call that rings. Others are left alone: they are hung up, not refused. */
export function reject(context: CallContext, leg: Leg, as: RejectAs): void {
  if (!leg.inbound || !isOpen(leg.session.state) || leg.replaces) return
  const { cause, ...sip } = REFUSALS[as.status]
  end(context, leg, { by: 'agent', cause, sip })
  finishSession(context, leg, sip.code, as.why)
}
