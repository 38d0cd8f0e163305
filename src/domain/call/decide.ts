import type { Presence } from '../agent/state.ts'
import { ok, type Result, refuse } from '../result.ts'
import { type Call, isLive } from './call.ts'
import type { CallId, TransferKind } from './facts.ts'

/** What an adapter is ordered to do. It never changes state: the fact that comes back does. */
export type CallEffect =
  /** 180 and the ringer. */
  | { readonly kind: 'ring'; readonly call: CallId }
  | { readonly kind: 'dial'; readonly call: CallId; readonly to: string; readonly from: CallId | null }
  | { readonly kind: 'answer'; readonly call: CallId }
  | { readonly kind: 'reject'; readonly call: CallId; readonly as: RejectAs }
  /** BYE, CANCEL or a refusal, whatever the call's state asks for. */
  | { readonly kind: 'hangUp'; readonly call: CallId }
  | { readonly kind: 'hold'; readonly call: CallId }
  | { readonly kind: 'resume'; readonly call: CallId }
  | { readonly kind: 'mute'; readonly call: CallId }
  | { readonly kind: 'unmute'; readonly call: CallId }
  | { readonly kind: 'sendTone'; readonly call: CallId; readonly tone: string }
  | { readonly kind: 'transferBlind'; readonly call: CallId; readonly to: string }
  | { readonly kind: 'transferAttended'; readonly call: CallId; readonly consult: CallId }

/** `busy` 486, `decline` 603, `unavailable` 480. `why` goes out as a Reason header's text. */
export type RejectAs = { readonly status: 'busy' | 'decline' | 'unavailable'; readonly why: string }

export type CallCommand =
  | { readonly kind: 'answer'; readonly call: CallId }
  | { readonly kind: 'reject'; readonly call: CallId; readonly as: 'busy' | 'decline' }
  | { readonly kind: 'hangUp'; readonly call: CallId }
  | { readonly kind: 'hold'; readonly call: CallId }
  | { readonly kind: 'resume'; readonly call: CallId }
  | { readonly kind: 'swap' }
  | { readonly kind: 'mute'; readonly call: CallId }
  | { readonly kind: 'unmute'; readonly call: CallId }
  | { readonly kind: 'sendTone'; readonly call: CallId; readonly tone: string }
  | { readonly kind: 'transferBlind'; readonly call: CallId; readonly to: string }
  | { readonly kind: 'transferAttended'; readonly call: CallId; readonly consult: CallId }

export type CallRefusal =
  | 'noSuchCall'
  | 'notRinging'
  | 'notConnected'
  | 'alreadyEnded'
  | 'transferRunning'
  | 'nothingToSwap'
  | 'consultNotAnswered'
  | 'badNumber'
  | 'notEnded'
  | 'wrapUpNotOpen'

export type DialRefusal = 'badNumber' | 'lineNotRegistered' | 'anotherCallActive' | 'noSuchCall'

export type Calls = ReadonlyMap<CallId, Call>

const live = (calls: Calls): readonly Call[] => [...calls.values()].filter(isLive)

/** Calls that are spoken on now: connected and not on hold. */
const active = (calls: Calls, except: CallId): readonly Call[] =>
  live(calls).filter((call) => call.id !== except && call.phase === 'connected' && !call.held)

const holdOthers = (calls: Calls, except: CallId): readonly CallEffect[] =>
  active(calls, except).map((call) => ({ kind: 'hold', call: call.id }))

/** One call has the agent's ear: others are held, and what is still being dialled is given up. */
const freeTheEar = (calls: Calls, except: CallId): readonly CallEffect[] => [
  ...holdOthers(calls, except),
  ...live(calls)
    .filter((call) => call.id !== except && call.phase === 'dialing')
    .map((call): CallEffect => ({ kind: 'hangUp', call: call.id })),
]

/** A number or SIP address that can be dialled: digits with `+ * #` and the usual separators, or user@host. */
export function dialable(typed: string): string | null {
  const text = typed.trim().replace(/^(tel|sips?|callto):/i, '')
  if (/^[^\s@<>"']{1,64}@[a-z0-9.:[\]-]{1,255}$/i.test(text)) return text
  const digits = text.replace(/[\s().\-/]/g, '')
  return /^\+?[0-9*#]{1,32}$/.test(digits) ? digits : null
}

function connected(calls: Calls, id: CallId): Result<Call, CallRefusal> {
  const call = calls.get(id)
  if (!call) return refuse('noSuchCall')
  if (call.phase === 'ended') return refuse('alreadyEnded')
  if (call.phase !== 'connected') return refuse('notConnected')
  return ok(call)
}

function transfer(
  calls: Calls,
  id: CallId,
  how: TransferKind,
  target: string,
): Result<readonly CallEffect[], CallRefusal> {
  const found = connected(calls, id)
  if (!found.ok) return found
  if (found.value.transfer?.state === 'running') return refuse('transferRunning')
  if (how === 'blind') {
    const to = dialable(target)
    return to ? ok([{ kind: 'transferBlind', call: id, to }]) : refuse('badNumber')
  }
  const consult = connected(calls, target)
  if (!consult.ok) return refuse(consult.reason === 'notConnected' ? 'consultNotAnswered' : consult.reason)
  return ok([{ kind: 'transferAttended', call: id, consult: target }])
}

function swap(calls: Calls): Result<readonly CallEffect[], CallRefusal> {
  const connectedCalls = live(calls).filter((call) => call.phase === 'connected')
  const held = connectedCalls.filter((call) => call.held)
  const spoken = connectedCalls.filter((call) => !call.held)
  const next = held[0]
  if (!next) return refuse('nothingToSwap')
  return ok([
    ...spoken.map((call): CallEffect => ({ kind: 'hold', call: call.id })),
    { kind: 'resume', call: next.id },
  ])
}

/** Checks a command against the calls and says what is to be done. Nothing has changed until facts come back. */
export function decide(calls: Calls, command: CallCommand): Result<readonly CallEffect[], CallRefusal> {
  if (command.kind === 'swap') return swap(calls)
  const call = calls.get(command.call)
  if (!call) return refuse('noSuchCall')
  if (call.phase === 'ended') return refuse('alreadyEnded')
  switch (command.kind) {
    case 'answer':
      if (call.phase !== 'ringing') return refuse('notRinging')
      return ok([...freeTheEar(calls, call.id), { kind: 'answer', call: call.id }])
    case 'reject':
      if (call.phase !== 'ringing') return refuse('notRinging')
      return ok([{ kind: 'reject', call: call.id, as: { status: command.as, why: '' } }])
    case 'hangUp':
      return ok([{ kind: 'hangUp', call: call.id }])
    case 'transferBlind':
      return transfer(calls, call.id, 'blind', command.to)
    case 'transferAttended':
      return transfer(calls, call.id, 'attended', command.consult)
    case 'resume': {
      if (call.phase !== 'connected') return refuse('notConnected')
      return ok([...freeTheEar(calls, call.id), { kind: 'resume', call: call.id }])
    }
    case 'sendTone':
      if (call.phase !== 'connected' && !call.earlyMedia) return refuse('notConnected')
      return ok([{ kind: 'sendTone', call: call.id, tone: command.tone }])
    default:
      if (call.phase !== 'connected') return refuse('notConnected')
      return ok([{ kind: command.kind, call: call.id }])
  }
}

/** Dialling puts what is spoken on hold; two calls that are being dialled at once are refused. */
export function decideDial(
  calls: Calls,
  registered: boolean,
  order: { readonly id: CallId; readonly to: string; readonly from: CallId | null },
): Result<readonly CallEffect[], DialRefusal> {
  const to = dialable(order.to)
  if (!to) return refuse('badNumber')
  if (!registered) return refuse('lineNotRegistered')
  if (order.from !== null && !calls.has(order.from)) return refuse('noSuchCall')
  if (live(calls).some((call) => call.phase === 'dialing')) return refuse('anotherCallActive')
  return ok([...holdOthers(calls, order.id), { kind: 'dial', call: order.id, to, from: order.from }])
}

export type OfferPolicy = {
  readonly presence: Presence
  /** What a caller gets while the agent is on a break or in wrap-up; an offline agent is never rung. */
  readonly whileUnavailable: 'ring' | 'busy' | 'unavailable'
  readonly callWaiting: boolean
}

/** At most this many calls at once; a further caller hears busy. */
const MOST_CALLS = 2

/** Whether a call that was just offered rings here. `calls` holds it already. */
export function decideOffer(calls: Calls, id: CallId, policy: OfferPolicy): CallEffect {
  const others = [...calls.values()].filter((call) => call.id !== id)
  const liveOthers = others.filter(isLive)
  const reject = (status: RejectAs['status'], why: string): CallEffect => ({
    kind: 'reject',
    call: id,
    as: { status, why },
  })
  if (liveOthers.length >= MOST_CALLS) return reject('busy', 'Agent has two calls')
  if (liveOthers.length > 0 && !policy.callWaiting) return reject('busy', 'Agent is on a call')
  if (policy.presence.kind === 'offline') {
    return reject(policy.whileUnavailable === 'busy' ? 'busy' : 'unavailable', 'Agent is offline')
  }
  if (policy.whileUnavailable !== 'ring') {
    if (policy.presence.kind === 'break') return reject(policy.whileUnavailable, 'Agent is on a break')
    if (others.some((call) => call.wrapUp === 'open'))
      return reject(policy.whileUnavailable, 'Agent is in wrap-up')
  }
  return { kind: 'ring', call: id }
}
