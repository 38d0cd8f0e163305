import type { Core } from 'sip.js'
import { type CallContext, emit, type Leg } from './leg.ts'
import { assertedParty } from './remote-identity.ts'

const digits = (number: string): string => number.replace(/\D/g, '')

/** Whether two ways of writing a number may be one number: `030 1234567` and `+49301234567`. */
function sameNumber(one: string, other: string): boolean {
  if (one === other) return true
  const [short = '', long = ''] = [digits(one), digits(other)].sort((a, b) => a.length - b.length)
  return short.length >= 7 && long.endsWith(short.replace(/^0+/, ''))
}

/**
 * Notes whom a trusted network names as the other party, and tells when that is somebody else now: the far end
 * transferred the call (RFC 4916, and P-Asserted-Identity in a re-INVITE or an UPDATE). What is first said of a call
 * that was dialled is how the network writes the number dialled.
 */
export function noteParty(
  context: CallContext,
  leg: Leg,
  message: Core.IncomingRequestMessage | Core.IncomingResponseMessage,
): void {
  if (!context.account.trustsProxy || context.direct.isStranger(message.callId)) return
  const party = assertedParty((name) => message.getHeaders(name).join(', ') || undefined)
  if (!party) return
  const before = leg.asserted
  leg.asserted = party
  if (!before) return
  const renamed = party.displayName !== null && party.displayName !== before.displayName
  if (sameNumber(party.number, before.number)) {
    if (renamed) emit(context, leg, { kind: 'partyChanged', party: { ...party, number: before.number } })
    leg.asserted = { number: before.number, displayName: party.displayName ?? before.displayName }
    return
  }
  emit(context, leg, { kind: 'partyChanged', party })
}
