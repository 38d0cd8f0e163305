import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { CallId } from '../../../domain/call/facts.ts'
import type { PlainMedia } from '../../../domain/line.ts'
import { type CallMedia, type DescriptionOptions, describedBy, type PeerReport } from '../call-media.ts'
import { MediaError } from '../media-error.ts'
import type { Orders } from '../orders.ts'
import type { Audio, WindowPeer } from '../window-peer.ts'
import { type CryptoLine, KEY_BYTES, SALT_BYTES, SUITES } from './crypto-line.ts'
import type { Dtls } from './dtls.ts'
import { createFarLeg } from './far-leg.ts'
import {
  type AgreedPayload,
  type Agreement,
  type NegotiationRefusal,
  type Offered,
  offeredPayloads,
  takeAnswer,
  takeOffer,
} from './negotiate.ts'
import { openPlace, type Place } from './place.ts'
import { createRelay } from './relay.ts'
import {
  type Endpoint,
  type FarDescription,
  type LocalAudio,
  type Payload,
  readSdp,
  writeSdp,
} from './sdp.ts'
import type { WindowCodecs } from './window-sdp.ts'
import { createWindowSide } from './window-side.ts'

export type PlainCallParts = {
  readonly orders: Orders
  readonly peer: WindowPeer
  readonly media: PlainMedia
  /** This computer's address towards the server; null while there is no way to it. */
  readonly localAddress: () => string | null
  readonly dtls: () => Promise<Dtls>
  readonly toneReceived: (tone: string) => void
  readonly log: (message: string) => void
}

/** RFC 3264 as seen from here: whose offer is open. */
type Exchange =
  | { readonly kind: 'stable' }
  | { readonly kind: 'localOffer'; readonly offered: Offered; readonly place: Place; readonly hold: boolean }
  | { readonly kind: 'remoteOffer'; readonly offer: FarDescription }

const REFUSALS: Readonly<Record<NegotiationRefusal, string>> = {
  notSdp: 'it is no session description',
  noAudio: 'it has no audio stream',
  noCommonCodec: 'no codec of the account is in it',
  encryption: 'its encryption and that of the account do not go together',
}

const badSdp = (why: NegotiationRefusal): MediaError => new MediaError('badSdp', REFUSALS[why])

/** A description may name a host (RFC 4566 §5.7), which is looked up once and not for every packet. */
async function located(endpoint: Endpoint): Promise<Endpoint> {
  if (isIP(endpoint.address) !== 0) return endpoint
  const found = await lookup(endpoint.address).catch(() => null)
  if (found === null) throw badSdp('noAudio')
  return { ...endpoint, address: found.address }
}

async function readFar(sdp: string): Promise<FarDescription> {
  const read = readSdp(sdp)
  if (read === null) throw badSdp('notSdp')
  const audio = read.audio.map(async (stream) => ({
    ...stream,
    rtp: await located(stream.rtp),
    rtcp: await located(stream.rtcp),
  }))
  return { ...read, audio: await Promise.all(audio) }
}

const newKeys = (): CryptoLine[] =>
  SUITES.map((suite, index) => ({ tag: index + 1, suite, key: randomBytes(KEY_BYTES + SALT_BYTES) }))

/**
 * The media of one call over plain RTP: descriptions are written here, and sound is carried between the far end and
 * the media window by a relay. The window may die and be replaced without the far end hearing of it.
 */
export function createPlainCall(call: CallId, parts: PlainCallParts): CallMedia {
  const { media, peer } = parts
  const log = (message: string): void => parts.log(`${call}: ${message}`)
  const crypto = media.srtp === 'off' ? [] : newKeys()
  const session = { id: String(randomBytes(4).readUInt32BE()), version: 1 }
  let described = ''
  let exchange: Exchange = { kind: 'stable' }
  let place: Place | null = null
  let agreement: Agreement | null = null
  /** The codec to send, where the far end has shown that it wants another one than its description says. */
  let followed: AgreedPayload | null = null
  let known: readonly Payload[] = []
  let profile = media.srtp === 'required' ? 'RTP/SAVP' : 'RTP/AVP'
  /** The m= lines of the session, and the place of ours among them: none may ever go away (RFC 3264 §8). */
  let lines: readonly string[] = ['']
  let index = 0
  let held = false
  let audio: Audio = { microphone: true, hear: true }
  let closed = false

  const wanted = (): WindowCodecs => {
    if (agreement === null) {
      const offered = offeredPayloads(media.codecs)
      const isEvent = ({ name }: Payload): boolean => name === 'telephone-event'
      return {
        codecs: offered.filter((payload) => !isEvent(payload)),
        events: offered.filter(isEvent),
        ptime: null,
        maxptime: null,
      }
    }
    const { codecs, events, ptime, maxptime } = agreement
    const first = codecs.find(({ name }) => name === followed?.name) ?? codecs[0]
    return {
      codecs: [...codecs].sort((one, other) => Number(other === first) - Number(one === first)),
      events,
      ptime,
      maxptime,
    }
  }

  const far = createFarLeg({
    arrived: (packet, payload) => relay.fromFar(packet, payload),
    leftOut: (packet) => relay.leaveOut(packet),
    log,
  })
  const relay = createRelay({
    sendFar: far.send,
    codecFollowed: (payload) => {
      log(`the far end sends ${payload.name}: so do we`)
      followed = payload
      window.sync()
    },
    toneReceived: parts.toneReceived,
  })
  const window = createWindowSide({
    orders: parts.orders,
    peer,
    dtls: parts.dtls,
    wanted,
    arrived: relay.fromWindow,
    open: relay.openWindow,
    log,
  })

  const assertOpen = (): void => {
    if (closed) throw new MediaError('released', `call ${call} has ended`)
  }

  /** Going on hold counts from the offer, so that nothing leaks while the far end makes up its mind. */
  const applyAudio = (): void => {
    const silenced = held || (exchange.kind === 'localOffer' && exchange.hold)
    peer.setAudio({ microphone: audio.microphone && !silenced, hear: audio.hear && !silenced })
  }

  /** The sockets in use, or others where the computer is in another network now. */
  const findPlace = async (): Promise<Place> => {
    const address = parts.localAddress() ?? place?.sockets.address
    if (address === undefined) throw new MediaError('noNetwork', 'there is no way to the server')
    if (place?.sockets.address === address) return place
    const opened = await openPlace(address, media, log)
    if (closed) opened.sockets.close()
    assertOpen()
    far.listen(opened.sockets)
    return opened
  }

  const write = (local: LocalAudio): string => {
    const body = (): string =>
      writeSdp({ session, media: lines.map((line, at) => (at === index ? local : line)) })
    // RFC 3264 §8: the version goes up by one when anything has changed, and only then.
    if (described !== '' && body() !== described) session.version += 1
    described = body()
    return described
  }

  const agree = (next: Agreement, over: Place): void => {
    const before = agreement
    agreement = next
    place = over
    if (before === null || before.codecs[0]?.name !== next.codecs[0]?.name) followed = null
    far.agree(next, over.sockets)
    relay.agree(next)
    window.sync()
  }

  const rollback = async (): Promise<void> => {
    if (exchange.kind === 'localOffer' && exchange.place !== place) exchange.place.sockets.close()
    exchange = { kind: 'stable' }
    applyAudio()
  }

  const offer = async (hold: boolean): Promise<string> => {
    // One that was never answered; its sockets may be of its own.
    await rollback()
    window.sync()
    const at = await findPlace()
    const payloads = offeredPayloads(media.codecs, known)
    const direction = hold ? 'sendonly' : 'sendrecv'
    const rtcpMux = agreement?.rtcpMux ?? false
    const offered: Offered = { index, payloads, crypto, srtp: media.srtp, direction, rtcpMux }
    exchange = { kind: 'localOffer', offered, place: at, hold }
    applyAudio()
    return write({ profile, rtp: at.rtp, rtcp: at.rtcp, rtcpMux, direction, payloads, crypto })
  }

  const answer = async (open: FarDescription, hold: boolean): Promise<string> => {
    const taken = takeOffer(open, { codecs: media.codecs, srtp: media.srtp, crypto, hold })
    if (!taken.ok) throw badSdp(taken.reason)
    const at = await findPlace()
    const { value } = taken
    exchange = { kind: 'stable' }
    held = hold
    lines = open.media
    index = value.index
    known = value.payloads
    profile = value.profile
    const { rtcpMux } = value.agreement
    agree(value.agreement, at)
    applyAudio()
    const { direction, payloads } = value
    return write({ profile, rtp: at.rtp, rtcp: at.rtcp, rtcpMux, direction, payloads, crypto: value.crypto })
  }

  const takeTheirAnswer = async (
    sdp: string,
    open: Extract<Exchange, { kind: 'localOffer' }>,
  ): Promise<void> => {
    try {
      const taken = takeAnswer(await readFar(sdp), open.offered)
      if (!taken.ok) throw badSdp(taken.reason)
      exchange = { kind: 'stable' }
      held = open.hold
      known = open.offered.payloads
      agree(taken.value, open.place)
      applyAudio()
    } catch (error) {
      await rollback()
      throw error
    }
  }

  const takeTheirOffer = async (sdp: string): Promise<void> => {
    const read = await readFar(sdp)
    assertOpen()
    const taken = takeOffer(read, { codecs: media.codecs, srtp: media.srtp, crypto, hold: held })
    if (!taken.ok) throw badSdp(taken.reason)
    exchange = { kind: 'remoteOffer', offer: read }
    // The window gets ready while the answer is on its way.
    window.sync()
  }

  /** What the far end's side has counted is the truth; the window knows its own side of the sound. */
  const told = (report: PeerReport): PeerReport => {
    if (report.kind === 'stats') {
      const { codec, ...counted } = far.counters()
      return { ...report, ...counted, codec: codec === '' ? report.codec : codec }
    }
    if (report.kind !== 'connection' || report.state !== 'failed') return report
    // Only the way over loopback failed: it is made anew here, and the far end needs no other offer.
    window.lost()
    return { ...report, state: 'disconnected' }
  }

  const close = (): void => {
    if (closed) return
    closed = true
    if (exchange.kind === 'localOffer' && exchange.place !== place) exchange.place.sockets.close()
    far.close()
    window.close()
  }

  return {
    handler: describedBy({
      describe: async (options: DescriptionOptions) => {
        assertOpen()
        const hold = options.hold ?? held
        if (options.early) audio = { microphone: false, hear: false }
        return exchange.kind === 'remoteOffer' ? answer(exchange.offer, hold) : offer(hold)
      },
      applyRemote: async (sdp) => {
        assertOpen()
        return exchange.kind === 'localOffer' ? takeTheirAnswer(sdp, exchange) : takeTheirOffer(sdp)
      },
      rollback,
      sendTones: (tones) => {
        if (closed || peer.current() === null || agreement?.events.length === 0) return false
        void peer.sendTones(tones)
        return true
      },
      close,
    }),
    setAudio: (next) => {
      audio = { ...next }
      applyAudio()
    },
    sendTones: peer.sendTones,
    told,
    mendsItself: true,
    peerLost: () => {
      peer.lost()
      window.lost()
    },
    close,
  }
}
