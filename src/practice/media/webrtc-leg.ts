import {
  type MediaStreamTrack,
  type RTCPeerConnection,
  type RTCRtpTransceiver,
  RtpHeader,
  RtpPacket,
} from 'werift'
import { silentFrame, type Voices } from './customer-sound.ts'
import { createDtmfReader, type DtmfFrame, dtmfFrames } from './dtmf.ts'
import type { FrameClock } from './frame-clock.ts'
import { directionOf, type MediaDirection, type MediaKind, type MediaLeg, mirrored } from './media-leg.ts'
import { muLawEnergy } from './mu-law.ts'
import {
  createPeerConnection,
  reachable,
  resumeIce,
  samePeer,
  telephoneEventType,
} from './peer-connection.ts'
import { createLossCounter, createSoundMeter } from './sound-meter.ts'
import { frameLength } from './speech.ts'

export interface WebRtcLegOptions {
  media: Exclude<MediaKind, 'none'>
  voice: number
  voices: Voices
  clock: FrameClock
}

const pcmu = 0

/** A customer's media over WebRTC: talks (or is silent, or echoes) and measures what it hears. */
export function createWebRtcLeg(options: WebRtcLegOptions): MediaLeg {
  const heard = createSoundMeter()
  const sent = createSoundMeter()
  const loss = createLossCounter()
  const dtmf = createDtmfReader()
  const frames = options.media === 'audio' ? options.voices.of(options.voice) : [silentFrame]

  let peer: RTCPeerConnection | undefined
  let transceiver: RTCRtpTransceiver | undefined
  let farEnd = ''
  let eventType = -1
  /** What this side wants; what is agreed may be less. */
  let wanted: MediaDirection = 'sendrecv'
  let agreedToSend = false
  let sending = true
  let wasSending = false
  let closed = false
  let rebuilt = 0
  let frame = 0
  let sequence = Math.floor(Math.random() * 0x8000)
  let toneTimestamp = 0
  const tones: DtmfFrame[] = []
  let timestamp = Math.floor(Math.random() * 0x8000_0000)

  const stopClock = options.media === 'echo' ? () => undefined : options.clock.every20ms(() => tick())

  function tick(): void {
    timestamp = (timestamp + frameLength) >>> 0
    frame = (frame + 1) % frames.length
    const tone = tones.shift()
    const payload = frames[frame]
    if (tone) sendTone(tone)
    else if (payload) send(payload, timestamp)
  }

  function mayGo(): boolean {
    return sending && agreedToSend && peer?.connectionState === 'connected'
  }

  function send(payload: Uint8Array, at: number): void {
    const go = mayGo()
    // RFC 3551 §4.1: the marker stands at the first packet after silence.
    const marker = go && !wasSending
    wasSending = go
    if (!go || !transceiver) return
    sequence = (sequence + 1) & 0xffff
    const header = new RtpHeader({ payloadType: pcmu, sequenceNumber: sequence, timestamp: at, marker })
    sent.add(muLawEnergy(payload))
    transceiver.sender.sendRtp(new RtpPacket(header, Buffer.from(payload))).catch(() => undefined)
  }

  function sendTone({ payload, begins }: DtmfFrame): void {
    if (begins) toneTimestamp = timestamp
    wasSending = false // sound that goes on after a tone begins anew
    const transport = peer?.dtlsTransports[0]
    if (!mayGo() || !transceiver || !transport) return
    sequence = (sequence + 1) & 0xffff
    // Past the sender, which would stamp the audio codec's payload type on it.
    const { ssrc } = transceiver.sender
    const stamps = { sequenceNumber: sequence, timestamp: toneTimestamp, ssrc }
    const header = new RtpHeader({ payloadType: eventType, marker: begins, ...stamps })
    transport.sendRtp(Buffer.from(payload), header).catch(() => undefined)
  }

  function receive({ header, payload }: RtpPacket): void {
    loss.seen(header.sequenceNumber, header.ssrc)
    if (header.payloadType === eventType) dtmf.packet(payload, header.timestamp)
    if (header.payloadType !== pcmu) return
    heard.add(muLawEnergy(payload))
    if (options.media === 'echo') send(payload, header.timestamp)
  }

  function use(next: RTCPeerConnection): RTCPeerConnection {
    if (closed) throw new Error('The call has ended')
    const known = new WeakSet<MediaStreamTrack>()
    next.onTrack.subscribe((track) => {
      if (known.has(track)) return // a track that resumes after a hold is announced again
      known.add(track)
      track.onReceiveRtp.subscribe((packet) => {
        if (peer === next) receive(packet)
      })
    })
    peer = next
    return next
  }

  function agree(local: string, ownDirection: MediaDirection): string {
    agreedToSend = ownDirection === 'sendrecv' || ownDirection === 'sendonly'
    eventType = telephoneEventType(local)
    return local
  }

  function described(connection: RTCPeerConnection): string {
    return connection.localDescription?.sdp ?? ''
  }

  return {
    async offer({ direction = 'sendrecv', iceRestart = false } = {}) {
      const connection = peer ?? use(createPeerConnection())
      wanted = direction
      transceiver ??= connection.addTransceiver('audio', { direction })
      transceiver.setDirection(direction)
      await connection.setLocalDescription(await connection.createOffer({ iceRestart }))
      return described(connection)
    },

    async acceptAnswer(sdp) {
      if (!peer) throw new Error('No offer was made')
      await peer.setRemoteDescription({ type: 'answer', sdp: reachable(sdp) })
      resumeIce(peer)
      farEnd = sdp
      agree(described(peer), mirrored(directionOf(sdp)))
    },

    async answer(offer) {
      if (!/^m=audio [1-9]/m.test(offer)) throw new Error('The offer has no audio')
      const replaced = peer && !samePeer(farEnd, offer) ? peer : undefined
      const connection = peer && !replaced ? peer : use(createPeerConnection())
      await connection.setRemoteDescription({ type: 'offer', sdp: reachable(offer) })
      transceiver = connection.getTransceivers()[0]
      if (!transceiver) throw new Error('The offer has no audio')
      transceiver.setDirection(wanted)
      await connection.setLocalDescription(await connection.createAnswer())
      resumeIce(connection)
      farEnd = offer
      if (replaced) {
        rebuilt += 1
        await replaced.close()
      }
      const local = described(connection)
      return agree(local, directionOf(local))
    },

    async rollBack() {
      await peer?.setLocalDescription({ type: 'rollback' })
    },

    setSending(on) {
      sending = on
    },

    stats: (seconds) => ({
      heard: {
        packets: heard.packets,
        lost: loss.lost,
        rms: heard.rms(seconds),
        perSecond: heard.perSecond(seconds),
        recentPackets: heard.recentPackets(seconds),
      },
      sent: { packets: sent.packets, rms: sent.rms(seconds), recentPackets: sent.recentPackets(seconds) },
      connection: closed ? 'closed' : (peer?.connectionState ?? 'new'),
      rebuilt,
    }),
    sendDigits: (digits) => void tones.push(...dtmfFrames(digits)),
    digits: () => dtmf.digits,

    close() {
      if (closed) return
      closed = true
      stopClock()
      peer?.close().catch(() => undefined)
    },
  }
}
