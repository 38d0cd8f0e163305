import { isLoopback } from '../../domain/loopback.ts'
import { Failure } from './failure.ts'

/** The parts of an `RTCPeerConnection` that gathering is watched on. */
export type Gathering = EventTarget & {
  readonly iceGatheringState: RTCIceGatheringState
  readonly signalingState: RTCSignalingState
  readonly localDescription: { readonly sdp: string } | null
}

const candidateLine = /^a=candidate:\S+ 1 (\S+) \d+ (\S+) (\d+) typ \S+/i

type Candidate = { readonly transport: string; readonly address: string; readonly port: string }

function candidateOf(line: string): Candidate | null {
  const [, transport, address, port] = candidateLine.exec(line) ?? []
  if (transport === undefined || address === undefined || port === undefined) return null
  return { transport: transport.toLowerCase(), address, port }
}

const lines = (sdp: string): string[] => sdp.split('\r\n')

const isOutside = ({ transport, address }: Candidate): boolean =>
  transport === 'udp' && /^[\d.]+$/.test(address) && !isLoopback(address)

/**
 * Whether a description can go out without waiting any longer: it has a UDP candidate at an IPv4 address of a network.
 * A name that ends in `.local` means nothing outside this one, an IPv6 address nothing to many a PBX, and loopback
 * nothing to any other machine; they are left to the end of the wait. What the far end isn't told it learns from the
 * checks that come from there (RFC 8445, 7.3.1.3).
 */
export const isReachable = (sdp: string): boolean =>
  lines(sdp).some((line) => {
    const candidate = candidateOf(line)
    return candidate !== null && isOutside(candidate)
  })

/** Whether a description says anything to another machine: on loopback alone nobody there finds us. */
const leadsOutside = (sdp: string): boolean =>
  lines(sdp).some((line) => {
    const candidate = candidateOf(line)
    return candidate !== null && candidate.transport === 'udp' && !isLoopback(candidate.address)
  })

/**
 * Takes loopback out of a description that has anything better: it is gathered for a line on this same machine, which
 * finds it by its checks all the same, and it would send every other gateway astray. The default address goes along
 * when it was of loopback (RFC 8839, 4.2.1.3).
 */
export function withoutLoopback(sdp: string): string {
  const all = lines(sdp)
  const better = all.map(candidateOf).find((candidate) => candidate !== null && isOutside(candidate))
  if (!better) return sdp
  const kept = all.filter((line) => !isLoopback(candidateOf(line)?.address ?? ''))
  const isDefault = kept.some((line) => /^c=IN IP[46] (127\.|::1$)/.test(line))
  if (!isDefault) return kept.join('\r\n')
  return kept
    .map((line) => line.replace(/^(m=audio )\d+/, `$1${better.port}`))
    .map((line) => (line.startsWith('c=') ? `c=IN IP4 ${better.address}` : line))
    .join('\r\n')
}

export const hasCandidate = (sdp: string): boolean => /^a=candidate:/m.test(sdp)

/** Milliseconds that gathering may take; `outside`: nothing on loopback is worth ending it. */
export type Wait = { readonly limitMs: number; readonly outside: boolean }

/**
 * The local description with its candidates: as soon as one of them is reachable, at the end of gathering, or after the
 * limit with whatever there is. SIP sends candidates with the description or not at all. Chromium sees a network only
 * seconds after it came up, and gathers on it then without being asked, long after the end of gathering.
 */
export async function gatheredDescription(
  connection: Gathering,
  { limitMs, outside }: Wait,
): Promise<string> {
  const sdp = (): string => connection.localDescription?.sdp ?? ''
  // Right after an ICE restart the state is still the one of the gathering before: `complete`, without a candidate.
  const enough = (): boolean =>
    connection.signalingState === 'closed' ||
    isReachable(sdp()) ||
    (connection.iceGatheringState === 'complete' && (outside ? leadsOutside : hasCandidate)(sdp()))

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
  return withoutLoopback(sdp())
}
