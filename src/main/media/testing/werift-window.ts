import { RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, type RtpPacket } from 'werift'
import type { MediaOrder, MediaReport, NumberedMediaOrder } from '../../../contract/media.ts'
import type { MediaPipe } from '../media.ts'

/** The payload types of this window, some of them Chromium's. */
export const WINDOW_TYPES = { opus: 111, g722: 9, pcma: 8, pcmu: 0, events8: 126, events48: 110 } as const

const audio = (name: string, payloadType: number, clockRate: number, channels = 1): RTCRtpCodecParameters =>
  new RTCRtpCodecParameters({ mimeType: `audio/${name}`, clockRate, channels, payloadType })

export type WeriftPeer = {
  readonly id: string
  /** What arrived, in order. */
  readonly heard: readonly RtpPacket[]
  /** Told of each packet as it comes. */
  listen: ((packet: RtpPacket) => void) | null
  readonly isOpen: () => boolean
  /** The codecs of the last answer, the one to send first. */
  readonly codecs: () => readonly string[]
  readonly send: (type: number, sequence: number, timestamp: number, payload: Buffer) => void
  microphone: boolean
  hear: boolean
}

/** A media window for tests whose peers are real WebRTC, ICE and DTLS and all, without a browser and without a sound. */
export type WeriftWindow = MediaPipe & {
  readonly peers: ReadonlyMap<string, WeriftPeer>
  /** Every peer that there ever was. */
  readonly opened: readonly string[]
  readonly tones: readonly string[]
  readonly start: () => void
  /** Dies with everything in it; `start` brings the next one. */
  readonly die: () => void
  readonly report: (report: MediaReport) => void
}

type Peer = WeriftPeer & { readonly connection: RTCPeerConnection }

function openPeer(id: string, report: (report: MediaReport) => void): Peer {
  const connection = new RTCPeerConnection({
    codecs: {
      audio: [
        audio('opus', WINDOW_TYPES.opus, 48_000, 2),
        audio('G722', WINDOW_TYPES.g722, 8_000),
        audio('PCMA', WINDOW_TYPES.pcma, 8_000),
        audio('PCMU', WINDOW_TYPES.pcmu, 8_000),
        audio('telephone-event', WINDOW_TYPES.events8, 8_000),
        audio('telephone-event', WINDOW_TYPES.events48, 48_000),
      ],
      video: [],
    },
    iceServers: [],
    iceUseIpv4: false,
    iceUseIpv6: false,
    iceUseTcp: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceInterfaceAddresses: { udp4: '127.0.0.1' },
  })
  const transceiver = connection.addTransceiver('audio', { direction: 'sendrecv' })
  const heard: RtpPacket[] = []
  connection.onTrack.subscribe((track) => {
    track.onReceiveRtp.subscribe((packet) => {
      heard.push(packet)
      peer.listen?.(packet)
    })
  })
  connection.connectionStateChange.subscribe((state) => report({ kind: 'connection', peer: id, state }))
  const peer: Peer = {
    id,
    connection,
    heard,
    listen: null,
    microphone: true,
    hear: true,
    isOpen: () => connection.connectionState === 'connected',
    codecs: () =>
      [...(connection.remoteDescription?.sdp.matchAll(/^a=rtpmap:\d+ ([\w-]+)/gm) ?? [])].map(
        ([, name]) => name ?? '',
      ),
    send: (payloadType, sequenceNumber, timestamp, payload) => {
      const { ssrc } = transceiver.sender
      const header = new RtpHeader({ payloadType, sequenceNumber: sequenceNumber & 0xffff, timestamp, ssrc })
      connection.dtlsTransports[0]?.sendRtp(payload, header).catch(() => undefined)
    },
  }
  return peer
}

export function createWeriftWindow(): WeriftWindow {
  const peers = new Map<string, Peer>()
  const opened: string[] = []
  const tones: string[] = []
  let reportTo: (report: MediaReport) => void = () => {}
  let resetTo: () => void = () => {}
  let alive = false
  const report = (told: MediaReport): void => {
    if (alive) reportTo(told)
  }

  const onPeer = async (peer: Peer, order: MediaOrder): Promise<string | null> => {
    const { connection } = peer
    switch (order.kind) {
      case 'createOffer':
        await connection.setLocalDescription(await connection.createOffer())
        return connection.localDescription?.sdp ?? null
      case 'setRemote':
        await connection.setRemoteDescription({ type: 'answer', sdp: order.sdp })
        return null
      case 'microphone':
        peer.microphone = order.on
        return null
      case 'hear':
        peer.hear = order.on
        return null
      case 'tones':
        tones.push(order.tones)
        return null
      case 'close':
        peers.delete(peer.id)
        await connection.close()
        return null
      default:
        return null
    }
  }

  const carryOut = async (order: MediaOrder): Promise<string | null> => {
    if (order.kind === 'open') {
      peers.set(order.peer, openPeer(order.peer, report))
      opened.push(order.peer)
      return null
    }
    if (!('peer' in order)) return null
    const peer = peers.get(order.peer)
    if (!peer) throw new Error(`no peer ${order.peer}`)
    return onPeer(peer, order)
  }

  return {
    peers,
    opened,
    tones,
    report,
    send: ({ order, body }: NumberedMediaOrder) => {
      carryOut(body).then(
        (sdp) => report({ kind: 'done', order, result: { ok: true, sdp } }),
        (error: unknown) =>
          report({ kind: 'done', order, result: { ok: false, reason: 'failed', detail: String(error) } }),
      )
    },
    onReport: (listener) => {
      reportTo = listener
    },
    onReset: (listener) => {
      resetTo = listener
    },
    start: () => {
      alive = true
      reportTo({ kind: 'ready' })
    },
    die: () => {
      alive = false
      for (const { connection } of peers.values()) connection.close().catch(() => undefined)
      peers.clear()
      resetTo()
    },
  }
}
