import type { Core, Invitation, Inviter, UserAgent } from 'sip.js'
import type { CallEnd, CallFact, CallId, Party, SipStatus } from '../../domain/call/facts.ts'
import type { CallDescription } from './call-description.ts'
import type { EarlyOffer } from './early-offer.ts'
import type { LineAccount, LineParts } from './line.ts'
import { splitList } from './message/name-addr.ts'
import type { OrderQueue } from './order-queue.ts'
import type { ReliableRinging } from './reliable-ringing.ts'
import type { SessionClock } from './session-clock.ts'
import type { LineTiming } from './timing.ts'

/** A REFER under way. */
export type RunningTransfer = {
  /** The consultation call of an attended transfer. */
  readonly consult: Leg | null
  /** 202 came: a BYE from the far end now means that it is done. */
  accepted: boolean
  settled: boolean
  readonly stop: () => void
}

/** One call as this line carries it. Everything here ends with the call; the facts are all that stays. */
export type Leg = {
  readonly id: CallId
  readonly session: Inviter | Invitation
  readonly inbound: boolean
  readonly queue: OrderQueue
  /** Tones don't wait for a re-INVITE. */
  readonly tones: OrderQueue
  /** Our 200 was acknowledged: before that no re-INVITE may be sent (RFC 5407 §3.1.5). */
  readonly acknowledged: Promise<void>
  readonly acknowledge: () => void
  description: CallDescription | null
  ended: boolean
  /** What the session's end will mean, known before SIP.js says that it ended. */
  ending: CallEnd | null
  answering: boolean
  held: boolean
  farHeld: boolean
  /** An offer of ours is being made and not on the wire yet. */
  offering: boolean
  /** An offer of the far end's is being answered: no other may be made or taken until then. */
  answeringOffer: boolean
  /** The far end takes UPDATE. */
  farUpdates: boolean
  /** Who was last named as the other party. */
  asserted: Party | null
  /** Who it was was said by a network that is believed: what the far end says of itself doesn't change that. */
  vouched: boolean
  readonly clock: SessionClock
  /** What rings where the caller wants to know that it was heard (RFC 3262). */
  reliable: ReliableRinging | null
  /** The far end's re-INVITE had no offer, so its direction comes with the ACK. */
  awaitingAck: boolean
  /** What rang with an offer of ours, as the INVITE had none. */
  earlyOffer: EarlyOffer | null
  transfer: RunningTransfer | null
  /** The call that this one takes the place of (RFC 3891). */
  readonly replaces: Leg | null
  /** Runs once when the call ends. */
  readonly onEnd: Set<() => void>
}

/** Which calls go past the server, by their Call-ID, and how. */
export type DirectPaths = {
  readonly has: (callId: string) => boolean
  /** Nobody named whoever calls: nothing that they say of themselves is believed. */
  readonly isStranger: (callId: string) => boolean
  /** To be waited for before a call that goes out is described; null where all of them go to the server. */
  readonly findWay: ((leg: Leg) => Promise<void>) | null
}

/** What the parts of a line's calls share. */
export type CallContext = {
  readonly ua: UserAgent
  readonly account: LineAccount
  readonly parts: LineParts
  readonly timing: LineTiming
  readonly legs: Map<CallId, Leg>
  /** Whether something can be sent now: to the far end of a call, or for a new one. */
  readonly connected: (leg: Leg | null) => boolean
  readonly direct: DirectPaths
  /** This computer's address towards the server, as the socket has it, or towards the far end of a direct call. */
  readonly localAddress: (leg: Leg) => string | null
  /** Counts sockets: a request that timed out over one that is gone says nothing about the far end. */
  readonly socket: () => number
  /** For what the server has to hear but can't now: runs after the next registration, unless it is called off. */
  readonly whenBack: (run: () => void) => () => void
  /** Dialogs of the last calls that ended, for who wants to replace one (RFC 3891 §3). */
  readonly endedDialogs: Set<string>
}

export const legOf = (context: CallContext, call: CallId): Leg | null => context.legs.get(call) ?? null

/** The call that a dialog belongs to: its first request and its tag on the side that sent that. */
export function legOfDialog(context: CallContext, dialog: Core.Dialog): Leg | undefined {
  return [...context.legs.values()].find(({ inbound, session: { request } }) => {
    const tag = inbound ? dialog.remoteTag : dialog.localTag
    return request.callId === dialog.callId && request.fromTag === tag
  })
}

export function emit(context: CallContext, leg: Leg, fact: CallFact): void {
  if (!leg.ended) context.parts.listener.fact(leg.id, fact)
}

const MOST_ENDED_DIALOGS = 64

function rememberDialog({ endedDialogs }: CallContext, { session: { dialog } }: Leg): void {
  if (!dialog) return
  endedDialogs.add(dialog.id)
  const [oldest] = endedDialogs
  if (endedDialogs.size > MOST_ENDED_DIALOGS && oldest !== undefined) endedDialogs.delete(oldest)
}

/** Ends the call for the desk, once and at once; what SIP still has to do goes on in the background. */
export function end(context: CallContext, leg: Leg, ending: CallEnd): void {
  if (leg.ended) return
  leg.transfer?.stop()
  emit(context, leg, { kind: 'ended', ...ending })
  leg.ended = true
  context.legs.delete(leg.id)
  rememberDialog(context, leg)
  leg.description?.close()
  for (const run of leg.onEnd) run()
  leg.onEnd.clear()
}

/** The status of a response, or null where SIP.js made it up because none came. */
export function statusOf(response: Core.IncomingResponseMessage): SipStatus | null {
  if (!response.data) return null
  return { code: response.statusCode ?? 0, reason: response.reasonPhrase ?? '' }
}

/** Notes from a message of the far end's whether it takes UPDATE; one without Allow says nothing. */
export function learnMethods(
  leg: Leg,
  message: Core.IncomingRequestMessage | Core.IncomingResponseMessage,
): void {
  const allowed = message.getHeaders('allow').flatMap(splitList)
  if (allowed.length > 0) leg.farUpdates = allowed.includes('UPDATE')
}

/** Runs something of SIP.js in the background. It may throw or reject: whatever it was, the call's facts are out. */
export function background(
  context: CallContext,
  what: string,
  run: () => Promise<unknown> | undefined,
): void {
  const failed = (error: unknown) => context.parts.listener.log('debug', `${what}: ${String(error)}`)
  try {
    run()?.catch(failed)
  } catch (error) {
    failed(error)
  }
}
