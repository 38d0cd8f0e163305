import type { Ring } from '../account/account.ts'
import { type Call, isLive } from './call.ts'

/** What the agent should hear that is no voice. */
export type CallSound = 'none' | 'ring' | 'ringLow' | 'ringBright' | 'waiting' | 'ringback'

const RING: Readonly<Record<Ring, CallSound>> = {
  standard: 'ring',
  low: 'ringLow',
  bright: 'ringBright',
  silent: 'none',
}

/** The ring of its line when free, a soft beep beside a live call, ringback while the far end rings without audio of its own. */
export function callSound(
  calls: Iterable<Call>,
  ringOf: (account: string | null) => Ring = () => 'standard',
): CallSound {
  let ringing: Call | null = null
  let busy = false
  let ringback = false
  for (const call of calls) {
    if (!isLive(call)) continue
    // What the phone answers in the same moment has nothing to ring for.
    const atOnce = call.autoAnswer?.refused === null && call.autoAnswer.after === 0
    if (call.phase !== 'ringing') busy = true
    else if (!atOnce) ringing ??= call
    if (call.phase === 'dialing' && call.farRinging && !call.earlyMedia) ringback = true
  }
  if (ringing) return busy ? 'waiting' : RING[ringOf(ringing.account)]
  return ringback ? 'ringback' : 'none'
}
