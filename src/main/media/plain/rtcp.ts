import type { ReportBlock } from './reception.ts'

const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
const DESCRIPTION = 202
const GOODBYE = 203
const BLOCK_BYTES = 24
/** Seconds from 1900, where NTP begins, to 1970. */
const NTP_EPOCH = 2_208_988_800

/** A moment in NTP's format (RFC 3550 §4). `wall` is in epoch milliseconds. */
export function ntpOf(wall: number): { readonly seconds: number; readonly fraction: number } {
  const seconds = Math.floor(wall / 1_000)
  return {
    seconds: (seconds + NTP_EPOCH) >>> 0,
    fraction: Math.floor(((wall - seconds * 1_000) / 1_000) * 0x1_0000_0000) >>> 0,
  }
}

/** The middle 32 bits: sixty-five thousandths of a second, round and round in 18 hours. */
const middle = ({ seconds, fraction }: ReturnType<typeof ntpOf>): number =>
  (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0

export type SenderInfo = {
  /** The RTP time stamp of the moment `wall`. */
  readonly timestamp: number
  readonly packets: number
  readonly bytes: number
}

export type OwnReport = {
  readonly source: number
  readonly name: string
  /** Epoch milliseconds. */
  readonly wall: number
  /** Null when nothing was sent since the last report. */
  readonly sent: SenderInfo | null
  readonly received: ReportBlock | null
  /** The far end's last sender report, and how long ago it came in milliseconds. */
  readonly lastReport: { readonly ntp: number; readonly ago: number } | null
}

function header(type: number, count: number, bytes: number): Buffer {
  const packet = Buffer.alloc(bytes)
  packet[0] = 0x80 | count
  packet[1] = type
  packet.writeUInt16BE(bytes / 4 - 1, 2)
  return packet
}

function reportOf(own: OwnReport): Buffer {
  const head = own.sent === null ? 8 : 28
  const type = own.sent === null ? RECEIVER_REPORT : SENDER_REPORT
  const packet = header(type, own.received === null ? 0 : 1, head + (own.received === null ? 0 : BLOCK_BYTES))
  packet.writeUInt32BE(own.source, 4)
  if (own.sent !== null) {
    const { seconds, fraction } = ntpOf(own.wall)
    packet.writeUInt32BE(seconds, 8)
    packet.writeUInt32BE(fraction, 12)
    packet.writeUInt32BE(own.sent.timestamp >>> 0, 16)
    packet.writeUInt32BE(own.sent.packets >>> 0, 20)
    packet.writeUInt32BE(own.sent.bytes >>> 0, 24)
  }
  if (own.received !== null) {
    packet.writeUInt32BE(own.received.source, head)
    packet.writeUInt32BE(
      ((own.received.fractionLost << 24) | Math.min(own.received.lost, 0x7f_ffff)) >>> 0,
      head + 4,
    )
    packet.writeUInt32BE(own.received.highest, head + 8)
    packet.writeUInt32BE(own.received.jitter >>> 0, head + 12)
    packet.writeUInt32BE(own.lastReport?.ntp ?? 0, head + 16)
    const ago = own.lastReport === null ? 0 : Math.round((own.lastReport.ago * 0x1_0000) / 1_000)
    packet.writeUInt32BE(Math.min(ago, 0xffff_ffff), head + 20)
  }
  return packet
}

/** RFC 3550 §6.5: the name stands in every compound packet. */
function descriptionOf(source: number, name: string): Buffer {
  const text = Buffer.from(name, 'utf8').subarray(0, 255)
  // One zero byte at least ends the list, and fills up the word.
  const bytes = 8 + 2 + text.length + (4 - ((2 + text.length) % 4))
  const packet = header(DESCRIPTION, 1, bytes)
  packet.writeUInt32BE(source, 4)
  packet[8] = 1
  packet[9] = text.length
  text.copy(packet, 10)
  return packet
}

export const writeReport = (own: OwnReport): Buffer =>
  Buffer.concat([reportOf(own), descriptionOf(own.source, own.name)])

export function writeGoodbye(own: OwnReport): Buffer {
  const goodbye = header(GOODBYE, 1, 8)
  goodbye.writeUInt32BE(own.source, 4)
  return Buffer.concat([writeReport(own), goodbye])
}

export type FarReport = {
  /** Middle 32 bits of its sender report's time; null when it sent none. */
  readonly ntp: number | null
  /** What it says of our stream: its last report of ours, and how long it kept that (both in 1/65536 s). */
  readonly aboutUs: { readonly lastReport: number; readonly delay: number; readonly lost: number } | null
  readonly goodbye: boolean
}

/** What matters of a compound packet. Null for what is none. `source` is ours. */
export function readReport(compound: Buffer, source: number): FarReport | null {
  let [ntp, aboutUs, goodbye]: [number | null, FarReport['aboutUs'], boolean] = [null, null, false]
  let at = 0
  while (at + 8 <= compound.length) {
    const [first, type] = [compound[at] ?? 0, compound[at + 1]]
    const end = at + 4 * (compound.readUInt16BE(at + 2) + 1)
    if (first >> 6 !== 2 || end > compound.length) return null
    const head = type === SENDER_REPORT ? 28 : 8
    if (type === SENDER_REPORT && at + head <= end) ntp = compound.readUInt32BE(at + 10)
    if (type === SENDER_REPORT || type === RECEIVER_REPORT) {
      for (let index = 0; index < (first & 0x1f); index += 1) {
        const block = at + head + index * BLOCK_BYTES
        if (block + BLOCK_BYTES > end) break
        if (compound.readUInt32BE(block) !== source) continue
        aboutUs = {
          lost: (compound.readInt32BE(block + 4) << 8) >> 8,
          lastReport: compound.readUInt32BE(block + 16),
          delay: compound.readUInt32BE(block + 20),
        }
      }
    }
    if (type === GOODBYE) goodbye = true
    at = end
  }
  return at === 0 ? null : { ntp, aboutUs, goodbye }
}

/** RFC 3550 §6.4.1: the way there and back, without the time that the far end kept our report. Null when unknown. */
export function roundTripMs(report: FarReport, wall: number): number | null {
  const { aboutUs } = report
  if (aboutUs === null || aboutUs.lastReport === 0) return null
  const units = (middle(ntpOf(wall)) - aboutUs.lastReport - aboutUs.delay) | 0
  return units < 0 ? null : (units * 1_000) / 0x1_0000
}
