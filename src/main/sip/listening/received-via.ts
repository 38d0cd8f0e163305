import { transactionKey } from '../message/transaction-key.ts'
import type { HostPort } from '../transport/addressing.ts'

const TOP_VIA = /^(v(?:ia)?[ \t]*:)([^,\r\n]*)/im
const SIP_PORT = 5060

/**
 * A request with what its sender can't know of itself in its topmost Via: the address it came from (RFC 3261 §18.2.1),
 * and the port where it asks for that (RFC 3581 §4).
 */
export function seenFrom(request: Buffer, from: HostPort): Buffer {
  const text = request.toString('latin1')
  const marked = text.replace(TOP_VIA, (_, name: string, via: string) => {
    const own = via
      .replace(/;\s*received\b[^;]*/gi, '')
      .replace(/;\s*rport\b[^;]*/i, `;rport=${from.port}`)
      .trimEnd()
    return `${name}${own};received=${from.host}`
  })
  return Buffer.from(marked, 'latin1')
}

/** The port that a response goes to over UDP (RFC 3261 §18.2.2, RFC 3581 §4), told by its own topmost Via. */
export function responsePort(response: string): number {
  const via = transactionKey(response)?.topVia ?? ''
  const asked = via.match(/;\s*rport\s*=\s*(\d{1,5})/i)?.[1]
  const sentBy = via.match(/^SIP\s*\/\s*2\.0\s*\/\s*\w+\s+(?:\[[^\]]*\]|[^\s;:]+)\s*:\s*(\d{1,5})/i)?.[1]
  const port = Number(asked ?? sentBy ?? SIP_PORT)
  return port > 0 && port <= 65_535 ? port : SIP_PORT
}
