import { sequenceOf, sequenceStep, sourceOf, timestampOf } from './rtp.ts'

/**
 * Makes one stream out of what may be several one after the other: whoever gets it sees one source whose sequence
 * numbers and time stamps go on, whether its sender was replaced (a new media window, a transfer at the PBX) or not.
 */
export type StreamMap = {
  readonly source: number
  /** Rewrites the header where it lies. `clock` is that of the payload, `now` is in milliseconds. */
  readonly forward: (packet: Buffer, type: number, clock: number, now: number) => void
  /** A packet that is left out on purpose must not look like one that was lost. */
  readonly leaveOut: (packet: Buffer) => void
}

/** Further apart than this, sequence numbers are not those of one stream that lost something. */
const LARGEST_GAP = 3_000

type Input = { readonly source: number; sequence: number; offset: number; stampOffset: number }
type Output = { sequence: number; stamp: number; at: number }

export function createStreamMap(source: number, firstSequence: number, firstStamp: number): StreamMap {
  let input: Input | null = null
  let output: Output | null = null

  /** Continues after what was sent last, with the time that has gone by since. */
  const begin = (packet: Buffer, clock: number, now: number): Input => {
    const sequence = output === null ? firstSequence : output.sequence + 1
    const passed = output === null ? 0 : Math.max(1, Math.round(((now - output.at) * clock) / 1_000))
    const stamp = output === null ? firstStamp : output.stamp + passed
    return {
      source: sourceOf(packet),
      sequence: sequenceOf(packet),
      offset: (sequence - sequenceOf(packet)) & 0xffff,
      stampOffset: (stamp - timestampOf(packet)) >>> 0,
    }
  }

  const continues = (known: Input, packet: Buffer): boolean =>
    known.source === sourceOf(packet) &&
    Math.abs(sequenceStep(known.sequence, sequenceOf(packet))) <= LARGEST_GAP

  return {
    source,
    forward: (packet, type, clock, now) => {
      const fresh = input === null || !continues(input, packet)
      const current: Input = input === null || fresh ? begin(packet, clock, now) : input
      input = current
      const sequence = (sequenceOf(packet) + current.offset) & 0xffff
      const stamp = (timestampOf(packet) + current.stampOffset) >>> 0
      if (fresh || sequenceStep(current.sequence, sequenceOf(packet)) > 0) {
        current.sequence = sequenceOf(packet)
        output = { sequence, stamp, at: now }
      }
      // RFC 3551 §4.1: the marker tells that the stream begins anew.
      const marker = fresh ? 0x80 : (packet[1] ?? 0) & 0x80
      packet[1] = marker | type
      packet.writeUInt16BE(sequence, 2)
      packet.writeUInt32BE(stamp, 4)
      packet.writeUInt32BE(source, 8)
    },
    leaveOut: (packet) => {
      if (input === null || !continues(input, packet)) return
      if (sequenceStep(input.sequence, sequenceOf(packet)) <= 0) return
      input.offset = (input.offset - 1) & 0xffff
      input.sequence = sequenceOf(packet)
    },
  }
}
