import { MediaError } from '../media-error.ts'
import type { AgreedPayload } from './negotiate.ts'
import { type Payload, readSdp } from './sdp.ts'

/** What the relay has to know of the window's offer. */
export type WindowOffer = {
  readonly mid: string
  readonly ufrag: string
  /** SHA-256 of the window's certificate, as `fingerprintOf` writes it. */
  readonly fingerprint: string
  readonly payloads: readonly Payload[]
}

/** What the window is to send and to take: the first codec is sent, any of them may come. */
export type WindowCodecs = {
  readonly codecs: readonly Pick<AgreedPayload, 'name' | 'clock' | 'fmtp'>[]
  readonly events: readonly Pick<AgreedPayload, 'name' | 'clock' | 'fmtp'>[]
  readonly ptime: number | null
  readonly maxptime: number | null
}

export type RelayEnd = {
  readonly port: number
  readonly ufrag: string
  readonly password: string
  readonly fingerprint: string
  readonly source: number
  readonly version: number
}

const attributeOf = (sdp: string, name: string): string | undefined =>
  sdp.match(new RegExp(`^a=${name}:(.*?)\\s*$`, 'm'))?.[1]

/** Throws a `MediaError` for what a browser wouldn't write. */
export function readWindowOffer(sdp: string): WindowOffer {
  const audio = readSdp(sdp)?.audio[0]
  const fingerprint = sdp.match(/^a=fingerprint:sha-256 (\S+)\s*$/im)?.[1]
  const ufrag = attributeOf(sdp, 'ice-ufrag')
  if (audio === undefined || fingerprint === undefined || ufrag === undefined) {
    throw new MediaError('badSdp', 'the media window offered no audio over DTLS')
  }
  return {
    mid: attributeOf(sdp, 'mid') ?? '0',
    ufrag,
    fingerprint: fingerprint.toUpperCase(),
    payloads: audio.payloads,
  }
}

/** The window's own numbers for these codecs, in this order. */
export function windowPayloads(offer: WindowOffer, { codecs, events }: WindowCodecs): Payload[] {
  return [...codecs, ...events].flatMap(({ name, clock, fmtp }) => {
    const found = offer.payloads.find((one) => one.name === name && one.clock === clock)
    return found ? [{ ...found, fmtp: fmtp === '' ? found.fmtp : fmtp }] : []
  })
}

/**
 * The answer to the window's offer. The relay is an ICE-lite end with one address (RFC 8445 §2.5): the window checks,
 * the relay answers, and nothing is gathered. It waits for the window's DTLS, too, which may begin whenever it likes.
 */
export function answerToWindow(offer: WindowOffer, wanted: WindowCodecs, end: RelayEnd): string {
  const payloads = windowPayloads(offer, wanted)
  const lines = [
    'v=0',
    `o=- ${end.source} ${end.version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${offer.mid}`,
    `m=audio ${end.port} UDP/TLS/RTP/SAVPF ${payloads.map(({ type }) => type).join(' ')}`,
    'c=IN IP4 127.0.0.1',
    `a=mid:${offer.mid}`,
    `a=ice-ufrag:${end.ufrag}`,
    `a=ice-pwd:${end.password}`,
    `a=fingerprint:sha-256 ${end.fingerprint}`,
    'a=setup:passive',
    'a=rtcp-mux',
    ...payloads.flatMap(({ type, name, clock, channels, fmtp }) => [
      `a=rtpmap:${type} ${name}/${clock}${channels > 1 ? `/${channels}` : ''}`,
      ...(fmtp === '' ? [] : [`a=fmtp:${type} ${fmtp}`]),
    ]),
    ...(wanted.ptime === null ? [] : [`a=ptime:${wanted.ptime}`]),
    ...(wanted.maxptime === null ? [] : [`a=maxptime:${wanted.maxptime}`]),
    'a=sendrecv',
    'a=msid:relay audio',
    `a=ssrc:${end.source} cname:relay`,
    `a=candidate:1 1 udp 2130706431 127.0.0.1 ${end.port} typ host`,
    'a=end-of-candidates',
  ]
  return `${lines.join('\r\n')}\r\n`
}
