import { type Core, type Session, type SessionDelegate, SessionState } from 'sip.js'
import type { CallEnd } from '../../domain/call/facts.ts'
import { completeDialog } from './complete-dialog.ts'
import { causeOfBye, said } from './end-cause.ts'
import { background, type CallContext, emit, end, type Leg } from './leg.ts'
import { addressOf, parseNameAddr } from './message/name-addr.ts'
import { audioDirection, isHold } from './sdp-direction.ts'

export function farHold(context: CallContext, leg: Leg, sdp: string): void {
  const direction = audioDirection(sdp)
  if (!direction || isHold(direction) === leg.farHeld) return
  leg.farHeld = isHold(direction)
  emit(context, leg, { kind: leg.farHeld ? 'farHeld' : 'farResumed' })
}

function byeReceived(context: CallContext, leg: Leg, bye: Core.IncomingRequestMessage): void {
  const { transfer } = leg
  if (transfer?.accepted && !transfer.settled) {
    // Some servers never say how a transfer went and simply take the leg away (RFC 3515 §2.4.4 asks for more).
    transfer.settled = true
    emit(context, leg, { kind: 'transferDone' })
    end(context, leg, { by: 'far', cause: 'transferred', sip: null })
    return
  }
  const consulted = [...context.legs.values()].some(
    (other) => other.transfer?.consult === leg && other.transfer.accepted,
  )
  // The consultation call goes away when the customer takes our place in it, often before we hear of it.
  const cause = consulted ? 'transferred' : causeOfBye(bye.getHeaders('reason'))
  end(context, leg, leg.ending ?? { by: 'far', cause, sip: null, ...said(bye) })
}

/** Keeps SIP.js from sending a BYE of its own 32 s after a far end that hung up without ever sending its ACK. */
function forgetAckTimeout(session: Session): void {
  if (session.dialog) session.dialog.delegate = { onAckTimeout: () => {} }
}

/** What a PBX asks of a phone that says `Allow-Events: talk, hold`; whether it is done is the account's choice. */
export function farAsked(context: CallContext, leg: Leg, event: string | undefined): void {
  const what = event?.split(';')[0]?.trim().toLowerCase()
  if (what === 'talk' || what === 'hold') emit(context, leg, { kind: 'farAsked', what })
}

/**
 * What every call answers within its dialog. Each handler has to accept by itself: SIP.js sends no response once one
 * is set, and without one it would follow a REFER and dial whatever it names.
 */
export function inDialog(context: CallContext, leg: () => Leg): SessionDelegate {
  const accept = (what: string, request: { accept: () => Promise<void> }) => {
    background(context, what, () => request.accept())
  }
  return {
    onBye: (bye) => {
      accept('BYE', bye)
      forgetAckTimeout(leg().session)
      byeReceived(context, leg(), bye.request)
    },
    onInfo: (info) => accept('INFO', info),
    onMessage: (message) => accept('MESSAGE', message),
    onNotify: (notification) => {
      accept('NOTIFY', notification)
      farAsked(context, leg(), notification.request.getHeader('event'))
    },
    onRefer: (referral) => {
      const target = parseNameAddr(referral.request.getHeader('refer-to') ?? '')
      background(context, 'REFER', () => referral.reject({ statusCode: 603 }))
      const address = target ? addressOf(target.uri) : null
      emit(context, leg(), { kind: 'referRefused', to: address?.user || address?.host || '' })
    },
    onInvite: (request, _response, status) => {
      if (status !== 200) return
      leg().awaitingAck = request.body === ''
      if (request.body !== '') farHold(context, leg(), request.body)
    },
    onAck: (ack) => {
      // SIP.js answers 500 to what comes while it still handles the ACK, and so do others: one turn later is safe.
      setImmediate(leg().acknowledge)
      if (!leg().awaitingAck) return
      leg().awaitingAck = false
      farHold(context, leg(), ack.request.body)
    },
  }
}

/** Follows the session to its end: what nothing else explained was the network's doing, or nobody's. */
export function followSession(context: CallContext, leg: Leg, established: () => void): void {
  let answered = false
  leg.session.stateChange.addListener((state) => {
    if (state === SessionState.Established) {
      answered = true
      completeDialog(context, leg)
      if (!leg.ended) established()
    }
    if (state !== SessionState.Terminated) return
    // A 2xx that SIP.js could do nothing with: no description, or that of another branch than the early media's.
    const unusable = !leg.inbound && !answered && leg.session.dialog !== undefined
    const other: CallEnd = unusable
      ? { by: 'system', cause: 'notCompatible', sip: null }
      : { by: 'far', cause: 'network', sip: null }
    // The response that ended it is handed over right after the state. A microtask would be too early: in Electron
    // they run within `webContents.send`, with which SIP.js has the call's media closed in between.
    setImmediate(() => end(context, leg, leg.ending ?? other))
  })
}
