import { Core, type URI } from 'sip.js'
import type { Party } from '../../domain/call/facts.ts'
import { type CallContext, emit, type Leg } from './leg.ts'
import { assertedParty, remoteParty } from './remote-identity.ts'

const digits = (number: string): string => number.replace(/\D/g, '')

/** Whether two ways of writing a number may be one number: `030 1234567` and `+49301234567`. */
function sameNumber(one: string, other: string): boolean {
  if (one === other) return true
  const [short = '', long = ''] = [digits(one), digits(other)].sort((a, b) => a.length - b.length)
  return short.length >= 7 && long.endsWith(short.replace(/^0+/, ''))
}

type Message = Core.IncomingRequestMessage | Core.IncomingResponseMessage
type Named = { readonly party: Party; readonly before: Party | null }

const allOf =
  (message: Message) =>
  (name: string): string | undefined =>
    message.getHeaders(name).join(', ') || undefined

/** Whom a trusted network vouches for, and whom it vouched for before. */
function vouchedFor(context: CallContext, leg: Leg, message: Message): Named | null {
  if (!context.account.trustsProxy || context.direct.isStranger(message.callId)) return null
  const party = assertedParty(allOf(message))
  if (!party) return null
  leg.vouched = true
  return { party, before: leg.asserted }
}

const sameAddress = (one: URI, other: URI): boolean =>
  one.user === other.user && one.host.toLowerCase() === other.host.toLowerCase()

/**
 * Whom a request within the call names in From, where that is another address than so far (RFC 4916 §4.5): our
 * `from-change` in Supported says that it may be. What we send names it in To from then on. It is worth as much as the
 * From that began the call, and so never more than what the network vouched for.
 */
function changedFrom(context: CallContext, leg: Leg, message: Message): Named | null {
  if (!(message instanceof Core.IncomingRequestMessage)) return null
  const dialog = context.ua.userAgentCore.dialogs.get(
    `${message.callId}${message.toTag ?? ''}${message.fromTag}`,
  )
  const { uri } = message.from
  if (!dialog || sameAddress(dialog.remoteURI, uri)) return null
  const before = leg.asserted ?? { number: dialog.remoteURI.user ?? '', displayName: null }
  const state: { remoteURI: URI } = Reflect.get(dialog, 'dialogState')
  state.remoteURI = uri
  if (leg.vouched) return null
  return { party: remoteParty(allOf(message), false, context.direct.has(message.callId)), before }
}

/**
 * Notes whom the other side names as the other party, and tells when that is somebody else now: the far end transferred
 * the call (RFC 4916, and P-Asserted-Identity in a re-INVITE or an UPDATE). What the network first says of a call that was
 * dialled is how it writes the number dialled.
 */
export function noteParty(context: CallContext, leg: Leg, message: Message): void {
  const changed = changedFrom(context, leg, message)
  const named = vouchedFor(context, leg, message) ?? changed
  if (!named) return
  const { party, before } = named
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
