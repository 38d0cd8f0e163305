import { randomBytes } from 'node:crypto'
import { directionOf, type MediaDirection, type MediaLeg, type MediaStats, mirrored } from './media-leg.ts'
import { writePlainSdp } from './plain-sdp.ts'

const nothing: MediaStats = {
  heard: { packets: 0, lost: 0, rms: 0, perSecond: [], recentPackets: 0 },
  sent: { packets: 0, rms: 0, recentPackets: 0 },
  connection: 'none',
  rebuilt: 0,
}

/** Media that exists in SDP only: valid for WebRTC to read, or of a plain line, and nothing behind it. */
export function createFixedLeg({ plain = false } = {}): MediaLeg {
  const credentials = newCredentials()
  const fixedSdp = plain ? plainSdp : webRtcSdp
  let version = 1

  return {
    offer: async ({ direction = 'sendrecv' } = {}) =>
      fixedSdp(credentials, version++, 'actpass', direction, '0'),
    acceptAnswer: async () => undefined,
    answer: async (offer) => {
      if (!/^m=audio /m.test(offer)) throw new Error('The offer has no audio')
      const mid = offer.match(/^a=mid:(\S+)/m)?.[1]
      return fixedSdp(credentials, version++, 'active', mirrored(directionOf(offer)), mid)
    },
    rollBack: async () => undefined,
    setSending: () => undefined,
    stats: () => nothing,
    sendDigits: () => undefined,
    digits: () => '',
    close: () => undefined,
  }
}

interface Credentials {
  session: string
  ufrag: string
  password: string
  fingerprint: string
}

function newCredentials(): Credentials {
  return {
    session: String(randomBytes(4).readUInt32BE()),
    ufrag: randomBytes(2).toString('hex'),
    password: randomBytes(12).toString('hex'),
    fingerprint: (randomBytes(32).toString('hex').toUpperCase().match(/../g) ?? []).join(':'),
  }
}

function webRtcSdp(
  { session, ufrag, password, fingerprint }: Credentials,
  version: number,
  setup: 'actpass' | 'active',
  direction: MediaDirection,
  mid: string | undefined,
): string {
  const lines = [
    'v=0',
    `o=- ${session} ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    ...(mid === undefined ? [] : [`a=group:BUNDLE ${mid}`]),
    'm=audio 9 UDP/TLS/RTP/SAVPF 0 101',
    'c=IN IP4 127.0.0.1',
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${setup}`,
    'a=rtcp-mux',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    `a=${direction}`,
    'a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host',
    'a=end-of-candidates',
  ]
  return `${lines.join('\r\n')}\r\n`
}

function plainSdp({ session }: Credentials, version: number, _: unknown, direction: MediaDirection): string {
  const codecs = [{ name: 'PCMU', payloadType: 0 }] as const
  const audio = { host: '127.0.0.1', port: 9, secure: false, codecs, eventType: 101, crypto: undefined }
  return writePlainSdp({ ...audio, direction }, { id: session, version })
}
