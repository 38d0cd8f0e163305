import type { Codec, SrtpMode } from '../../../domain/line.ts'
import { type Result, refuse } from '../../../domain/result.ts'
import { type CryptoLine, SUITES, type Suite } from './crypto-line.ts'
import type { AudioStream, Direction, Endpoint, FarDescription, Payload } from './sdp.ts'

/** A codec as it was agreed: `out` is its number in what we send, `in` in what comes. */
export type AgreedPayload = {
  readonly name: string
  readonly clock: number
  readonly out: number
  readonly in: number
  /** As the far end wants it sent. */
  readonly fmtp: string
}

/** How one direction is encrypted. */
export type SrtpKey = { readonly suite: Suite; readonly key: Buffer }

/** What an offer and its answer come to. */
export type Agreement = {
  readonly rtp: Endpoint
  readonly rtcp: Endpoint
  readonly rtcpMux: boolean
  /** Whether the far end wants to hear us, and whether it may be heard. */
  readonly sends: boolean
  readonly hears: boolean
  /** At least one. The first is the one to send. */
  readonly codecs: readonly AgreedPayload[]
  /** RFC 4733, one for each clock. */
  readonly events: readonly AgreedPayload[]
  readonly srtp: { readonly out: SrtpKey; readonly in: SrtpKey } | null
  readonly ptime: number | null
  readonly maxptime: number | null
}

export type NegotiationRefusal =
  | 'notSdp'
  | 'noAudio'
  | 'noCommonCodec'
  /** The account wants encryption, and the far end offers none that can be used; or the other way round. */
  | 'encryption'

const OPUS_FMTP = 'minptime=10;useinbandfec=1'
/** Events 0 to 15 are the keys, 16 is flash. */
const EVENTS_FMTP = '0-16'
const EVENTS = 'telephone-event'

const OF_CODEC: Readonly<Record<Codec, Payload>> = {
  opus: { type: 111, name: 'opus', clock: 48_000, channels: 2, fmtp: OPUS_FMTP },
  G722: { type: 9, name: 'g722', clock: 8_000, channels: 1, fmtp: '' },
  PCMA: { type: 8, name: 'pcma', clock: 8_000, channels: 1, fmtp: '' },
  PCMU: { type: 0, name: 'pcmu', clock: 8_000, channels: 1, fmtp: '' },
}
const EVENTS_8K: Payload = { type: 101, name: EVENTS, clock: 8_000, channels: 1, fmtp: EVENTS_FMTP }
const EVENTS_48K: Payload = { type: 110, name: EVENTS, clock: 48_000, channels: 1, fmtp: EVENTS_FMTP }

/** One payload type means one thing for the length of a session (RFC 3264 §8.3.2): what was agreed is offered again. */
export type KnownTypes = readonly Pick<Payload, 'name' | 'clock' | 'type'>[]

/** What an account's offer lists. Events of both clocks where Opus is offered, for far ends that know only one. */
export function offeredPayloads(codecs: readonly Codec[], known: KnownTypes = []): Payload[] {
  const wanted = codecs.map((codec) => OF_CODEC[codec])
  const events = codecs.includes('opus') ? [EVENTS_8K, EVENTS_48K] : [EVENTS_8K]
  const taken = new Set(known.map(({ type }) => type))
  const free = (): number => {
    let type = 96
    while (taken.has(type)) type += 1
    return type
  }
  return [...wanted, ...events].map((payload) => {
    const before = known.find(({ name, clock }) => name === payload.name && clock === payload.clock)
    const type = before?.type ?? (taken.has(payload.type) ? free() : payload.type)
    taken.add(type)
    return { ...payload, type }
  })
}

const ENCRYPTED = ['RTP/SAVP', 'RTP/SAVPF']
const PLAIN = ['RTP/AVP', 'RTP/AVPF']

const isSame = (one: Pick<Payload, 'name' | 'clock'>, other: Pick<Payload, 'name' | 'clock'>): boolean =>
  one.name === other.name && one.clock === other.clock

const mirrored: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
}

const sends = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly'
const hears = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly'

/** The direction that both sides agree on, as we write it. */
export function ourDirection(theirs: Direction, hold: boolean): Direction {
  const offered = mirrored[theirs]
  if (!hold) return offered
  return sends(offered) ? 'sendonly' : 'inactive'
}

/** RFC 4568 §5.1.2: the first of their lines that we can use; its tag and suite go into the answer, with our key. */
export const chosenCrypto = (
  theirs: readonly CryptoLine[],
  ours: readonly CryptoLine[],
): { readonly theirs: CryptoLine; readonly ours: CryptoLine } | null => {
  const found = theirs.find(({ suite }) => SUITES.includes(suite))
  const own = found && ours.find(({ suite }) => suite === found.suite)
  return found && own ? { theirs: found, ours: { ...own, tag: found.tag } } : null
}

/** Whether a stream of theirs is one that the account may take, and whether it is encrypted then. */
function secrecyOf(stream: AudioStream, mode: SrtpMode): 'plain' | 'encrypted' | null {
  const usable = stream.crypto.length > 0
  if (ENCRYPTED.includes(stream.profile)) return usable && mode !== 'off' ? 'encrypted' : null
  if (!PLAIN.includes(stream.profile)) return null
  // `a=crypto` under the plain profile is how encryption is offered to those who may not know it.
  if (usable && mode !== 'off') return 'encrypted'
  return mode === 'required' ? null : 'plain'
}

function agreedPayloads(
  theirs: readonly Payload[],
  ours: readonly Payload[],
  order: 'ours' | 'theirs',
): { codecs: AgreedPayload[]; events: AgreedPayload[] } {
  const [first, second] = order === 'ours' ? [ours, theirs] : [theirs, ours]
  const both = first.flatMap((one) => {
    const other = second.find((candidate) => isSame(one, candidate))
    if (!other) return []
    const [our, their] = order === 'ours' ? [one, other] : [other, one]
    return [{ name: one.name, clock: one.clock, out: their.type, in: our.type, fmtp: their.fmtp }]
  })
  return {
    codecs: both.filter(({ name }) => name !== EVENTS),
    events: both.filter(({ name }) => name === EVENTS),
  }
}

export type OfferTaken = {
  readonly agreement: Agreement
  /** Ours, for the answer: their numbers, in the account's order. */
  readonly payloads: readonly Payload[]
  readonly crypto: readonly CryptoLine[]
  readonly profile: string
  readonly direction: Direction
  /** The place of the stream among the m= lines. */
  readonly index: number
}

export type Ours = {
  readonly codecs: readonly Codec[]
  readonly srtp: SrtpMode
  readonly crypto: readonly CryptoLine[]
  readonly hold: boolean
}

function takeStream(stream: AudioStream, ours: Ours): OfferTaken | null {
  const secrecy = secrecyOf(stream, ours.srtp)
  const theirs = stream.payloads
  const wanted = offeredPayloads(ours.codecs)
  const common = wanted.flatMap((payload) => {
    const found = theirs.find((one) => isSame(one, payload))
    return found ? [{ ...payload, type: found.type }] : []
  })
  const { codecs, events } = agreedPayloads(theirs, common, 'ours')
  if (secrecy === null || codecs.length === 0 || stream.rtp.port === 0) return null
  const chosen = secrecy === 'encrypted' ? chosenCrypto(stream.crypto, ours.crypto) : null
  if (secrecy === 'encrypted' && chosen === null) return null
  const direction = ourDirection(stream.direction, ours.hold)
  return {
    index: stream.index,
    payloads: common,
    crypto: chosen === null ? [] : [chosen.ours],
    profile: stream.profile,
    direction,
    agreement: {
      rtp: stream.rtp,
      rtcp: stream.rtcpMux ? stream.rtp : stream.rtcp,
      rtcpMux: stream.rtcpMux,
      sends: sends(direction),
      hears: hears(direction),
      codecs,
      events,
      srtp: chosen && { out: chosen.ours, in: chosen.theirs },
      ptime: stream.ptime,
      maxptime: stream.maxptime,
    },
  }
}

/** Why none of the streams will do: the most that any of them came to. */
function whyNot(audio: readonly AudioStream[], ours: Ours): NegotiationRefusal {
  const open = audio.filter(({ rtp }) => rtp.port !== 0)
  if (open.length === 0) return 'noAudio'
  return open.some((stream) => secrecyOf(stream, ours.srtp) !== null) ? 'noCommonCodec' : 'encryption'
}

/** Takes the best audio stream of an offer: an encrypted one where the account prefers that, else the first that fits. */
export function takeOffer(offer: FarDescription, ours: Ours): Result<OfferTaken, NegotiationRefusal> {
  const fitting = offer.audio.flatMap((stream) => takeStream(stream, ours) ?? [])
  const best = fitting.find(({ agreement }) => agreement.srtp !== null) ?? fitting[0]
  return best ? { ok: true, value: best } : refuse(whyNot(offer.audio, ours))
}

/** What we offered, as far as the answer has to fit it. */
export type Offered = {
  readonly index: number
  readonly payloads: readonly Payload[]
  readonly crypto: readonly CryptoLine[]
  readonly srtp: SrtpMode
  readonly direction: Direction
  readonly rtcpMux: boolean
}

/** Takes the answer to an offer of ours. The far end's order counts: its first codec is the one it wants to get. */
export function takeAnswer(answer: FarDescription, offered: Offered): Result<Agreement, NegotiationRefusal> {
  const stream = answer.audio.find(({ index }) => index === offered.index)
  if (stream === undefined || stream.rtp.port === 0) return refuse('noAudio')
  const { codecs, events } = agreedPayloads(stream.payloads, offered.payloads, 'theirs')
  if (codecs.length === 0) return refuse('noCommonCodec')
  const theirs = stream.crypto.find(({ tag, suite }) =>
    offered.crypto.some((one) => one.tag === tag && one.suite === suite),
  )
  const own = theirs && offered.crypto.find(({ tag }) => tag === theirs.tag)
  const encrypted = ENCRYPTED.includes(stream.profile)
  if (!own && (encrypted || offered.srtp === 'required')) return refuse('encryption')
  return {
    ok: true,
    value: {
      rtp: stream.rtp,
      rtcp: offered.rtcpMux && stream.rtcpMux ? stream.rtp : stream.rtcp,
      rtcpMux: offered.rtcpMux && stream.rtcpMux,
      sends: hears(stream.direction) && sends(offered.direction),
      hears: sends(stream.direction) && hears(offered.direction),
      codecs,
      events,
      srtp: theirs && own ? { out: own, in: theirs } : null,
      ptime: stream.ptime,
      maxptime: stream.maxptime,
    },
  }
}
