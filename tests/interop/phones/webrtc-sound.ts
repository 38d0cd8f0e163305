import { setTimeout as delay } from 'node:timers/promises'
import { type RTCPeerConnection, type RTCRtpTransceiver, RtpHeader } from 'werift'
import type { DescriptionHandler } from '../../../src/main/sip/line.ts'
import { createFrameClock } from '../../../src/practice/media/frame-clock.ts'
import { directionOf, type MediaDirection } from '../../../src/practice/media/media-leg.ts'
import {
  createPeerConnection,
  reachable,
  resumeIce,
  telephoneEventType,
} from '../../../src/practice/media/peer-connection.ts'
import { createEar, frameLength, type Heard, toneFrames } from '../servers/tone.ts'

/** An agent's sound in plain Node, which plays one tone and listens, with the description handler of its call. */
export type AgentSound = {
  /** The call was answered: now it may be heard. */
  readonly answered: () => void
  readonly handler: DescriptionHandler
  readonly packets: () => number
  readonly heard: () => Heard
  readonly connection: () => string
  /** Direction of the last description that was agreed on, as this side means it. */
  readonly direction: () => MediaDirection
}

type Options = { readonly hold?: boolean; readonly iceRestart?: boolean }

const pcmu = 0
const events = '0123456789*#ABCD'
const sdpType = 'application/sdp'

/** Over WebRTC. */
export function createWebRtcSound(tone: number): AgentSound {
  const ear = createEar()
  const frames = toneFrames(tone)
  const peer: RTCPeerConnection = createPeerConnection()
  let transceiver: RTCRtpTransceiver | undefined
  let exchange: 'stable' | 'localOffer' | 'remoteOffer' = 'stable'
  let direction: MediaDirection = 'sendrecv'
  let eventType = -1
  let event: { readonly digit: number; readonly started: number; readonly frame: number } | null = null
  let playing = Promise.resolve()
  let closed = false
  let sequence = 0
  let timestamp = 0

  // werift hands packets to a track only when their SSRC was announced, which plain RTP ends don't do: so it is the
  // transport that is listened to.
  const listened = new Set<unknown>()
  const listen = () => {
    for (const transport of peer.dtlsTransports) {
      if (listened.has(transport)) continue
      listened.add(transport)
      transport.onRtp.subscribe(({ header, payload }) => {
        if (header.payloadType === pcmu) ear.add(payload)
      })
    }
  }

  /** Past werift's sender, which knows one payload type only. */
  const send = (payloadType: number, at: number, payload: Uint8Array, marker = false) => {
    const [transport] = peer.dtlsTransports
    if (peer.connectionState !== 'connected' || !transport || !transceiver) return
    sequence = (sequence + 1) & 0xffff
    const { ssrc } = transceiver.sender
    const header = new RtpHeader({ payloadType, sequenceNumber: sequence, timestamp: at, marker, ssrc })
    transport.sendRtp(Buffer.from(payload), header).catch(() => undefined)
  }

  /** An event of 100 ms (RFC 4733 §2.5): one time stamp, growing length, the end said three times. */
  const sendEvent = ({ digit, started, frame }: NonNullable<typeof event>) => {
    const length = Math.min(frame + 1, 5) * frameLength
    const last = frame >= 5 ? 0x80 : 0
    send(eventType, started, Uint8Array.of(digit, last | 10, length >> 8, length & 0xff), frame === 0)
    event = frame < 7 ? { digit, started, frame: frame + 1 } : null
  }

  const stop = createFrameClock().every20ms(() => {
    timestamp = (timestamp + frameLength) >>> 0
    const frame = frames[(timestamp / frameLength) % frames.length]
    if (event) sendEvent(event)
    else if (frame && (direction === 'sendrecv' || direction === 'sendonly')) send(pcmu, timestamp, frame)
  })

  const local = (): string => peer.localDescription?.sdp ?? ''
  const agree = () => {
    exchange = 'stable'
    direction = directionOf(local())
    eventType = telephoneEventType(local())
    resumeIce(peer)
  }

  const describe = async ({ hold = false, iceRestart = false }: Options): Promise<string> => {
    const wanted = hold ? 'sendonly' : 'sendrecv'
    transceiver ??= peer.getTransceivers()[0] ?? peer.addTransceiver('audio', { direction: wanted })
    transceiver.setDirection(wanted)
    if (exchange === 'remoteOffer') {
      await peer.setLocalDescription(await peer.createAnswer())
      agree()
    } else {
      exchange = 'localOffer'
      await peer.setLocalDescription(await peer.createOffer({ iceRestart }))
    }
    return local()
  }

  const take = async (sdp: string): Promise<void> => {
    const answers = exchange === 'localOffer'
    await peer.setRemoteDescription({ type: answers ? 'answer' : 'offer', sdp: reachable(sdp) })
    listen()
    if (answers) agree()
    else exchange = 'remoteOffer'
  }

  return {
    answered: () => {},
    handler: {
      getDescription: async (options) => ({
        body: await describe((options ?? {}) as Options),
        contentType: sdpType,
      }),
      setDescription: (sdp) => take(sdp),
      hasDescription: (contentType) => contentType.toLowerCase().startsWith(sdpType),
      rollbackDescription: async () => {
        if (exchange === 'localOffer') await peer.setLocalDescription({ type: 'rollback' })
        exchange = 'stable'
      },
      sendDtmf: (tones) => {
        if (peer.connectionState !== 'connected') return false
        void playTones(tones)
        return true
      },
      close: () => {
        closed = true
        stop()
        peer.close().catch(() => undefined)
      },
    },
    packets: ear.packets,
    heard: ear.now,
    connection: () => peer.connectionState,
    direction: () => direction,
  }

  /** Tones one after another, whoever orders them. */
  function playTones(tones: string): Promise<void> {
    playing = playing.then(async () => {
      for (const tone of tones) {
        event = { digit: events.indexOf(tone.toUpperCase()), started: timestamp, frame: 0 }
        while (event && !closed) await delay(20)
        await delay(60)
      }
    })
    return playing
  }
}
