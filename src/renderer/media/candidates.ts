import { Failure } from './failure.ts'

/** The parts of an `RTCPeerConnection` that gathering is watched on. */
export type Gathering = EventTarget & {
  readonly iceGatheringState: RTCIceGatheringState
  readonly signalingState: RTCSignalingState
  readonly localDescription: { readonly sdp: string } | null
}

const candidateLine = /^a=candidate:\S+ 1 (\S+) \d+ (\S+) \d+ typ \S+/gim

/**
 * Whether a description can go out without waiting any longer: it has a UDP candidate at an IPv4 address. A name that
 * ends in `.local` means nothing outside this network, and an IPv6 address nothing to many a PBX; they are left to the
 * end of the wait. What the far end isn't told it learns from the checks that come from there (RFC 8445, 7.3.1.3).
 */
export const isReachable = (sdp: string): boolean =>
  [...sdp.matchAll(candidateLine)].some(
    ([, transport, address]) => transport?.toLowerCase() === 'udp' && /^[\d.]+$/.test(address ?? ''),
  )

export const hasCandidate = (sdp: string): boolean => /^a=candidate:/m.test(sdp)

/**
 * The local description with its candidates: as soon as one of them is reachable, at the end of gathering, or after
 * `limitMs` with whatever there is. SIP sends candidates with the description or not at all.
 */
export async function gatheredDescription(connection: Gathering, limitMs: number): Promise<string> {
  const sdp = (): string => connection.localDescription?.sdp ?? ''
  // Right after an ICE restart the state is still the one of the gathering before: `complete`, without a candidate.
  const enough = (): boolean =>
    connection.signalingState === 'closed' ||
    isReachable(sdp()) ||
    (connection.iceGatheringState === 'complete' && hasCandidate(sdp()))

  if (!enough()) {
    await new Promise<void>((resolve) => {
      const events = ['icecandidate', 'icegatheringstatechange', 'signalingstatechange']
      const finish = (): void => {
        clearTimeout(limit)
        for (const event of events) connection.removeEventListener(event, look)
        resolve()
      }
      const look = (): void => {
        if (enough()) finish()
      }
      const limit = setTimeout(finish, limitMs)
      for (const event of events) connection.addEventListener(event, look)
    })
  }
  if (connection.signalingState === 'closed') throw new Failure('noSuchPeer', 'closed while gathering')
  if (!hasCandidate(sdp())) throw new Failure('noCandidate', `no network address found in ${limitMs} ms`)
  return sdp()
}
