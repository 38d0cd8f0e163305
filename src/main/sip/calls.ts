import {
  type Core,
  type Invitation,
  type Session,
  type SessionDescriptionHandler,
  SessionState,
} from 'sip.js'
import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallId } from '../../domain/call/facts.ts'
import { assertNever } from '../../domain/result.ts'
import { finishSession, hangUp, reject } from './hang-up.ts'
import { answer, invited, replacesWhatEnded, ring } from './inbound.ts'
import { type CallContext, end, type Leg, legOf } from './leg.ts'
import { describe } from './new-leg.ts'
import { dial } from './outbound.ts'
import { refresh, setHold } from './reinvite.ts'
import { sendTones } from './tones.ts'
import { transferAttended, transferBlind } from './transfer.ts'
import { refusedForUpdate, updated } from './update.ts'

export type Calls = {
  readonly invited: (invitation: Invitation) => void
  /** Takes a request that SIP.js isn't to see. False: it is SIP.js's. */
  readonly take: (request: Core.IncomingRequestMessage) => boolean
  readonly order: (effect: CallEffect) => void
  readonly renegotiate: (call: CallId) => void
  /** The socket is gone: calls that were not answered yet can't be any more, the others go on. */
  readonly lost: () => void
  /** Registered over a new socket. */
  readonly registered: () => void
  /** Direct calls may be reached elsewhere than their far ends know. */
  readonly moved: () => void
  readonly endAll: () => void
  readonly descriptionHandler: (session: Session) => SessionDescriptionHandler
}

export function createCalls(context: CallContext, runPending: () => void): Calls {
  const order = (effect: CallEffect) => {
    if (effect.kind === 'dial') return dial(context, effect)
    const leg = legOf(context, effect.call)
    if (!leg) return
    switch (effect.kind) {
      case 'ring':
        return ring(context, leg)
      case 'answer':
        return answer(context, leg)
      case 'reject':
        return reject(context, leg, effect.as)
      case 'hangUp':
        return hangUp(context, leg)
      case 'hold':
        return setHold(context, leg, true)
      case 'resume':
        return setHold(context, leg, false)
      case 'sendTone':
        return sendTones(context, leg, effect.tone)
      case 'transferBlind':
        return transferBlind(context, leg, effect)
      case 'transferAttended':
        return transferAttended(context, leg, legOf(context, effect.consult))
      case 'mute':
      case 'unmute':
      case 'join':
      case 'part':
        // The microphone and the mix are the media's alone; the far end isn't told.
        return
      default:
        return assertNever(effect)
    }
  }

  /** The server's connection is nothing to it. */
  const isDirect = (leg: Leg): boolean => context.direct.has(leg.session.request.callId)

  return {
    invited: (invitation) => invited(context, invitation),
    take: (request) => {
      // A retransmission is answered by the transaction that the first one began.
      if (context.ua.userAgentCore.userAgentServers.has(request.viaBranch)) return false
      if (request.method !== 'UPDATE') {
        return refusedForUpdate(context, request) || replacesWhatEnded(context, request)
      }
      updated(context, request)
      return true
    },
    order,
    renegotiate: (call) => {
      const leg = legOf(context, call)
      // Without a connection it comes by itself as soon as there is one again.
      if (leg && context.connected(leg)) refresh(context, leg, true)
    },
    lost: () => {
      for (const leg of [...context.legs.values()]) {
        if (leg.session.state === SessionState.Established || isDirect(leg)) continue
        end(context, leg, { by: 'system', cause: 'network', sip: null })
        finishSession(context, leg)
      }
    },
    registered: () => {
      runPending()
      for (const leg of context.legs.values()) {
        if (leg.session.state === SessionState.Established && !isDirect(leg)) refresh(context, leg, true)
      }
    },
    moved: () => {
      for (const leg of context.legs.values()) {
        if (leg.session.state === SessionState.Established && isDirect(leg)) refresh(context, leg, true)
      }
    },
    endAll: () => {
      for (const leg of [...context.legs.values()]) hangUp(context, leg, 'system')
    },
    descriptionHandler: (session) => {
      const leg = [...context.legs.values()].find((one) => one.session === session)
      if (!leg) throw new Error('no call to describe')
      return describe(context, leg)
    },
  }
}
