import { addressOf, parseNameAddr, splitList } from '../message/name-addr.ts'
import { headOf } from '../message/transaction-key.ts'
import { parseServerAddress, type ServerAddress } from '../server-address.ts'
import type { Protocol } from '../transport/addressing.ts'

/** Where a request goes, before the DNS has a say. */
export type Hop = ServerAddress & {
  /** Null where the URI leaves it open. */
  readonly protocol: Protocol | null
}

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['udp', 'udp'],
  ['tcp', 'tcp'],
  ['tls', 'tls'],
])

/** The host, port and transport that a SIP URI names; null where nothing can be sent there. */
export function hopOf(uri: string): Hop | null {
  const { scheme, host } = addressOf(uri)
  const address = parseServerAddress(host)
  if ((scheme !== 'sip' && scheme !== 'sips') || !address.ok) return null
  const named = uri.match(/;\s*transport\s*=\s*([a-z]+)/i)?.[1]?.toLowerCase()
  const protocol = named === undefined ? null : PROTOCOLS.get(named)
  // What it asks for isn't spoken here.
  if (protocol === undefined) return null
  return { ...address.value, protocol: scheme === 'sips' ? 'tls' : protocol }
}

const uriIn = (value: string | undefined): string => parseNameAddr(value ?? '')?.uri ?? ''

/** The values of a field that may stand in several lines, in order. */
export const listedIn = (head: string, name: RegExp): readonly string[] =>
  [...head.matchAll(name)].flatMap(([, value = '']) => splitList(value))

/** A request of ours goes to its topmost Route, else to its Request-URI (RFC 3261 §8.1.2). */
export function nextHop(request: string): Hop | null {
  const head = headOf(request)
  const [route] = listedIn(head, /^route[ \t]*:(.*)$/gim)
  return hopOf(route === undefined ? (head.split(' ', 2)[1] ?? '') : uriIn(route))
}

/** Whether a request stands outside of any dialog. */
export const beginsDialog = (request: string): boolean =>
  !/^(?:to|t)[ \t]*:.*;\s*tag\s*=/im.test(headOf(request))

/**
 * Whether requests within the dialog that this one begins go to whoever sent it: its own sender, or a proxy that wants
 * to stay. Any other proxy only passed it on, and what follows goes past it (RFC 3261 §12.1.1, §16.6).
 */
export function senderStays(request: string): boolean {
  const head = headOf(request)
  const vias = listedIn(head, /^v(?:ia)?[ \t]*:(.*)$/gim)
  return vias.length === 1 || /^record-route[ \t]*:/im.test(head)
}

/** The host that the far end wants what follows to be sent to. */
export function wantedHost(request: string): string {
  const head = headOf(request)
  const [route] = listedIn(head, /^record-route[ \t]*:(.*)$/gim)
  const [contact] = listedIn(head, /^(?:contact|m)[ \t]*:(.*)$/gim)
  return hopOf(uriIn(route ?? contact))?.host ?? ''
}
