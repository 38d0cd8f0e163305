import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { RtpHeader, RtpPacket, SrtpSession } from 'werift'
import type { Voices } from './customer-sound.ts'
import type { FrameClock } from './frame-clock.ts'
import { type MediaDirection, type MediaKind, type MediaLeg, mirrored } from './media-leg.ts'
import { type PlainCodec, plainCodecs, spokenCodecs } from './plain-codecs.ts'
import { type PlainDescription, readPlainSdp, writePlainSdp } from './plain-sdp.ts'
import { createTalk, type SoundToSend } from './talk.ts'

/** How a customer's plain media differs from the ordinary. */
export interface PlainOptions {
  /** In the order to offer, and what to take from an offer. Default PCMU and PCMA, and all of them for an echo. */
  codecs?: readonly PlainCodec[]
  /** `offered`: SRTP in offers of ours. `refused`: an offer of SRTP is turned down. Offers are followed otherwise. */
  srtp?: 'offered' | 'refused'
}

export interface PlainLegOptions extends PlainOptions {
  media: Exclude<MediaKind, 'none'>
  voice: number
  voices: Voices
  clock: FrameClock
}

const eventType = 101
const srtpProfile = 1 // AES_CM_128_HMAC_SHA1_80 in werift's counting
const everyCodec: readonly PlainCodec[] = ['opus', 'G722', 'PCMU', 'PCMA']

/** A customer's media over plain RTP or SDES-SRTP (RFC 4568), symmetric (RFC 4961). */
export function createPlainLeg(options: PlainLegOptions): MediaLeg {
  const session = { id: String(randomBytes(4).readUInt32BE()), version: 0 }
  const ssrc = randomBytes(4).readUInt32BE()
  const ownKey = randomBytes(30)
  let wantedCodecs = options.codecs ?? (options.media === 'echo' ? everyCodec : spokenCodecs)
  let wanted: MediaDirection = 'sendrecv'
  let socket: Promise<Socket> | undefined
  let bound: Socket | undefined
  let closed = false
  /** What both sides agreed on, as the far end wrote it. */
  let agreed: PlainDescription | undefined
  let maySend = false
  let srtp: SrtpSession | undefined
  let keyInUse: Buffer | undefined
  /** Where the far end's packets really come from, which beats what it says. */
  let source: { host: string; port: number } | undefined
  let changed: PlainCodec | undefined

  const talk = createTalk({
    ...options,
    mayGo: () => maySend && bound !== undefined && speaking() !== undefined,
    codec() {
      const { name = 'PCMU', payloadType = 0 } = speaking() ?? {}
      return { payloadType, encode: plainCodecs[name].encode ?? ((muLaw) => muLaw) }
    },
    eventType: () => agreed?.eventType ?? -1,
    energy(payloadType, payload) {
      const codec = agreed?.codecs.find((one) => one.payloadType === payloadType)
      return codec && plainCodecs[codec.name].energy(payload)
    },
    sendSound: send,
    sendEvent: send,
  })

  /** The codec that this side sends: the first that was agreed, or the one that a script changed to. */
  function speaking(): PlainDescription['codecs'][number] | undefined {
    const able = (agreed?.codecs ?? []).filter(
      ({ name }) => options.media === 'echo' || plainCodecs[name].encode !== undefined,
    )
    return able.find(({ name }) => name === changed) ?? able[0]
  }

  function send({ payload, ...stamps }: SoundToSend): void {
    const to = source ?? agreed
    if (!bound || !to || to.host === '0.0.0.0') return
    const header = new RtpHeader({ ...stamps, ssrc })
    const body = Buffer.from(payload)
    const bytes = srtp ? srtp.encrypt(body, header) : new RtpPacket(header, body).serialize()
    bound.send(bytes, to.port, to.host)
  }

  function receive(bytes: Buffer, from: { host: string; port: number }): void {
    if (!agreed || bytes.length < 12) return
    let packet: RtpPacket
    try {
      packet = RtpPacket.deSerialize(srtp ? srtp.decrypt(bytes) : bytes)
    } catch {
      return // what can't be authenticated or read isn't the far end's
    }
    source = from
    const { payloadType, sequenceNumber, timestamp, ssrc: sender } = packet.header
    talk.hear({ payload: packet.payload, payloadType, sequenceNumber, timestamp, ssrc: sender })
  }

  async function open(): Promise<Socket> {
    if (closed) throw new Error('The call has ended')
    socket ??= new Promise((resolve, reject) => {
      const next = createSocket('udp4')
      next.once('error', reject)
      next.bind(0, '127.0.0.1', () => {
        next.on('error', () => undefined) // an unreachable far end is one that hears nothing
        bound = next
        resolve(next)
      })
      next.on('message', (bytes, { address, port }) => receive(bytes, { host: address, port }))
    })
    return socket
  }

  async function describe(
    parts: Pick<PlainDescription, 'codecs' | 'direction' | 'secure' | 'eventType'>,
    tag = '1',
  ) {
    const { port } = (await open()).address()
    session.version += 1
    const crypto = parts.secure ? { tag, key: ownKey } : undefined
    return writePlainSdp({ ...parts, host: '127.0.0.1', port, crypto }, session)
  }

  function agree(far: PlainDescription, codecs: PlainDescription['codecs'], own: MediaDirection): void {
    if (far.host !== agreed?.host || far.port !== agreed?.port) source = undefined
    agreed = { ...far, codecs }
    maySend = own === 'sendrecv' || own === 'sendonly'
    const key = far.secure ? far.crypto?.key : undefined
    if (key && keyInUse?.equals(key)) return // a new session would count its packets from the start again
    keyInUse = key
    srtp = key && srtpSession(ownKey, key)
  }

  return {
    async offer({ direction = 'sendrecv', codecs } = {}) {
      wanted = direction
      wantedCodecs = codecs ?? wantedCodecs
      const secure = agreed ? agreed.secure : options.srtp === 'offered'
      const offered = wantedCodecs.map((name) => ({ name, payloadType: plainCodecs[name].payloadType }))
      return describe({ codecs: offered, direction, secure, eventType })
    },

    async acceptAnswer(sdp) {
      const far = readPlainSdp(sdp)
      if (!far || far.port === 0) throw new Error('The answer has no plain audio')
      const codecs = far.codecs.filter(({ name }) => wantedCodecs.includes(name))
      if (codecs.length === 0) throw new Error('The answer has no codec of the offer')
      if (far.secure && !far.crypto) throw new Error('The answer has no key')
      agree(far, codecs, mirrored(far.direction))
    },

    async answer(sdp) {
      const far = readPlainSdp(sdp)
      if (!far || far.port === 0) throw new Error('The offer has no plain audio')
      const codecs = far.codecs.filter(({ name }) => wantedCodecs.includes(name))
      if (codecs.length === 0) throw new Error('The offer has no codec that is known')
      if (far.secure && (!far.crypto || options.srtp === 'refused')) throw new Error('The offer is SRTP')
      const direction = narrowed(mirrored(far.direction), wanted)
      const { secure, eventType: events } = far
      const answer = await describe({ codecs, direction, secure, eventType: events }, far.crypto?.tag)
      agree(far, codecs, direction)
      return answer
    },

    rollBack: async () => undefined,
    setSending: (on) => talk.setSending(on),
    speak(codec) {
      changed = codec
    },
    stats: (seconds) => ({
      ...talk.stats(seconds),
      connection: closed ? 'closed' : agreed ? 'connected' : 'new',
      rebuilt: 0,
    }),
    sendDigits: (digits) => talk.sendDigits(digits),
    digits: () => talk.digits,

    close() {
      if (closed) return
      closed = true
      talk.stop()
      bound = undefined
      void socket?.then((open) => open.close()).catch(() => undefined)
    },
  }
}

/** Both ways only where the far end and this one want it. */
function narrowed(offered: MediaDirection, own: MediaDirection): MediaDirection {
  const sends = /^send/.test(offered) && /^send/.test(own)
  const receives = /recv/.test(offered) && /recv/.test(own)
  if (sends) return receives ? 'sendrecv' : 'sendonly'
  return receives ? 'recvonly' : 'inactive'
}

function srtpSession(own: Buffer, far: Buffer): SrtpSession {
  const keys = {
    localMasterKey: own.subarray(0, 16),
    localMasterSalt: own.subarray(16),
    remoteMasterKey: far.subarray(0, 16),
    remoteMasterSalt: far.subarray(16),
  }
  return new SrtpSession({ keys, profile: srtpProfile })
}
