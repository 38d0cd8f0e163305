import {
  type MediaStreamTrack,
  type RTCPeerConnection,
  type RTCRtpTransceiver,
  RtpHeader,
  RtpPacket,
} from 'werift'
import type { Voices } from './customer-sound.ts'
import type { FrameClock } from './frame-clock.ts'
import { directionOf, type MediaDirection, type MediaKind, type MediaLeg, mirrored } from './media-leg.ts'
import { muLawEnergy } from './mu-law.ts'
import {
  createPeerConnection,
  keepingIceRole,
  reachable,
  resumeIce,
  samePeer,
  telephoneEventType,
} from './peer-connection.ts'
import { createTalk } from './talk.ts'

export interface WebRtcLegOptions {
  media: Exclude<MediaKind, 'none'>
  voice: number
  voices: Voices
  clock: FrameClock
}

const pcmu = 0

/** A customer's media over WebRTC. */
export function createWebRtcLeg(options: WebRtcLegOptions): MediaLeg {
  let peer: RTCPeerConnection | undefined
  let transceiver: RTCRtpTransceiver | undefined
  let farEnd = ''
  let eventType = -1
  /** What this side wants; what is agreed may be less. */
  let wanted: MediaDirection = 'sendrecv'
  let agreedToSend = false
  let closed = false
  let rebuilt = 0

  const talk = createTalk({
    ...options,
    mayGo: () => agreedToSend && transceiver !== undefined && peer?.connectionState === 'connected',
    codec: () => ({ payloadType: pcmu, encode: (muLaw) => muLaw }),
    eventType: () => eventType,
    energy: (payloadType, payload) => (payloadType === pcmu ? muLawEnergy(payload) : undefined),
    sendSound({ payload, ...stamps }) {
      const packet = new RtpPacket(new RtpHeader(stamps), Buffer.from(payload))
      transceiver?.sender.sendRtp(packet).catch(() => undefined)
    },
    sendEvent({ payload, ...stamps }) {
      // Past the sender, which would stamp the audio codec's payload type on it.
      const header = new RtpHeader({ ...stamps, ssrc: transceiver?.sender.ssrc ?? 0 })
      peer?.dtlsTransports[0]?.sendRtp(Buffer.from(payload), header).catch(() => undefined)
    },
  })

  function use(next: RTCPeerConnection): RTCPeerConnection {
    if (closed) throw new Error('The call has ended')
    const known = new WeakSet<MediaStreamTrack>()
    next.onTrack.subscribe((track) => {
      if (known.has(track)) return // a track that resumes after a hold is announced again
      known.add(track)
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        const { payloadType, sequenceNumber, timestamp, ssrc } = header
        if (peer === next) talk.hear({ payload, payloadType, sequenceNumber, timestamp, ssrc })
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
      await keepingIceRole(connection, async () => {
        await connection.setLocalDescription(await connection.createOffer({ iceRestart }))
      })
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

    setSending: (on) => talk.setSending(on),
    stats: (seconds) => ({
      ...talk.stats(seconds),
      connection: closed ? 'closed' : (peer?.connectionState ?? 'new'),
      rebuilt,
    }),
    sendDigits: (digits) => talk.sendDigits(digits),
    digits: () => talk.digits,

    close() {
      if (closed) return
      closed = true
      talk.stop()
      peer?.close().catch(() => undefined)
    },
  }
}
