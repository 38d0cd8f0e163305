import { type Call, isLive } from '../call/call.ts'

/** What the agent chose for themselves. */
export type Presence =
  | { readonly kind: 'offline' }
  | { readonly kind: 'available' }
  | { readonly kind: 'break'; readonly reason: string }

export const AGENT_STATES = ['offline', 'available', 'break', 'ringing', 'onCall', 'wrapUp'] as const
export type AgentStateKind = (typeof AGENT_STATES)[number]

/** What the agent is doing; `reason` is the break's. */
export type AgentState = { readonly kind: AgentStateKind; readonly reason: string | null }

/**
 * The agent's state follows from what they chose and from their calls: a live call outranks ringing, ringing
 * outranks an open wrap-up, and that outranks the choice. Without a registered line nobody is available.
 */
export function agentState(presence: Presence, registered: boolean, calls: Iterable<Call>): AgentState {
  let ringing = false
  let wrapUp = false
  for (const call of calls) {
    if (call.phase === 'connected' || call.phase === 'dialing') return { kind: 'onCall', reason: null }
    if (call.phase === 'ringing') ringing = true
    if (!isLive(call) && call.wrapUp === 'open') wrapUp = true
  }
  if (ringing) return { kind: 'ringing', reason: null }
  if (wrapUp) return { kind: 'wrapUp', reason: null }
  if (presence.kind === 'break') return { kind: 'break', reason: presence.reason }
  return { kind: registered ? presence.kind : 'offline', reason: null }
}
