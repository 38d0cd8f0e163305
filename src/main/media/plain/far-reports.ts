import { randomBytes } from 'node:crypto'
import type { Reception } from './reception.ts'
import { type OwnReport, readReport, roundTripMs, writeGoodbye, writeReport } from './rtcp.ts'
import { payloadStart, timestampOf } from './rtp.ts'

/** RFC 3550 §6.2: five seconds, and each time half to one and a half of it, so that ends don't fall into step. */
const INTERVAL_MS = 5_000

/** The RTCP of one session: what we tell of what we sent and heard, and what the far end tells of us. */
export type FarReports = {
  readonly start: () => void
  readonly sent: (packet: Buffer, clock: number, now: number) => void
  readonly arrived: (compound: Buffer) => void
  readonly packetsSent: () => number
  readonly roundTripMs: () => number | null
  /** Says goodbye, if it was ever started. */
  readonly stop: () => void
}

export type FarReportsParts = {
  readonly source: number
  readonly reception: Reception
  readonly send: (report: Buffer) => void
  readonly log: (message: string) => void
}

export function createFarReports(parts: FarReportsParts): FarReports {
  // RFC 7022: says nothing about who or where we are.
  const name = randomBytes(12).toString('base64')
  let timer: NodeJS.Timeout | null = null
  let [packets, bytes, packetsBefore] = [0, 0, 0]
  let last: { readonly timestamp: number; readonly clock: number; readonly at: number } | null = null
  let lastReport: { readonly ntp: number; readonly at: number } | null = null
  let roundTrip: number | null = null
  let farLeft = false

  const own = (): OwnReport => {
    const now = performance.now()
    const isSending = packets > packetsBefore
    packetsBefore = packets
    return {
      source: parts.source,
      name,
      wall: Date.now(),
      sent:
        isSending && last !== null
          ? { timestamp: last.timestamp + Math.round(((now - last.at) * last.clock) / 1_000), packets, bytes }
          : null,
      received: parts.reception.report(),
      lastReport: lastReport && { ntp: lastReport.ntp, ago: now - lastReport.at },
    }
  }

  const again = (): void => {
    timer = setTimeout(
      () => {
        parts.send(writeReport(own()))
        again()
      },
      INTERVAL_MS * (0.5 + Math.random()),
    )
    timer.unref()
  }

  return {
    start: () => {
      if (timer === null) again()
    },
    sent: (packet, clock, now) => {
      packets += 1
      bytes += packet.length - (payloadStart(packet) ?? packet.length)
      last = { timestamp: timestampOf(packet), clock, at: now }
    },
    arrived: (compound) => {
      const report = readReport(compound, parts.source)
      if (report === null) return
      if (report.ntp !== null) lastReport = { ntp: report.ntp, at: performance.now() }
      roundTrip = roundTripMs(report, Date.now()) ?? roundTrip
      // The signalling says when a call is over; a stream that ended may be followed by another.
      if (report.goodbye && !farLeft) parts.log('the far end ended its stream')
      farLeft = report.goodbye
    },
    packetsSent: () => packets,
    roundTripMs: () => roundTrip,
    stop: () => {
      if (timer === null) return
      clearTimeout(timer)
      parts.send(writeGoodbye(own()))
    },
  }
}
