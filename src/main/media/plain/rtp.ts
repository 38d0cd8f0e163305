/** The parts of RTP packets (RFC 3550 §5.1) that are looked at, read where they lie: nothing is copied or built. */
export const RTP_HEADER_BYTES = 12

/** A datagram on a port of RTP (RFC 7983, RFC 5761 §4): told apart by its first two bytes. */
export type DatagramKind = 'rtp' | 'rtcp' | 'stun' | 'dtls' | 'other'

export function kindOf(datagram: Buffer): DatagramKind {
  const first = datagram[0]
  if (first === undefined) return 'other'
  if (first < 4) return 'stun'
  if (first >= 20 && first < 64) return 'dtls'
  if (first >> 6 !== 2 || datagram.length < 8) return 'other'
  const second = datagram[1] ?? 0
  if (second >= 192 && second <= 223) return 'rtcp'
  return datagram.length >= RTP_HEADER_BYTES ? 'rtp' : 'other'
}

export const payloadTypeOf = (packet: Buffer): number => (packet[1] ?? 0) & 0x7f
export const sequenceOf = (packet: Buffer): number => packet.readUInt16BE(2)
export const timestampOf = (packet: Buffer): number => packet.readUInt32BE(4)
export const sourceOf = (packet: Buffer): number => packet.readUInt32BE(8)

/** Where the payload begins; null for a packet that is shorter than its header says. */
export function payloadStart(packet: Buffer): number | null {
  const first = packet[0] ?? 0
  let start = RTP_HEADER_BYTES + 4 * (first & 0x0f)
  if ((first & 0x10) !== 0) {
    if (packet.length < start + 4) return null
    start += 4 + 4 * packet.readUInt16BE(start + 2)
  }
  return start <= packet.length ? start : null
}

/** Signed distance from one sequence number to another, modulo 2^16. */
export const sequenceStep = (from: number, to: number): number => ((to - from + 0x8000) & 0xffff) - 0x8000
