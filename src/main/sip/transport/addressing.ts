import { isIPv6 } from 'node:net'

/**
 * What SIP.js writes where an address belongs. It makes both up once, at construction, and copies its Contact into every
 * call: a line whose socket, and with it its address, may change in the middle of a call writes them as a message leaves.
 */
export type Placeholders = {
  /** The host in Via. */
  readonly viaHost: string
  /** The whole URI in Contact. */
  readonly contact: string
}

export type Protocol = 'udp' | 'tcp' | 'tls'

export type HostPort = { readonly host: string; readonly port: number }

/** What this end is called over one connection. */
export type OwnName = {
  /** Of the connection that this message takes. */
  readonly via: Protocol
  /** Where the socket is, as this computer sees it. */
  readonly local: HostPort
  /** Where the server can reach us: the same, or the public side of a NAT. */
  readonly reachable: HostPort
  /** Of the connection that requests come back over. */
  readonly contact: Protocol
}

export const written = ({ host, port }: HostPort): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`

/**
 * The Contact of `user`. Over TLS it stays `sip:` with `transport=tls`, as PBXes expect it: `sips:` would demand TLS on
 * every hop to the other side (RFC 5630 §3.1.3), which nobody here can promise.
 */
export function contactUri(user: string, name: Pick<OwnName, 'reachable' | 'contact'>): string {
  const transport = name.contact === 'udp' ? '' : `;transport=${name.contact}`
  return `sip:${user}@${written(name.reachable)}${transport}`
}

export const userOf = (placeholders: Placeholders): string =>
  placeholders.contact.slice('sip:'.length, placeholders.contact.indexOf('@'))

/** The message with this end's addresses in Via, which asks for `rport` (RFC 3581), and in Contact. */
export function addressed(message: string, placeholders: Placeholders, name: OwnName): string {
  const end = message.indexOf('\r\n\r\n')
  const head = end < 0 ? message : message.slice(0, end)
  const via = new RegExp(`^(Via: SIP/2\\.0/)\\w+ ${placeholders.viaHost}(?=;)`, 'im')
  const own = head
    .replace(via, (_, start: string) => `${start}${name.via.toUpperCase()} ${written(name.local)};rport`)
    .replaceAll(placeholders.contact, contactUri(userOf(placeholders), name))
  return end < 0 ? own : own + message.slice(end)
}

/** Where the server says that a request of ours came from (RFC 3261 §18.2.1, RFC 3581 §4); null where it doesn't. */
export function seenAt(topVia: string): HostPort | null {
  const received = topVia.match(/;\s*received\s*=\s*"?\[?([0-9a-fA-F.:]+)\]?"?/i)?.[1]
  const rport = Number(topVia.match(/;\s*rport\s*=\s*(\d{1,5})/i)?.[1] ?? 0)
  const sentBy = topVia.match(/^SIP\s*\/\s*2\.0\s*\/\s*\w+\s+(?:\[([^\]]+)\]|([^\s;:]+))/i)
  const host = received ?? sentBy?.[1] ?? sentBy?.[2]
  if (rport === 0 || rport > 65_535 || host === undefined) return null
  return { host, port: rport }
}
