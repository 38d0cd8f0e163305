import { type Call, isLive } from './call.ts'

/** What the agent should hear that is no voice. */
export type CallSound = 'none' | 'ring' | 'waiting' | 'ringback'

/** Ring when free, a soft beep beside a live call, ringback while the far end rings without audio of its own. */
export function callSound(calls: Iterable<Call>): CallSound {
  let ringing = false
  let busy = false
  let ringback = false
  for (const call of calls) {
    if (!isLive(call)) continue
    // What the phone answers in the same moment has nothing to ring for.
    const atOnce = call.autoAnswer?.refused === null && call.autoAnswer.after === 0
    if (call.phase === 'ringing') ringing ||= !atOnce
    else busy = true
    if (call.phase === 'dialing' && call.farRinging && !call.earlyMedia) ringback = true
  }
  if (ringing) return busy ? 'waiting' : 'ring'
  return ringback ? 'ringback' : 'none'
}
