import { Core, SessionState } from 'sip.js'
import { finishSession } from './hang-up.ts'
import { type CallContext, end, type Leg, learnMethods } from './leg.ts'
import { type Attempt, farEndGone, refusedBy, reinvite } from './reinvite.ts'

const ACCEPTED: Attempt = { kind: 'accepted' }

/** Refreshes by UPDATE, which leaves the media alone (RFC 4028 §7.4). Null where it can't be sent now. */
function sendUpdate(context: CallContext, leg: Leg): Promise<Attempt | null> {
  const { dialog, state } = leg.session
  if (!(dialog instanceof Core.SessionDialog) || state !== SessionState.Established) {
    return Promise.resolve(null)
  }
  const sentOver = context.socket()
  const extraHeaders = [`Contact: ${context.ua.contact.toString()}`, 'Allow: UPDATE', ...leg.clock.keep()]
  const message = dialog.createOutgoingRequestMessage('UPDATE', { extraHeaders })
  return new Promise((resolve) => {
    const settle = (attempt: Attempt | null) => {
      leg.onEnd.delete(ended)
      resolve(attempt)
    }
    const ended = () => settle(null)
    leg.onEnd.add(ended)
    const refused = (response: Core.IncomingResponseMessage) => {
      settle(refusedBy(context, leg, response, sentOver))
    }
    new Core.UserAgentClient(Core.NonInviteClientTransaction, dialog.userAgentCore, message, {
      onAccept: ({ message: response }) => {
        learnMethods(leg, response)
        leg.clock.accepted(response)
        settle(ACCEPTED)
      },
      onRedirect: ({ message: response }) => refused(response),
      onReject: ({ message: response }) => refused(response),
    })
  })
}

/** By UPDATE where the far end takes it, once more where it asked for a longer interval. */
async function refreshByUpdate(context: CallContext, leg: Leg): Promise<Attempt | null> {
  const first = await sendUpdate(context, leg)
  const again = first?.kind === 'glare' && first.sip?.code === 422
  return again ? sendUpdate(context, leg) : first
}

/** Refreshes the session while it is our turn. A refusal of any kind shows that the far end is there: the call goes on. */
export function refreshSession(context: CallContext, leg: Leg): void {
  leg.queue.add(async () => {
    // Without a connection the re-INVITE after it is back refreshes as well.
    if (leg.ended || !context.connected(leg)) return
    let attempt: Attempt | null = leg.farUpdates ? await refreshByUpdate(context, leg) : null
    if (leg.ended || attempt?.kind === 'accepted') return
    if (attempt?.kind === 'refused' && attempt.gone) return farEndGone(context, leg, attempt.sip)
    if (attempt?.kind !== 'glare') {
      if (attempt) leg.farUpdates = false
      attempt = await reinvite(context, leg, { hold: leg.held, iceRestart: false })
      if (leg.ended || attempt.kind === 'accepted') return
      if (attempt.kind === 'refused' && attempt.gone) return farEndGone(context, leg, attempt.sip)
    }
    leg.clock.refused()
  })
}

/** Nobody refreshed the session: the far end is gone, or forgot the call (RFC 4028 §10). */
export function expireSession(context: CallContext, leg: Leg): void {
  // It couldn't: the re-INVITE after the connection is back asks whether it is still there.
  if (!context.connected(leg)) return
  end(context, leg, { by: 'system', cause: 'expired', sip: null })
  finishSession(context, leg, 408, 'Session expired')
}
