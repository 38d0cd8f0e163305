import { randomBytes } from 'node:crypto'
import type { RemoteInfo } from 'node:dgram'
import { isLoopback } from '../../../domain/loopback.ts'
import type { Dtls, DtlsEnd } from './dtls.ts'
import { kindOf } from './rtp.ts'
import { bound, sendTo } from './rtp-sockets.ts'
import type { Endpoint, Payload } from './sdp.ts'
import { createProtector, createUnprotector, type Protector, type Unprotector } from './srtp.ts'
import { bindingResponse, iceCredentials, isGenuine, nominates, readStun, usernameOf } from './stun.ts'
import {
  answerToWindow,
  readWindowOffer,
  type WindowCodecs,
  type WindowOffer,
  windowPayloads,
} from './window-sdp.ts'

/** The relay's end of one peer connection of the media window, on loopback only. It lives and dies with that peer. */
export type WindowLeg = {
  /** The source that the window is told to expect. */
  readonly source: number
  /** The answer to an offer of the window. Throws a `MediaError` for what a browser wouldn't write. */
  readonly answer: (offer: string, wanted: WindowCodecs) => string
  /** The window's payload types, as the last answer has them. */
  readonly payloads: () => readonly Payload[]
  readonly send: (packet: Buffer) => void
  readonly close: () => void
}

export type WindowLegParts = {
  readonly dtls: Dtls
  readonly arrived: (packet: Buffer) => void
  /** Packets can go to the window from now on. */
  readonly opened: () => void
  readonly log: (message: string) => void
}

const LOOPBACK = '127.0.0.1'

export async function openWindowLeg(parts: WindowLegParts): Promise<WindowLeg> {
  const socket = await bound(LOOPBACK, 0)
  const { ufrag, password } = iceCredentials()
  const source = randomBytes(4).readUInt32BE()
  let offer: WindowOffer | null = null
  let payloads: readonly Payload[] = []
  let version = 0
  let window: Endpoint | null = null
  let dtls: DtlsEnd | null = null
  let crypto: { readonly out: Protector; readonly in: Unprotector } | null = null
  let closed = false

  const checked = (datagram: Buffer, from: RemoteInfo): void => {
    const message = readStun(datagram)
    if (message?.kind !== 'request' || offer === null) return
    if (usernameOf(message) !== `${ufrag}:${offer.ufrag}` || !isGenuine(message, password)) return
    // The window decides which of its paths is used; until it has, the first one will do.
    if (window === null || nominates(message)) window = { address: from.address, port: from.port }
    sendTo(socket, bindingResponse(message, from, password), from)
  }

  const openDtls = ({ fingerprint }: WindowOffer): DtlsEnd =>
    parts.dtls.open({
      fingerprint,
      send: (datagram) => {
        if (!closed && window !== null) sendTo(socket, datagram, window)
      },
      opened: (keys) => {
        crypto = { out: createProtector(keys.out), in: createUnprotector(keys.in) }
        parts.opened()
      },
      // The window sees the same and reports it; what is to be done follows from that.
      failed: (why) => parts.log(`relay: DTLS with the media window: ${why}`),
    })

  socket.on('message', (datagram, from) => {
    if (!isLoopback(from.address)) return
    const kind = kindOf(datagram)
    if (kind === 'rtp') {
      const packet = crypto?.in.rtp(datagram)
      if (packet) parts.arrived(packet)
    } else if (kind === 'stun') checked(datagram, from)
    else if (kind === 'dtls' && offer !== null) {
      dtls ??= openDtls(offer)
      dtls.receive(datagram)
    }
    // RTCP of the window is about the way over loopback, which tells nothing.
  })

  return {
    source,
    answer: (sdp, wanted) => {
      offer = readWindowOffer(sdp)
      version += 1
      payloads = windowPayloads(offer, wanted)
      const { port } = socket.address()
      return answerToWindow(offer, wanted, {
        port,
        ufrag,
        password,
        fingerprint: parts.dtls.fingerprint,
        source,
        version,
      })
    },
    payloads: () => payloads,
    send: (packet) => {
      if (crypto === null || window === null || closed) return
      sendTo(socket, crypto.out.rtp(packet), window)
    },
    close: () => {
      if (closed) return
      closed = true
      dtls?.close()
      socket.close()
    },
  }
}
