import { directionOf, type MediaDirection } from './media-leg.ts'
import { type PlainCodec, plainCodecs } from './plain-codecs.ts'

/** The audio of a plain description (RFC 4566), as far as a customer cares. */
export interface PlainDescription {
  host: string
  port: number
  secure: boolean
  codecs: readonly { name: PlainCodec; payloadType: number }[]
  eventType: number | undefined
  direction: MediaDirection
  /** `a=crypto` of the one suite that is known (RFC 4568 §6.2): its tag, and key and salt in one. */
  crypto: { tag: string; key: Buffer } | undefined
}

export const cryptoSuite = 'AES_CM_128_HMAC_SHA1_80'
const keyAndSalt = 30
const staticTypes: ReadonlyMap<number, PlainCodec> = new Map([
  [0, 'PCMU'],
  [8, 'PCMA'],
  [9, 'G722'],
])

/** Undefined for a description without plain audio. */
export function readPlainSdp(sdp: string): PlainDescription | undefined {
  const audio = sdp.match(/^m=audio (\d+) RTP\/(S?)AVP(?:F?) ([\d ]+?)\s*$/m)
  if (!audio) return undefined
  const media = sdp.slice(audio.index)
  const host = media.match(/^c=IN IP4 (\S+)/m)?.[1] ?? sdp.match(/^c=IN IP4 (\S+)/m)?.[1] ?? ''
  const types = (audio[3] ?? '').split(' ').map(Number)
  const named = new Map(
    [...media.matchAll(/^a=rtpmap:(\d+) (\S+)/gm)].map(([, type, name]) => [Number(type), name ?? '']),
  )
  const codecs = types.flatMap((payloadType) => {
    const name = codecOf(named.get(payloadType)) ?? staticTypes.get(payloadType)
    return name && !named.get(payloadType)?.startsWith('telephone-event') ? [{ name, payloadType }] : []
  })
  return {
    host,
    port: Number(audio[1]),
    secure: audio[2] === 'S',
    codecs,
    eventType: types.find((type) => /^telephone-event\/8000/i.test(named.get(type) ?? '')),
    // RFC 2543 §B.5: the old form of hold has no direction, but no address either.
    direction: host === '0.0.0.0' ? 'inactive' : directionOf(sdp),
    crypto: cryptoOf(media),
  }
}

function codecOf(rtpmap: string | undefined): PlainCodec | undefined {
  const names = Object.keys(plainCodecs) as PlainCodec[]
  return names.find((name) => rtpmap?.toLowerCase() === `${name}/${plainCodecs[name].clock}`.toLowerCase())
}

function cryptoOf(media: string): PlainDescription['crypto'] {
  for (const [, tag, suite, inline] of media.matchAll(/^a=crypto:(\d+) (\S+) inline:([^\s|]+)/gm)) {
    const key = Buffer.from(inline ?? '', 'base64')
    if (suite === cryptoSuite && key.length === keyAndSalt) return { tag: tag ?? '1', key }
  }
  return undefined
}

export function writePlainSdp(
  { host, port, secure, codecs, eventType, direction, crypto }: PlainDescription,
  session: { id: string; version: number },
): string {
  const types = [
    ...codecs.map(({ payloadType }) => payloadType),
    ...(eventType === undefined ? [] : [eventType]),
  ]
  const lines = [
    'v=0',
    `o=- ${session.id} ${session.version} IN IP4 127.0.0.1`,
    's=-',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${port} RTP/${secure ? 'S' : ''}AVP ${types.join(' ')}`,
    ...codecs.map(({ name, payloadType }) => `a=rtpmap:${payloadType} ${name}/${plainCodecs[name].clock}`),
    ...(eventType === undefined
      ? []
      : [`a=rtpmap:${eventType} telephone-event/8000`, `a=fmtp:${eventType} 0-16`]),
    ...(crypto ? [`a=crypto:${crypto.tag} ${cryptoSuite} inline:${crypto.key.toString('base64')}`] : []),
    'a=ptime:20',
    `a=${direction}`,
  ]
  return `${lines.join('\r\n')}\r\n`
}
