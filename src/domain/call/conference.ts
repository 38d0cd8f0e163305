import type { Call } from './call.ts'
import type { CallFact, CallId } from './facts.ts'

type Calls = ReadonlyMap<CallId, Call>

/** The call that this one is in a conference with, while both last. */
export function partnerOf(calls: Calls, call: Call): Call | null {
  const other = call.conference === null ? undefined : calls.get(call.conference)
  return other?.phase === 'connected' && other.conference === call.id ? other : null
}

/** The call, and the other one of its conference. */
export function together(calls: Calls, call: Call): readonly Call[] {
  const partner = partnerOf(calls, call)
  return partner ? [call, partner] : [call]
}

/**
 * The calls whose far ends hear each other now. Whoever put the agent on hold is left out: their music would drown
 * the talk of the others. `heard` says whether a call's sound is on, which it no longer is once a hold was ordered.
 */
export function mixedCalls(calls: Calls, heard: (call: CallId) => boolean): readonly CallId[] {
  const talks = (call: Call): boolean => !call.held && !call.farHeld && heard(call.id)
  for (const call of calls.values()) {
    const partner = partnerOf(calls, call)
    if (partner && talks(call) && talks(partner)) return [call.id, partner.id]
  }
  return []
}

/**
 * What a fact that is about to be taken means for its conference: both calls join and leave at once, the one that is
 * left goes on by itself, and whoever refuses to come off hold isn't in it.
 */
export function conferenceFollows(
  calls: Calls,
  id: CallId,
  fact: CallFact,
): readonly { readonly call: CallId; readonly fact: CallFact }[] {
  const call = calls.get(id)
  if (call && fact.kind === 'conferenceJoined') {
    return [{ call: fact.with, fact: { kind: 'conferenceJoined', with: id } }]
  }
  const partner = call && partnerOf(calls, call)
  if (!partner) return []
  const partnerLeaves = { call: partner.id, fact: { kind: 'conferenceLeft' } } as const
  switch (fact.kind) {
    case 'ended':
    case 'conferenceLeft':
      return [partnerLeaves]
    case 'orderFailed':
      return fact.order === 'resume' && call.held
        ? [{ call: id, fact: { kind: 'conferenceLeft' } }, partnerLeaves]
        : []
    default:
      return []
  }
}
