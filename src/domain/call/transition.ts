import type { Call } from './call.ts'
import type { CallEnd, CallFact, CallId, StampedFact } from './facts.ts'

const fresh = (
  id: CallId,
  stamped: StampedFact,
): Omit<Call, 'direction' | 'line' | 'account' | 'party' | 'phase' | 'pickedUp' | 'from'> => ({
  id,
  autoAnswer: null,
  data: null,
  farRinging: false,
  earlyMedia: false,
  held: false,
  farHeld: false,
  muted: false,
  conference: null,
  mediaLost: false,
  startedAt: stamped.at,
  answeredAt: null,
  endedAt: null,
  ended: null,
  transfer: null,
  customer: null,
  wrapUp: 'none',
  disposition: null,
  notes: '',
  refusedOrder: null,
})

function begin(stamped: StampedFact): Call | null {
  const { fact, call } = stamped
  if (fact.kind === 'offered') {
    const { line, account = null, data = null } = fact
    const beginning = { ...fresh(call, stamped), line, account, data, pickedUp: null, from: null }
    const ringing = { ...beginning, phase: 'ringing' } as const
    // A dialer that rings the agent first is about to call the customer: that is whom the agent calls.
    return data?.customerNumber
      ? { ...ringing, direction: 'outbound', party: { number: data.customerNumber, displayName: null } }
      : { ...ringing, direction: 'inbound', party: fact.party }
  }
  if (fact.kind === 'dialed') {
    const { line, account = null, party } = fact
    return {
      ...fresh(call, stamped),
      direction: 'outbound',
      phase: 'dialing',
      line,
      account,
      party,
      pickedUp: fact.pickedUp ?? null,
      from: fact.from ?? null,
    }
  }
  return null
}

/** What a fact of a connected call changes; null where it doesn't fit. */
function whileConnected(call: Call, fact: CallFact): Partial<Call> | null {
  switch (fact.kind) {
    case 'held':
      return call.held ? null : { held: true, refusedOrder: null }
    case 'resumed':
      return call.held ? { held: false, refusedOrder: null } : null
    case 'farHeld':
      return call.farHeld ? null : { farHeld: true }
    case 'farResumed':
      return call.farHeld ? { farHeld: false } : null
    case 'muted':
      return call.muted ? null : { muted: true }
    case 'unmuted':
      return call.muted ? { muted: false } : null
    case 'conferenceJoined':
      return call.conference === null ? { conference: fact.with } : null
    case 'conferenceLeft':
      return call.conference === null ? null : { conference: null }
    case 'toneSent':
      return { refusedOrder: null }
    case 'transferStarted': {
      const { how, to, consult } = fact
      return { transfer: { how, to, consult, state: 'running', sip: null }, refusedOrder: null }
    }
    case 'transferProgress':
      return call.transfer?.state === 'running' ? { transfer: { ...call.transfer, sip: fact.sip } } : null
    case 'transferFailed':
      return call.transfer?.state === 'running'
        ? { transfer: { ...call.transfer, state: 'failed', sip: fact.sip } }
        : null
    case 'transferDone':
      return call.transfer?.state === 'running' ? { transfer: { ...call.transfer, state: 'done' } } : null
    case 'mediaLost':
      return call.mediaLost ? null : { mediaLost: true }
    case 'mediaRestored':
      return call.mediaLost ? { mediaLost: false } : null
    case 'referRefused':
      return {}
    default:
      return null
  }
}

/** What a fact of the wrap-up changes; null where it doesn't fit. */
function afterEnd(call: Call, fact: CallFact): Partial<Call> | null {
  switch (fact.kind) {
    case 'wrapUpOpened':
      return call.wrapUp === 'none' && call.answeredAt ? { wrapUp: 'open' } : null
    case 'wrapUpSuspended':
    case 'wrapUpResumed':
      return call.wrapUp === 'open' ? {} : null
    case 'wrapUpClosed':
      return call.wrapUp === 'open'
        ? { wrapUp: 'closed', disposition: fact.disposition, notes: fact.notes }
        : null
    case 'dispositionChanged':
      return call.wrapUp === 'open' ? null : { disposition: fact.disposition, notes: fact.notes }
    default:
      return null
  }
}

function endOf({ by, cause, sip, remarks, movedTo }: CallEnd): CallEnd {
  return { by, cause, sip, ...(remarks && { remarks }), ...(movedTo !== undefined && { movedTo }) }
}

function change(call: Call, { fact, at }: StampedFact): Partial<Call> | null {
  if (fact.kind === 'customerMatched') {
    return { customer: { id: fact.customer, name: fact.name, how: fact.how } }
  }
  if (call.phase === 'ended') return afterEnd(call, fact)
  switch (fact.kind) {
    case 'ended':
      return {
        phase: 'ended',
        endedAt: at,
        ended: endOf(fact),
        held: false,
        farHeld: false,
        muted: false,
        conference: null,
        mediaLost: false,
      }
    case 'orderFailed':
      return { refusedOrder: { order: fact.order, sip: fact.sip } }
    case 'farAsked':
    case 'toneReceived':
      return {}
    case 'autoAnswer': {
      const { header, after, refused } = fact
      return call.phase === 'ringing' ? { autoAnswer: { header, after, refused } } : null
    }
    case 'answered':
      return call.phase === 'connected'
        ? null
        : {
            phase: 'connected',
            answeredAt: at,
            earlyMedia: false,
            refusedOrder: null,
            // Picked up: from here on it is a call that a customer made.
            ...(call.pickedUp && { direction: 'inbound' }),
          }
    case 'partyTold':
      return call.pickedUp && call.party.number === '' ? { party: fact.party } : null
    case 'partyChanged':
      return { party: fact.party }
    case 'farRinging':
      return call.phase === 'dialing' && !call.farRinging ? { farRinging: true } : null
    case 'earlyMedia':
      return call.phase === 'dialing' && !call.earlyMedia ? { earlyMedia: true } : null
    default:
      return call.phase === 'connected' ? whileConnected(call, fact) : null
  }
}

/**
 * The call after a fact, or null where the fact doesn't fit its state: networks repeat and reorder, so such a
 * fact is to be ignored and logged, never thrown.
 */
export function transition(call: Call | null, stamped: StampedFact): Call | null {
  if (!call) return begin(stamped)
  const changed = change(call, stamped)
  return changed && { ...call, ...changed }
}

/** Rebuilds a call from all its facts in journal order; null without a beginning. */
export function replay(facts: readonly StampedFact[]): Call | null {
  let call: Call | null = null
  for (const stamped of facts) call = transition(call, stamped) ?? call
  return call
}
