import { type Core, SessionState } from 'sip.js'
import type { SipStatus } from '../../domain/call/facts.ts'
import type { OfferOptions } from './call-description.ts'
import { finishSession } from './hang-up.ts'
import { type CallContext, emit, end, type Leg, learnMethods, statusOf } from './leg.ts'
import { seconds } from './registration.ts'

export type Outcome =
  | { readonly kind: 'accepted' }
  /** `gone`: the far end doesn't know the call any more. */
  | { readonly kind: 'refused'; readonly sip: SipStatus | null; readonly gone: boolean }

export type Attempt =
  | Outcome
  /** The other side is offering too, in the middle of something, or wants other numbers; it may say how many seconds to wait. */
  | { readonly kind: 'glare'; readonly sip: SipStatus | null; readonly seconds: number | null }

const MOST_ATTEMPTS = 5
const LONGEST_PAUSE_SECONDS = 10
const NOT_SENT: Outcome = { kind: 'refused', sip: null, gone: false }

/** RFC 3261 §14.1: the owner of the Call-ID waits longer, so that the two don't meet again. */
export function glarePause(ownsCallId: boolean, second: number, random: () => number): number {
  return Math.round((ownsCallId ? 2.1 + random() * 1.9 : random() * 2) * second)
}

/** What a refusal of a request within a call means; `sentOver` is the socket that the request went by. */
export function refusedBy(
  context: CallContext,
  leg: Leg,
  response: Core.IncomingResponseMessage,
  sentOver: number,
): Attempt {
  const sip = statusOf(response)
  if (sip?.code === 422 && leg.clock.raise(response)) return { kind: 'glare', sip, seconds: 0 }
  if (sip?.code === 491) return { kind: 'glare', sip, seconds: null }
  // RFC 3261 §14.2: an earlier offer isn't finished over there, as when its ACK went down with a connection.
  const wait = sip?.code === 500 ? seconds(response.getHeader('retry-after')) : null
  if (wait !== null && wait <= LONGEST_PAUSE_SECONDS) return { kind: 'glare', sip, seconds: wait }
  // A time-out of SIP.js's own means as much, unless the answer went to a socket that is gone (RFC 3261 §12.2.1.2).
  const timedOut = !sip && response.statusCode === 408 && context.socket() === sentOver
  return { kind: 'refused', sip, gone: timedOut || sip?.code === 481 || sip?.code === 408 }
}

function attempt(context: CallContext, leg: Leg, options: OfferOptions): Promise<Attempt> {
  const { session, description } = leg
  if (leg.ended || !description || session.state !== SessionState.Established || !context.connected(leg)) {
    return Promise.resolve(NOT_SENT)
  }
  if (leg.answeringOffer) return Promise.resolve({ kind: 'glare', sip: null, seconds: null })
  const sentOver = context.socket()
  return new Promise((resolve) => {
    const settle = (outcome: Attempt) => {
      leg.onEnd.delete(ended)
      leg.offering = false
      const kept: OfferOptions = { hold: leg.held, iceRestart: false }
      session.sessionDescriptionHandlerOptionsReInvite = kept
      resolve(outcome)
    }
    const ended = () => settle(NOT_SENT)
    leg.onEnd.add(ended)
    leg.offering = true
    description.takeAnswerError()
    session
      .invite({
        sessionDescriptionHandlerOptions: options,
        requestOptions: { extraHeaders: leg.clock.keep() },
        requestDelegate: {
          onAccept: ({ message }) => {
            learnMethods(leg, message)
            leg.clock.accepted(message)
            settle(description.takeAnswerError() ? NOT_SENT : { kind: 'accepted' })
          },
          onReject: ({ message }) => settle(refusedBy(context, leg, message, sentOver)),
        },
      })
      .then(
        (request) => {
          leg.offering = false
          // SIP.js would wait for ever after a redirection: to a re-INVITE it is a refusal like any other.
          const { delegate } = request
          if (delegate) delegate.onRedirect = (response) => delegate.onReject?.(response)
        },
        async () => {
          // Either no offer could be made, or one was made and the far end's INVITE came in between.
          const crossed = await description.withdrawOffer()
          settle(crossed ? { kind: 'glare', sip: null, seconds: null } : NOT_SENT)
        },
      )
  })
}

const pause = (leg: Leg, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      leg.onEnd.delete(done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    leg.onEnd.add(done)
  })

/** Offers anew, and again after a glare. Never throws; belongs into the call's queue. */
export async function reinvite(context: CallContext, leg: Leg, options: OfferOptions): Promise<Outcome> {
  await leg.acknowledged
  for (let tried = 1; ; tried += 1) {
    const outcome = await attempt(context, leg, options)
    if (outcome.kind !== 'glare') return outcome
    if (tried === MOST_ATTEMPTS) return { kind: 'refused', sip: outcome.sip, gone: false }
    const { glareSecond } = context.timing
    const ms = glarePause(!leg.inbound, glareSecond, Math.random)
    await pause(leg, outcome.seconds === null ? ms : outcome.seconds * glareSecond)
  }
}

/** Ends the call: the far end doesn't know it any more, or isn't there. */
export function farEndGone(context: CallContext, leg: Leg, sip: SipStatus | null): void {
  end(context, leg, { by: 'system', cause: 'network', sip })
  finishSession(context, leg)
}

/** Holds or resumes. The media side switches the microphone by the `hold` of the description that it makes. */
export function setHold(context: CallContext, leg: Leg, hold: boolean): void {
  leg.queue.add(async () => {
    if (leg.ended || leg.held === hold) return
    const outcome = await reinvite(context, leg, { hold, iceRestart: false })
    if (leg.ended) return
    if (outcome.kind === 'accepted') {
      leg.held = hold
      const kept: OfferOptions = { hold, iceRestart: false }
      leg.session.sessionDescriptionHandlerOptionsReInvite = kept
      emit(context, leg, { kind: hold ? 'held' : 'resumed' })
      return
    }
    emit(context, leg, { kind: 'orderFailed', order: hold ? 'hold' : 'resume', sip: outcome.sip })
    if (outcome.gone) farEndGone(context, leg, outcome.sip)
  })
}

/**
 * Sends a fresh offer without changing anything: to get the media through again, to tell the far end our new
 * connection (RFC 3261 §12.2.1.1, target refresh), or only to hear whether it is still there.
 */
export function refresh(context: CallContext, leg: Leg, iceRestart: boolean): void {
  leg.queue.add(async () => {
    if (leg.ended) return
    const outcome = await reinvite(context, leg, { hold: leg.held, iceRestart })
    if (leg.ended || outcome.kind === 'accepted') return
    const said = outcome.sip ? `${outcome.sip.code} ${outcome.sip.reason}` : 'not sent'
    context.parts.listener.log('info', `a refresh was refused: ${said}`)
    if (outcome.gone) farEndGone(context, leg, outcome.sip)
  })
}
