import { randomBytes } from 'node:crypto'
import type { RemoteInfo } from 'node:dgram'
import { createFarReports } from './far-reports.ts'
import { createLatch } from './latch.ts'
import type { AgreedPayload, Agreement, SrtpKey } from './negotiate.ts'
import { createReception } from './reception.ts'
import { kindOf, payloadTypeOf, sequenceOf } from './rtp.ts'
import { type RtpSockets, sendTo } from './rtp-sockets.ts'
import { type Endpoint, isNowhere } from './sdp.ts'
import { createProtector, createUnprotector, type Protector, type Unprotector } from './srtp.ts'
import { createStreamMap } from './stream-map.ts'

/** What was counted since the call's media began; they survive new sockets and new agreements. */
export type FarCounters = {
  readonly packetsReceived: number
  readonly packetsLost: number
  readonly packetsSent: number
  readonly jitterMs: number
  readonly roundTripMs: number | null
  /** Of what came last; empty before anything came. */
  readonly codec: string
}

export type FarLegParts = {
  /** A packet of the far end, decrypted, with its header as it came. It may be written to. */
  readonly arrived: (packet: Buffer, payload: AgreedPayload) => void
  /** A packet of the far end that nobody here can use, such as comfort noise that was not agreed. */
  readonly leftOut: (packet: Buffer) => void
  readonly log: (message: string) => void
}

/** The far end's side of a plain call: RTP and RTCP on the wire, encrypted or not. */
export type FarLeg = {
  /** Takes what comes on these sockets; before the agreement it is kept, some of it. */
  readonly listen: (sockets: RtpSockets) => void
  /** From now on this counts, over these sockets. The ones before are closed. */
  readonly agree: (agreement: Agreement, sockets: RtpSockets) => void
  /** Sends a packet of the window's, which is rewritten where it lies. */
  readonly send: (packet: Buffer, payload: AgreedPayload) => void
  readonly counters: () => FarCounters
  /** Says goodbye, when anything was agreed. */
  readonly close: () => void
}

/** A far end may be faster than its answer (RFC 3264 §5.1). At 50 packets a second this is half of one. */
const KEPT_PACKETS = 25

type Crypto = NonNullable<Agreement['srtp']> & {
  readonly protector: Protector
  readonly unprotector: Unprotector
}

const isSameKey = (one: SrtpKey | undefined, other: SrtpKey): boolean =>
  one?.suite === other.suite && one.key.equals(other.key)

/** By payload type. Theirs stand in for what we didn't name: some far ends send by their own numbers. */
function incoming({ codecs, events }: Agreement): readonly (AgreedPayload | undefined)[] {
  const table: (AgreedPayload | undefined)[] = new Array(128).fill(undefined)
  for (const payload of [...codecs, ...events]) table[payload.in] ??= payload
  for (const payload of [...codecs, ...events]) table[payload.out] ??= payload
  return table
}

export function createFarLeg(parts: FarLegParts): FarLeg {
  const source = randomBytes(4).readUInt32BE()
  const stream = createStreamMap(
    source,
    randomBytes(2).readUInt16BE() & 0x7fff,
    randomBytes(4).readUInt32BE(),
  )
  const reception = createReception()
  const latch = createLatch(({ address, port }) => parts.log(`the far end sends from ${address}:${port}`))
  let sockets: RtpSockets | null = null
  let agreement: Agreement | null = null
  let table = [] as readonly (AgreedPayload | undefined)[]
  let crypto: Crypto | null = null
  let kept: { readonly packet: Buffer; readonly from: Endpoint; readonly over: RtpSockets }[] = []
  let codec = ''
  let refused = false
  let closed = false

  const reports = createFarReports({
    source,
    reception,
    log: parts.log,
    send: (report) => {
      if (sockets === null || agreement === null) return
      const bytes = crypto === null ? report : crypto.protector.rtcp(report)
      const target = latch.target()
      if (agreement.rtcpMux) {
        if (target !== null) sendTo(sockets.rtp, bytes, target)
        return
      }
      // Behind a NAT the port of RTCP is anybody's guess; the next one is the likeliest.
      const moved = target !== null && target.address !== agreement.rtp.address
      const to = moved ? { address: target.address, port: target.port + 1 } : agreement.rtcp
      if (!isNowhere(to.address)) sendTo(sockets.rtcp, bytes, to)
    },
  })

  const arrived = (datagram: Buffer, from: Endpoint): void => {
    const now = performance.now()
    const packet = crypto === null ? datagram : crypto.unprotector.rtp(datagram)
    if (packet === null) return
    const payload = table[payloadTypeOf(packet)]
    if (payload === undefined) {
      if (!latch.knows(from)) return
      reception.came(packet, null, now)
      parts.leftOut(packet)
      return
    }
    if (!latch.admits(from, sequenceOf(packet), now)) {
      if (!refused) parts.log(`packets from ${from.address}:${from.port} are not the far end's`)
      refused = true
      return
    }
    const isEvent = payload.name === 'telephone-event'
    reception.came(packet, isEvent ? null : payload.clock, now)
    if (!isEvent) codec = payload.name
    if (agreement?.hears === true) parts.arrived(packet, payload)
  }

  const reported = (datagram: Buffer, from: Endpoint): void => {
    if (crypto === null && from.address !== latch.target()?.address) return
    const report = crypto === null ? datagram : crypto.unprotector.rtcp(datagram)
    if (report !== null) reports.arrived(report)
  }

  const onRtp = (over: RtpSockets, datagram: Buffer, from: RemoteInfo): void => {
    const kind = kindOf(datagram)
    if (agreement === null || over !== sockets) {
      if (kind !== 'rtp') return
      kept.push({ packet: datagram, from, over })
      if (kept.length > KEPT_PACKETS) kept.shift()
      return
    }
    if (kind === 'rtp') arrived(datagram, from)
    else if (kind === 'rtcp' && agreement.rtcpMux) reported(datagram, from)
  }

  /** New keys only where they are new: a session that goes on has to count on (RFC 4568 §7.1.4). */
  const encrypt = (srtp: Agreement['srtp']): void => {
    if (srtp === null) {
      crypto = null
      return
    }
    const known = crypto
    crypto = {
      ...srtp,
      protector: known && isSameKey(known.out, srtp.out) ? known.protector : createProtector(srtp.out),
      unprotector: known && isSameKey(known.in, srtp.in) ? known.unprotector : createUnprotector(srtp.in),
    }
  }

  return {
    listen: (fresh) => {
      fresh.rtp.on('message', (datagram, from) => onRtp(fresh, datagram, from))
      fresh.rtcp.on('message', (datagram, from) => {
        if (fresh === sockets && kindOf(datagram) === 'rtcp') reported(datagram, from)
      })
    },
    agree: (next, over) => {
      if (closed) return over.close()
      if (sockets !== over) sockets?.close()
      sockets = over
      agreement = next
      table = incoming(next)
      encrypt(next.srtp)
      // Who holds the old way names no place, and is where it was.
      if (!isNowhere(next.rtp.address)) latch.aim(next.rtp)
      refused = false
      reports.start()
      const early = kept
      kept = []
      for (const { packet, from, over: cameOver } of early) if (cameOver === over) arrived(packet, from)
    },
    send: (packet, payload) => {
      const target = latch.target()
      if (sockets === null || agreement === null || target === null || !agreement.sends) return
      const now = performance.now()
      stream.forward(packet, payload.out, payload.clock, now)
      reports.sent(packet, payload.clock, now)
      sendTo(sockets.rtp, crypto === null ? packet : crypto.protector.rtp(packet), target)
    },
    counters: () => ({
      packetsReceived: reception.received(),
      packetsLost: reception.lost(),
      packetsSent: reports.packetsSent(),
      jitterMs: reception.jitterMs(),
      roundTripMs: reports.roundTripMs(),
      codec,
    }),
    close: () => {
      if (closed) return
      closed = true
      reports.stop()
      sockets?.close()
      sockets = null
      kept = []
    },
  }
}
