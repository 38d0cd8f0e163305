import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { KEY_BYTES, SALT_BYTES, type Suite } from './crypto-line.ts'
import type { SrtpKey } from './negotiate.ts'
import { payloadStart, sequenceOf, sequenceStep, sourceOf } from './rtp.ts'

/** SRTP and SRTCP (RFC 3711) with AES in counter mode and HMAC-SHA1. One object for each direction and session. */
export type Protector = {
  readonly rtp: (packet: Buffer) => Buffer
  readonly rtcp: (packet: Buffer) => Buffer
}

/** Null for what is forged, replayed or no packet. */
export type Unprotector = {
  readonly rtp: (packet: Buffer) => Buffer | null
  readonly rtcp: (packet: Buffer) => Buffer | null
}

const RTP_TAG_BYTES: Readonly<Record<Suite, number>> = {
  AES_CM_128_HMAC_SHA1_80: 10,
  AES_CM_128_HMAC_SHA1_32: 4,
}
/** RFC 4568 §6.2: the short tag is for RTP only. */
const RTCP_TAG_BYTES = 10
const RTCP_HEADER_BYTES = 8
const AUTH_KEY_BYTES = 20
const REPLAY_WINDOW = 64n
const INDEX_MAX = 0x7fff_ffff
const ENCRYPTED = 0x8000_0000

type SessionKeys = { readonly cipher: Buffer; readonly auth: Buffer; readonly salt: Buffer }

/** RFC 3711 §4.3.1, without re-keying. `label` is 0 to 2 for RTP and 3 to 5 for RTCP. */
function derive(master: Buffer, label: number, length: number): Buffer {
  const iv = Buffer.alloc(16)
  master.copy(iv, 0, KEY_BYTES, KEY_BYTES + SALT_BYTES)
  iv[7] = (iv[7] ?? 0) ^ label
  return createCipheriv('aes-128-ctr', master.subarray(0, KEY_BYTES), iv).update(Buffer.alloc(length))
}

const sessionKeys = (master: Buffer, first: 0 | 3): SessionKeys => ({
  cipher: derive(master, first, KEY_BYTES),
  auth: derive(master, first + 1, AUTH_KEY_BYTES),
  salt: derive(master, first + 2, SALT_BYTES),
})

/** RFC 3711 §4.1.1: salt, source and packet index, each at its place. `rollover` is the index without its last 16 bits. */
function counterOf(salt: Buffer, source: number, rollover: number, sequence: number): Buffer {
  const iv = Buffer.alloc(16)
  salt.copy(iv)
  iv.writeUInt32BE((iv.readUInt32BE(4) ^ source) >>> 0, 4)
  iv.writeUInt32BE((iv.readUInt32BE(8) ^ rollover) >>> 0, 8)
  iv.writeUInt16BE(iv.readUInt16BE(12) ^ sequence, 12)
  return iv
}

const crypt = (keys: SessionKeys, iv: Buffer, bytes: Buffer): Buffer =>
  createCipheriv('aes-128-ctr', keys.cipher, iv).update(bytes)

function tagOf(keys: SessionKeys, authenticated: Buffer, trailer: Buffer | null, length: number): Buffer {
  const hmac = createHmac('sha1', keys.auth).update(authenticated)
  return (trailer ? hmac.update(trailer) : hmac).digest().subarray(0, length)
}

const bigEndian = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** Counts how often a source's sequence numbers began anew (RFC 3711 §3.3.1), and knows what came already. */
type Counter = { rollover: number; highest: number; seen: bigint }

const begun = (sequence: number): Counter => ({ rollover: 0, highest: sequence, seen: 0n })

function rolloverOf(counter: Counter, sequence: number): number {
  const step = sequenceStep(counter.highest, sequence)
  const reached = counter.highest + step
  if (reached > 0xffff) return counter.rollover + 1
  return reached < 0 && counter.rollover > 0 ? counter.rollover - 1 : counter.rollover
}

/** Steps back from the newest packet; negative when it is the newest itself. */
const ageOf = (counter: Counter, rollover: number, sequence: number): number =>
  (counter.rollover - rollover) * 0x1_0000 + counter.highest - sequence

const isReplay = (counter: Counter, age: number): boolean =>
  age >= 0 && (BigInt(age) >= REPLAY_WINDOW || (counter.seen & (1n << BigInt(age))) !== 0n)

function remember(counter: Counter, age: number, rollover: number, sequence: number): void {
  if (age >= 0) {
    counter.seen |= 1n << BigInt(age)
    return
  }
  counter.seen = ((counter.seen << BigInt(Math.min(-age, 64))) | 1n) & ((1n << REPLAY_WINDOW) - 1n)
  counter.rollover = rollover
  counter.highest = sequence
}

export function createProtector({ suite, key }: SrtpKey): Protector {
  const [rtp, rtcp] = [sessionKeys(key, 0), sessionKeys(key, 3)]
  const counters = new Map<number, Counter>()
  let index = 0

  return {
    rtp: (packet) => {
      const [source, sequence] = [sourceOf(packet), sequenceOf(packet)]
      const counter = counters.get(source) ?? begun(sequence)
      counters.set(source, counter)
      const rollover = rolloverOf(counter, sequence)
      remember(counter, ageOf(counter, rollover, sequence), rollover, sequence)
      const start = payloadStart(packet) ?? packet.length
      const sealed = crypt(rtp, counterOf(rtp.salt, source, rollover, sequence), packet.subarray(start))
      const whole = Buffer.concat([packet.subarray(0, start), sealed])
      return Buffer.concat([whole, tagOf(rtp, whole, bigEndian(rollover), RTP_TAG_BYTES[suite])])
    },
    rtcp: (packet) => {
      index = (index + 1) & INDEX_MAX
      const iv = counterOf(rtcp.salt, packet.readUInt32BE(4), index >>> 16, index & 0xffff)
      const sealed = crypt(rtcp, iv, packet.subarray(RTCP_HEADER_BYTES))
      const whole = Buffer.concat([
        packet.subarray(0, RTCP_HEADER_BYTES),
        sealed,
        bigEndian(ENCRYPTED + index),
      ])
      return Buffer.concat([whole, tagOf(rtcp, whole, null, RTCP_TAG_BYTES)])
    },
  }
}

export function createUnprotector({ suite, key }: SrtpKey): Unprotector {
  const [rtp, rtcp] = [sessionKeys(key, 0), sessionKeys(key, 3)]
  const tagBytes = RTP_TAG_BYTES[suite]
  /** Only sources whose packets are genuine are ever kept here. */
  const counters = new Map<number, Counter>()
  let newest = -1

  return {
    rtp: (packet) => {
      const end = packet.length - tagBytes
      const whole = packet.subarray(0, Math.max(0, end))
      const start = end < 12 ? null : payloadStart(whole)
      if (start === null) return null
      const [source, sequence] = [sourceOf(packet), sequenceOf(packet)]
      const counter = counters.get(source) ?? begun(sequence)
      const rollover = rolloverOf(counter, sequence)
      const age = ageOf(counter, rollover, sequence)
      if (isReplay(counter, age)) return null
      if (!timingSafeEqual(tagOf(rtp, whole, bigEndian(rollover), tagBytes), packet.subarray(end)))
        return null
      counters.set(source, counter)
      remember(counter, age, rollover, sequence)
      const opened = crypt(rtp, counterOf(rtp.salt, source, rollover, sequence), whole.subarray(start))
      return Buffer.concat([whole.subarray(0, start), opened])
    },
    rtcp: (packet) => {
      const end = packet.length - RTCP_TAG_BYTES
      if (end < RTCP_HEADER_BYTES + 4) return null
      const whole = packet.subarray(0, end)
      if (!timingSafeEqual(tagOf(rtcp, whole, null, RTCP_TAG_BYTES), packet.subarray(end))) return null
      const trailer = whole.readUInt32BE(end - 4)
      const index = trailer & INDEX_MAX
      if (index <= newest) return null
      newest = index
      const head = whole.subarray(0, RTCP_HEADER_BYTES)
      const body = whole.subarray(RTCP_HEADER_BYTES, end - 4)
      if (trailer < ENCRYPTED) return Buffer.concat([head, body])
      const iv = counterOf(rtcp.salt, packet.readUInt32BE(4), index >>> 16, index & 0xffff)
      return Buffer.concat([head, crypt(rtcp, iv, body)])
    },
  }
}
