import { randomBytes } from 'node:crypto'
import type { AgreedPayload, Agreement } from './negotiate.ts'
import { payloadStart, payloadTypeOf, timestampOf } from './rtp.ts'
import type { Payload } from './sdp.ts'
import { createStreamMap, type StreamMap } from './stream-map.ts'
import { createToneReader } from './tone-reader.ts'

/** The way to the window, once it is open. */
export type ToWindow = {
  readonly source: number
  readonly payloads: readonly Payload[]
  readonly send: (packet: Buffer) => void
}

export type RelayParts = {
  /** To the far end; the packet is rewritten on the way. */
  readonly sendFar: (packet: Buffer, payload: AgreedPayload) => void
  /** The far end sends another codec than it gets: it is to get that one. */
  readonly codecFollowed: (payload: AgreedPayload) => void
  readonly toneReceived: (tone: string) => void
}

/** Carries packets between the far end and the window, with the payload types of each. Nothing is ever transcoded. */
export type Relay = {
  readonly agree: (agreement: Agreement) => void
  /** A way to the window is open, or has other payload types; null when it is gone. */
  readonly openWindow: (to: ToWindow | null) => void
  readonly fromFar: (packet: Buffer, payload: AgreedPayload) => void
  /** One that is not for the window, and must not look lost there. */
  readonly leaveOut: (packet: Buffer) => void
  readonly fromWindow: (packet: Buffer) => void
}

/** A second of speech: what the far end says while the window's DTLS is still under way. */
const KEPT_PACKETS = 50
/** As many in a row as no reordering makes, and as keep a far end that can't decide from being followed all the time. */
const FOLLOWED_AFTER = 10

const isSame = (one: Pick<Payload, 'name' | 'clock'>, other: Pick<Payload, 'name' | 'clock'>): boolean =>
  one.name === other.name && one.clock === other.clock

export function createRelay(parts: RelayParts): Relay {
  let agreement: Agreement | null = null
  let window: ToWindow | null = null
  /** By the window's payload type: as what it goes on to the far end. */
  let toFar: (AgreedPayload | undefined)[] = []
  let toWindow = new Map<AgreedPayload, number>()
  let stream: StreamMap | null = null
  let kept: { readonly packet: Buffer; readonly payload: AgreedPayload }[] = []
  let sending: AgreedPayload | null = null
  let others = 0
  const readTone = createToneReader(parts.toneReceived)

  const mapPayloads = (): void => {
    toFar = []
    toWindow = new Map()
    if (agreement === null || window === null) return
    for (const payload of [...agreement.codecs, ...agreement.events]) {
      const found = window.payloads.find((one) => isSame(one, payload))
      if (found === undefined) continue
      toFar[found.type] = payload
      toWindow.set(payload, found.type)
    }
  }

  const forward = (packet: Buffer, payload: AgreedPayload): void => {
    const type = toWindow.get(payload)
    if (window === null || stream === null) return
    if (type === undefined) {
      stream.leaveOut(packet)
      return
    }
    stream.forward(packet, type, payload.clock, performance.now())
    window.send(packet)
  }

  const follow = (payload: AgreedPayload): void => {
    if (sending === null || isSame(sending, payload)) {
      others = 0
      return
    }
    others += 1
    if (others < FOLLOWED_AFTER) return
    others = 0
    sending = payload
    parts.codecFollowed(payload)
  }

  return {
    agree: (next) => {
      agreement = next
      sending = next.codecs[0] ?? null
      others = 0
      mapPayloads()
    },
    openWindow: (to) => {
      if (to === null || to.source !== stream?.source) {
        stream = to && createStreamMap(to.source, randomBytes(1).readUInt8(), randomBytes(4).readUInt32BE())
      }
      window = to
      mapPayloads()
      if (to === null) return
      const early = kept
      kept = []
      for (const { packet, payload } of early) forward(packet, payload)
    },
    fromFar: (packet, payload) => {
      if (payload.name === 'telephone-event') {
        const start = payloadStart(packet)
        if (start !== null) readTone(packet.subarray(start), timestampOf(packet))
      } else follow(payload)
      if (window !== null) return forward(packet, payload)
      kept.push({ packet, payload })
      if (kept.length > KEPT_PACKETS) kept.shift()
    },
    leaveOut: (packet) => stream?.leaveOut(packet),
    fromWindow: (packet) => {
      const payload = toFar[payloadTypeOf(packet)]
      if (payload !== undefined) parts.sendFar(packet, payload)
    },
  }
}
