import type { Presence } from '../agent/state.ts'
import type { RingingDialog } from '../colleague/lamp.ts'
import { ok, type Result, refuse } from '../result.ts'
import { type Call, isLive } from './call.ts'
import { partnerOf, together } from './conference.ts'
import type { CallId, Party, PickedUp, TransferKind } from './facts.ts'

/** A colleague's ringing call that is to be taken over. */
export type PickUp = {
  readonly colleague: PickedUp
  /** Who calls them; null where it isn't told. */
  readonly caller: Party | null
  /** The names of the call; null where the PBX's code is dialled instead. */
  readonly dialog: RingingDialog | null
}

/** What an adapter is ordered to do. It never changes state: the fact that comes back does. */
export type CallEffect =
  /** 180 and the ringer. */
  | { readonly kind: 'ring'; readonly call: CallId }
  | {
      readonly kind: 'dial'
      readonly call: CallId
      readonly to: string
      readonly from: CallId | null
      readonly pickUp?: PickUp
      /** What goes out for `to` by the account's rules, where it is something else. */
      readonly target?: string
      /** The account to dial on; a line of its own needs no name. */
      readonly line?: string
      /** The number of ours to show; left out or empty: as the server has it. */
      readonly callerId?: string
    }
  | { readonly kind: 'answer'; readonly call: CallId }
  | { readonly kind: 'reject'; readonly call: CallId; readonly as: RejectAs }
  /** BYE, CANCEL or a refusal, whatever the call's state asks for. */
  | { readonly kind: 'hangUp'; readonly call: CallId }
  | { readonly kind: 'hold'; readonly call: CallId }
  | { readonly kind: 'resume'; readonly call: CallId }
  | { readonly kind: 'mute'; readonly call: CallId }
  | { readonly kind: 'unmute'; readonly call: CallId }
  | { readonly kind: 'sendTone'; readonly call: CallId; readonly tone: string }
  | { readonly kind: 'join'; readonly call: CallId; readonly with: CallId }
  | { readonly kind: 'part'; readonly call: CallId }
  | {
      readonly kind: 'transferBlind'
      readonly call: CallId
      readonly to: string
      /** What goes out for `to` by the account's rules, where it is something else. */
      readonly target?: string
    }
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
  /** Both far ends hear the agent and each other. */
  | { readonly kind: 'conference'; readonly call: CallId; readonly with: CallId }
  /** The conference is over: this call is held, and the other one goes on alone. */
  | { readonly kind: 'split'; readonly call: CallId }
  | { readonly kind: 'endConference'; readonly call: CallId }
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
  | 'nothingToJoin'
  | 'alreadyInConference'
  | 'notInConference'
  | 'otherLine'
  | 'badNumber'
  | 'notEnded'
  | 'wrapUpNotOpen'

export type DialRefusal =
  | 'badNumber'
  | 'noSuchLine'
  | 'lineNotRegistered'
  | 'anotherCallActive'
  | 'noSuchCall'

export type Calls = ReadonlyMap<CallId, Call>

/** How a number is written for the server of an account. */
type Rewrite = (account: string | null, number: string) => string

const live = (calls: Calls): readonly Call[] => [...calls.values()].filter(isLive)

/** Calls that are spoken on now: connected and not on hold. */
const active = (calls: Calls, except: readonly Call[]): readonly Call[] =>
  live(calls).filter((call) => !except.includes(call) && call.phase === 'connected' && !call.held)

const holdOthers = (calls: Calls, except: readonly Call[]): readonly CallEffect[] =>
  active(calls, except).map((call) => ({ kind: 'hold', call: call.id }))

/** One call or conference has the agent's ear: others are held, and what is still being dialled is given up. */
const freeTheEar = (calls: Calls, except: readonly Call[]): readonly CallEffect[] => [
  ...holdOthers(calls, except),
  ...live(calls)
    .filter((call) => !except.includes(call) && call.phase === 'dialing')
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
  rewrite: Rewrite,
): Result<readonly CallEffect[], CallRefusal> {
  const found = connected(calls, id)
  if (!found.ok) return found
  if (found.value.transfer?.state === 'running') return refuse('transferRunning')
  if (how === 'blind') {
    const to = dialable(target)
    if (!to) return refuse('badNumber')
    return ok([{ kind: 'transferBlind', call: id, to, target: rewrite(found.value.account, to) }])
  }
  const consult = connected(calls, target)
  if (!consult.ok) return refuse(consult.reason === 'notConnected' ? 'consultNotAnswered' : consult.reason)
  // One server can't take the place of a call on another one.
  if (consult.value.account !== found.value.account) return refuse('otherLine')
  return ok([{ kind: 'transferAttended', call: id, consult: target }])
}

function swap(calls: Calls): Result<readonly CallEffect[], CallRefusal> {
  const connectedCalls = live(calls).filter((call) => call.phase === 'connected')
  const next = connectedCalls.find((call) => call.held)
  if (!next) return refuse('nothingToSwap')
  return ok([...holdOthers(calls, together(calls, next)), ...switchTogether(calls, next, 'resume')])
}

type Switch = 'hold' | 'resume' | 'mute' | 'unmute'

/** Whether a switch has anything to do for a call. */
const due = (call: Call, kind: Switch): boolean =>
  kind === 'hold' || kind === 'resume'
    ? call.held === (kind === 'resume')
    : call.muted === (kind === 'unmute')

/** The agent is one person to both sides of a conference: hold and mute mean both of its calls. */
function switchTogether(calls: Calls, call: Call, kind: Switch): readonly CallEffect[] {
  const meant = together(calls, call).filter((one) => one === call || due(one, kind))
  return meant.map((one) => ({ kind, call: one.id }))
}

/** Whoever is muted to the one they speak with is muted to both. */
function muteAlike(pair: readonly Call[]): readonly CallEffect[] {
  const spoken = pair.filter(({ held }) => !held)
  const kind = (spoken.length > 0 ? spoken : pair).some(({ muted }) => muted) ? 'mute' : 'unmute'
  return pair.filter((call) => due(call, kind)).map((call) => ({ kind, call: call.id }))
}

function join(calls: Calls, id: CallId, other: CallId): Result<readonly CallEffect[], CallRefusal> {
  if (id === other) return refuse('nothingToJoin')
  const [one, two] = [connected(calls, id), connected(calls, other)]
  if (!one.ok) return one
  if (!two.ok) return two
  const pair = [one.value, two.value]
  if (pair.some((call) => partnerOf(calls, call))) return refuse('alreadyInConference')
  if (pair.some(({ transfer }) => transfer?.state === 'running')) return refuse('transferRunning')
  return ok([
    ...freeTheEar(calls, pair),
    ...muteAlike(pair),
    { kind: 'join', call: id, with: other },
    ...pair.filter(({ held }) => held).map((call): CallEffect => ({ kind: 'resume', call: call.id })),
  ])
}

function split(calls: Calls, call: Call): Result<readonly CallEffect[], CallRefusal> {
  const pair = together(calls, call)
  if (pair.length < 2) return refuse('notInConference')
  if (pair.some(({ transfer }) => transfer?.state === 'running')) return refuse('transferRunning')
  const part: CallEffect = { kind: 'part', call: call.id }
  return ok(call.held ? [part] : [part, { kind: 'hold', call: call.id }])
}

/** Checks a command against the calls and says what is to be done. Nothing has changed until facts come back. */
export function decide(
  calls: Calls,
  command: CallCommand,
  rewrite: Rewrite = (_account, number) => number,
): Result<readonly CallEffect[], CallRefusal> {
  if (command.kind === 'swap') return swap(calls)
  const call = calls.get(command.call)
  if (!call) return refuse('noSuchCall')
  if (call.phase === 'ended') return refuse('alreadyEnded')
  switch (command.kind) {
    case 'answer':
      if (call.phase !== 'ringing') return refuse('notRinging')
      return ok([...freeTheEar(calls, [call]), { kind: 'answer', call: call.id }])
    case 'reject':
      if (call.phase !== 'ringing') return refuse('notRinging')
      return ok([{ kind: 'reject', call: call.id, as: { status: command.as, why: '' } }])
    case 'hangUp':
      return ok([{ kind: 'hangUp', call: call.id }])
    case 'transferBlind':
      return transfer(calls, call.id, 'blind', command.to, rewrite)
    case 'transferAttended':
      return transfer(calls, call.id, 'attended', command.consult, rewrite)
    case 'resume': {
      if (call.phase !== 'connected') return refuse('notConnected')
      const talk = together(calls, call)
      return ok([...freeTheEar(calls, talk), ...switchTogether(calls, call, 'resume')])
    }
    case 'conference':
      return join(calls, call.id, command.with)
    case 'split':
      return split(calls, call)
    case 'endConference': {
      const pair = together(calls, call)
      if (pair.length < 2) return refuse('notInConference')
      return ok(pair.map((one) => ({ kind: 'hangUp', call: one.id })))
    }
    case 'sendTone':
      if (call.phase !== 'connected' && !call.earlyMedia) return refuse('notConnected')
      return ok([{ kind: 'sendTone', call: call.id, tone: command.tone }])
    default:
      if (call.phase !== 'connected') return refuse('notConnected')
      return ok(switchTogether(calls, call, command.kind))
  }
}

export type DialOrder = {
  readonly id: CallId
  readonly to: string
  readonly from: CallId | null
  readonly callerId: string
}

/** The line to dial on, as far as the rule needs it. */
export type DialLine = {
  readonly id: string
  readonly isRegistered: boolean
  readonly rewrite: (number: string) => string
}

/** Dialling puts what is spoken on hold; two calls that are being dialled at once are refused. */
export function decideDial(
  calls: Calls,
  line: DialLine | null,
  order: DialOrder,
): Result<readonly CallEffect[], DialRefusal> {
  const { id, from, callerId } = order
  const to = dialable(order.to)
  if (!to) return refuse('badNumber')
  if (!line) return refuse('noSuchLine')
  if (!line.isRegistered) return refuse('lineNotRegistered')
  if (from !== null && !calls.has(from)) return refuse('noSuchCall')
  if (live(calls).some((call) => call.phase === 'dialing')) return refuse('anotherCallActive')
  const dial: CallEffect = {
    kind: 'dial',
    call: id,
    to,
    target: line.rewrite(to),
    from,
    line: line.id,
    callerId,
  }
  return ok([...holdOthers(calls, []), dial])
}

/** Picking up is dialling: the ringing call is taken by its names, or else `to` is the PBX's pick-up code. */
export function decidePickUp(
  calls: Calls,
  line: DialLine | null,
  order: { readonly id: CallId; readonly to: string; readonly pickUp: PickUp },
): Result<readonly CallEffect[], DialRefusal> {
  // Codes and extensions are the PBX's own: no rule rewrites them, and nobody is shown another number.
  const inside = line && { ...line, rewrite: (number: string) => number }
  const decided = decideDial(calls, inside, { id: order.id, to: order.to, from: null, callerId: '' })
  if (!decided.ok) return decided
  return ok(
    decided.value.map((effect) => (effect.kind === 'dial' ? { ...effect, pickUp: order.pickUp } : effect)),
  )
}

export type OfferPolicy = {
  readonly presence: Presence
  /** What a caller gets while the agent is on a break or in wrap-up; an offline agent is never rung. */
  readonly whileUnavailable: 'ring' | 'busy' | 'unavailable'
  readonly callWaiting: boolean
}

/** At most this many calls at once, in a conference or not; a further caller hears busy. */
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
