import { isResponse, transactionKey } from '../message/transaction-key.ts'
import {
  addressed,
  contactUri,
  type HostPort,
  type Placeholders,
  type Protocol,
  seenAt,
  userOf,
} from './addressing.ts'

/** What this end of one connection is called, and what it learns about that from the server. */
export type OwnNames = {
  /** A message as it goes out over `via`, which isn't this connection's own for what is too large for it. */
  readonly write: (message: string, via: Protocol) => string
  readonly contact: () => string
  /** Looks at a response to REGISTER. True: the server sees us elsewhere than it did so far. */
  readonly learn: (response: Buffer) => boolean
}

const same = (one: HostPort, other: HostPort): boolean => one.host === other.host && one.port === other.port

/**
 * The server's view counts (RFC 3581): behind a NAT what this computer calls itself leads nowhere. It is taken from
 * answers to REGISTER alone, as those come from whoever is going to use it.
 */
export function createOwnNames(placeholders: Placeholders, protocol: Protocol, local: HostPort): OwnNames {
  let reachable = local
  const name = (via: Protocol) => ({ via, local, reachable, contact: protocol })
  return {
    write: (message, via) => addressed(message, placeholders, name(via)),
    contact: () => contactUri(userOf(placeholders), name(protocol)),
    learn: (response) => {
      const key = isResponse(response) ? transactionKey(response) : null
      if (key?.method !== 'REGISTER') return false
      const seen = seenAt(key.topVia)
      if (seen === null || same(seen, reachable)) return false
      reachable = seen
      return true
    },
  }
}
