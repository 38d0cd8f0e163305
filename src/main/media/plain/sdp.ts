import { isIP } from 'node:net'
import { type CryptoLine, readCrypto, writeCrypto } from './crypto-line.ts'

/** From the view of whoever wrote it (RFC 3264 §5.1). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

/** One payload type of a stream. `name` is in lower case; `fmtp` is what stands behind the number, or empty. */
export type Payload = {
  readonly type: number
  readonly name: string
  readonly clock: number
  readonly channels: number
  readonly fmtp: string
}

export type Endpoint = { readonly address: string; readonly port: number }

/** An audio stream as its m= section describes it, with what the session says where the section doesn't. */
export type AudioStream = {
  /** Its place among the m= lines. */
  readonly index: number
  readonly profile: string
  readonly rtp: Endpoint
  readonly rtcp: Endpoint
  readonly rtcpMux: boolean
  readonly direction: Direction
  readonly payloads: readonly Payload[]
  /** Lines of `a=crypto` that can be used, in order. */
  readonly crypto: readonly CryptoLine[]
  /** Milliseconds; null where nothing is said. */
  readonly ptime: number | null
  readonly maxptime: number | null
}

export type FarDescription = {
  /** Every m= line as it came, without `m=`. */
  readonly media: readonly string[]
  readonly audio: readonly AudioStream[]
}

/** Payload types that need no rtpmap (RFC 3551 §6), of those that are ever used here. */
const STATIC: readonly Payload[] = [
  { type: 0, name: 'pcmu', clock: 8_000, channels: 1, fmtp: '' },
  { type: 8, name: 'pcma', clock: 8_000, channels: 1, fmtp: '' },
  // RFC 3551 §4.5.2: sampled at 16 kHz, with a clock of 8 kHz by mistake, for ever.
  { type: 9, name: 'g722', clock: 8_000, channels: 1, fmtp: '' },
  { type: 13, name: 'cn', clock: 8_000, channels: 1, fmtp: '' },
]

const PORT_MAX = 65_535
const DIRECTION = /^(sendrecv|sendonly|recvonly|inactive)$/

type Section = { readonly media: string | null; readonly lines: readonly string[] }

function sectionsOf(sdp: string): readonly Section[] {
  const sections: { media: string | null; lines: string[] }[] = [{ media: null, lines: [] }]
  for (const line of sdp.split(/\r\n|\r|\n/)) {
    if (line.startsWith('m=')) sections.push({ media: line.slice(2).trim(), lines: [] })
    else if (line !== '') sections.at(-1)?.lines.push(line.trimEnd())
  }
  return sections
}

const valuesOf = (lines: readonly string[], name: string): string[] =>
  lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim())

function directionOf(lines: readonly string[]): Direction | null {
  const found = lines.findLast((line) => line.startsWith('a=') && DIRECTION.test(line.slice(2)))
  return found === undefined ? null : (found.slice(2) as Direction)
}

/** The address of the last c= line; a multicast TTL is cut off. */
function addressOf(lines: readonly string[]): string | null {
  const found = lines.findLast((line) => line.startsWith('c='))
  const address = found?.match(/^c=IN IP[46] ([^\s/]+)/)?.[1]
  return address ?? null
}

const whole = (text: string | undefined, most: number): number | null => {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return null
  const value = Number(text)
  return value <= most ? value : null
}

function payloadsOf(types: readonly string[], lines: readonly string[]): Payload[] {
  const maps = new Map<number, string>()
  for (const value of valuesOf(lines, 'a=rtpmap')) {
    const [, type, map] = value.match(/^(\d{1,3})\s+(\S+)/) ?? []
    if (type !== undefined && map !== undefined) maps.set(Number(type), map)
  }
  const formats = new Map<number, string>()
  for (const value of valuesOf(lines, 'a=fmtp')) {
    const [, type, format] = value.match(/^(\d{1,3})\s+(.*)$/) ?? []
    if (type !== undefined && format !== undefined) formats.set(Number(type), format.trim())
  }
  const seen = new Set<number>()
  return types.flatMap((text) => {
    const type = whole(text, 127)
    if (type === null || seen.has(type)) return []
    seen.add(type)
    const fmtp = formats.get(type) ?? ''
    const map = maps.get(type)
    if (map === undefined) return STATIC.filter((one) => one.type === type).map((one) => ({ ...one, fmtp }))
    const [name, clock, channels] = map.split('/')
    const hertz = whole(clock, 1_000_000)
    if (name === undefined || name === '' || hertz === null || hertz === 0) return []
    return [{ type, name: name.toLowerCase(), clock: hertz, channels: whole(channels, 255) ?? 1, fmtp }]
  })
}

/** RFC 3605: where RTCP goes when that isn't the next port. */
function rtcpOf(lines: readonly string[], rtp: Endpoint): Endpoint {
  const next = { address: rtp.address, port: Math.min(rtp.port + 1, PORT_MAX) }
  const value = valuesOf(lines, 'a=rtcp')[0]
  if (value === undefined) return next
  const [port, , , address] = value.split(/\s+/)
  const number = whole(port, PORT_MAX)
  return number === null || number === 0 ? next : { address: address ?? rtp.address, port: number }
}

function audioOf(section: Section, index: number, session: readonly string[]): AudioStream | null {
  const [kind, ports, profile, ...types] = section.media?.split(/\s+/) ?? []
  const port = whole(ports?.split('/')[0], PORT_MAX)
  if (kind !== 'audio' || port === null || profile === undefined) return null
  const address = addressOf(section.lines) ?? addressOf(session)
  if (address === null) return null
  const said = directionOf(section.lines) ?? directionOf(session) ?? 'sendrecv'
  const rtp = { address, port }
  return {
    index,
    profile: profile.toUpperCase(),
    rtp,
    rtcp: rtcpOf(section.lines, rtp),
    rtcpMux: section.lines.includes('a=rtcp-mux'),
    direction: isNowhere(address) ? withoutReceiving(said) : said,
    payloads: payloadsOf(types, section.lines),
    crypto: valuesOf(section.lines, 'a=crypto').flatMap((value) => readCrypto(value) ?? []),
    ptime: whole(valuesOf(section.lines, 'a=ptime')[0], 1_000),
    maxptime: whole(valuesOf(section.lines, 'a=maxptime')[0], 1_000),
  }
}

/** `0.0.0.0` and `::` say where not to send: hold as RFC 2543 did it. */
export const isNowhere = (address: string): boolean => address === '0.0.0.0' || address === '::'

const withoutReceiving = (direction: Direction): Direction =>
  direction === 'sendrecv' || direction === 'sendonly' ? 'sendonly' : 'inactive'

/** A session description, as far as audio goes. Null for what is none. What can't be read of it is left out. */
export function readSdp(sdp: string): FarDescription | null {
  const [session, ...sections] = sectionsOf(sdp)
  if (session === undefined || !session.lines.some((line) => line.trim() === 'v=0')) return null
  return {
    media: sections.map(({ media }) => media ?? ''),
    audio: sections.flatMap((section, index) => audioOf(section, index, session.lines) ?? []),
  }
}

/** Our audio stream, to be written. */
export type LocalAudio = {
  readonly profile: string
  readonly rtp: Endpoint
  readonly rtcp: Endpoint
  readonly rtcpMux: boolean
  readonly direction: Direction
  readonly payloads: readonly Payload[]
  readonly crypto: readonly CryptoLine[]
}

export type LocalDescription = {
  readonly session: { readonly id: string; readonly version: number }
  /** An m= line each: ours, or one of the far end's (without `m=`) that is refused. */
  readonly media: readonly (LocalAudio | string)[]
}

const PACKET_MS = 20

const family = (address: string): string => `IN IP${isIP(address) === 6 ? 6 : 4} ${address}`

function mapOf({ type, name, clock, channels, fmtp }: Payload): string[] {
  const spelled = name.startsWith('pcm') || name.startsWith('g7') ? name.toUpperCase() : name
  const map = `a=rtpmap:${type} ${spelled}/${clock}${channels > 1 ? `/${channels}` : ''}`
  return fmtp === '' ? [map] : [map, `a=fmtp:${type} ${fmtp}`]
}

function audioLines(audio: LocalAudio): string[] {
  const { rtp, rtcp } = audio
  const usual = rtcp.address === rtp.address && rtcp.port === rtp.port + 1
  return [
    `m=audio ${rtp.port} ${audio.profile} ${audio.payloads.map(({ type }) => type).join(' ')}`,
    `c=${family(rtp.address)}`,
    ...(audio.rtcpMux ? ['a=rtcp-mux'] : []),
    ...(audio.rtcpMux || usual ? [] : [`a=rtcp:${rtcp.port} ${family(rtcp.address)}`]),
    ...audio.crypto.map((line) => `a=crypto:${writeCrypto(line)}`),
    ...audio.payloads.flatMap(mapOf),
    `a=ptime:${PACKET_MS}`,
    `a=${audio.direction}`,
  ]
}

/** RFC 3264 §6: a stream is refused with port 0, and keeps its place. */
function refusedLine(media: string): string {
  const [kind = 'audio', , profile = 'RTP/AVP', ...formats] = media.split(/\s+/)
  return `m=${kind} 0 ${profile} ${formats.join(' ') || '0'}`
}

export function writeSdp({ session, media }: LocalDescription): string {
  const audio = media.find((one) => typeof one !== 'string')
  const address = audio?.rtp.address ?? '0.0.0.0'
  const lines = [
    'v=0',
    `o=- ${session.id} ${session.version} ${family(address)}`,
    's=-',
    `c=${family(address)}`,
    't=0 0',
    ...media.flatMap((one) => (typeof one === 'string' ? [refusedLine(one)] : audioLines(one))),
  ]
  return `${lines.join('\r\n')}\r\n`
}
