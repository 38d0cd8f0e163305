import type { Endpoint } from './sdp.ts'

/** A source that was silent for this long may be followed by another one. */
export const LIVE_MS = 3_000
/** RFC 3550 §A.1: packets in a row that a stranger has to send before it is believed. */
const STRANGERS_PACKETS = 3

/**
 * Symmetric RTP: sends to where the far end sends from, which behind a NAT isn't what its description says. Who was
 * named there is believed at once; a stranger only after some packets in a row, and never while the far end that was
 * found already is being heard: else whoever guesses a port could take a call over.
 */
export type Latch = {
  /** A new description: what it names counts from now on, and every source is open again if it names another one. */
  readonly aim: (at: Endpoint) => void
  /** Whether the packet is one of the far end's. `now` in milliseconds. */
  readonly admits: (from: Endpoint, sequence: number, now: number) => boolean
  /** Whether this is the source that is followed. */
  readonly knows: (from: Endpoint) => boolean
  /** Where to send; null before the first description. */
  readonly target: () => Endpoint | null
}

const isSame = (one: Endpoint, other: Endpoint): boolean =>
  one.port === other.port && one.address === other.address

export function createLatch(moved: (to: Endpoint) => void): Latch {
  let named: Endpoint | null = null
  let found: Endpoint | null = null
  let heardAt = Number.NEGATIVE_INFINITY
  let stranger: { readonly from: Endpoint; sequence: number; packets: number } | null = null

  const follow = (from: Endpoint, now: number): true => {
    const known = found
    found = { address: from.address, port: from.port }
    heardAt = now
    stranger = null
    const before = known ?? named
    if (before !== null && !isSame(before, from)) moved(found)
    return true
  }

  const isBelieved = (from: Endpoint, sequence: number): boolean => {
    const next =
      stranger !== null && isSame(stranger.from, from) && ((stranger.sequence + 1) & 0xffff) === sequence
    if (stranger === null || !next) {
      stranger = { from: { address: from.address, port: from.port }, sequence, packets: 1 }
      return false
    }
    stranger.sequence = sequence
    stranger.packets += 1
    return stranger.packets >= STRANGERS_PACKETS
  }

  return {
    aim: (at) => {
      if (named !== null && isSame(named, at)) return
      named = at
      found = null
      heardAt = Number.NEGATIVE_INFINITY
      stranger = null
    },
    admits: (from, sequence, now) => {
      if (found !== null && isSame(found, from)) {
        heardAt = now
        return true
      }
      if (named === null) return false
      // Whom the description names is never a stranger; the port may be another one behind a NAT.
      if (isSame(named, from)) return follow(from, now)
      if (found !== null && now - heardAt < LIVE_MS) return false
      if (from.address === named.address) return follow(from, now)
      return isBelieved(from, sequence) && follow(from, now)
    },
    knows: (from) => found !== null && isSame(found, from),
    target: () => found ?? named,
  }
}
