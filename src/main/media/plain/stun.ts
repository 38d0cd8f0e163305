import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Endpoint } from './sdp.ts'

const MAGIC = 0x2112_a442
const HEADER_BYTES = 20
const BINDING_REQUEST = 0x0001
const BINDING_RESPONSE = 0x0101
const FINGERPRINT_XOR = 0x5354_554e

/** Attributes of RFC 5389 §18.2 and RFC 8445 §16.1. */
const ATTRIBUTE = {
  mappedAddress: 0x0001,
  username: 0x0006,
  messageIntegrity: 0x0008,
  xorMappedAddress: 0x0020,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
} as const

type Attribute = { readonly type: number; readonly at: number; readonly value: Buffer }

export type StunMessage = {
  readonly kind: 'request' | 'response' | 'other'
  readonly transaction: Buffer
  readonly attributes: readonly Attribute[]
  readonly bytes: Buffer
}

/** Null for what is no STUN message (RFC 5389 §6). */
export function readStun(bytes: Buffer): StunMessage | null {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(4) !== MAGIC) return null
  const length = bytes.readUInt16BE(2)
  if (length % 4 !== 0 || bytes.length < HEADER_BYTES + length) return null
  const attributes: Attribute[] = []
  let at = HEADER_BYTES
  while (at + 4 <= HEADER_BYTES + length) {
    const size = bytes.readUInt16BE(at + 2)
    if (at + 4 + size > HEADER_BYTES + length) return null
    attributes.push({ type: bytes.readUInt16BE(at), at, value: bytes.subarray(at + 4, at + 4 + size) })
    at += 4 + size + ((4 - (size % 4)) % 4)
  }
  const type = bytes.readUInt16BE(0)
  const kind = type === BINDING_REQUEST ? 'request' : type === BINDING_RESPONSE ? 'response' : 'other'
  return { kind, transaction: bytes.subarray(8, HEADER_BYTES), attributes, bytes }
}

const attributeOf = (message: StunMessage, type: number): Attribute | undefined =>
  message.attributes.find((attribute) => attribute.type === type)

export const usernameOf = (message: StunMessage): string =>
  attributeOf(message, ATTRIBUTE.username)?.value.toString('utf8') ?? ''

/** RFC 8445 §7.1.2: the other side has chosen this path. */
export const nominates = (message: StunMessage): boolean =>
  attributeOf(message, ATTRIBUTE.useCandidate) !== undefined

/** RFC 5389 §15.4: over everything before it, with the length that it had when it was last. */
export function isGenuine(message: StunMessage, password: string): boolean {
  const found = attributeOf(message, ATTRIBUTE.messageIntegrity)
  if (found?.value.length !== 20) return false
  const covered = Buffer.from(message.bytes.subarray(0, found.at))
  covered.writeUInt16BE(found.at - HEADER_BYTES + 24, 2)
  return timingSafeEqual(createHmac('sha1', password).update(covered).digest(), found.value)
}

/** The address that a response tells: whence the request came, as the server saw it. */
export function mappedAddress(message: StunMessage): Endpoint | null {
  const xored = attributeOf(message, ATTRIBUTE.xorMappedAddress)
  const found = xored ?? attributeOf(message, ATTRIBUTE.mappedAddress)
  if (found === undefined || found.value.length < 8 || found.value[1] !== 1) return null
  const mask = xored === undefined ? 0 : MAGIC
  const port = found.value.readUInt16BE(2) ^ (mask >>> 16)
  const address = (found.value.readUInt32BE(4) ^ mask) >>> 0
  return {
    address: [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.'),
    port,
  }
}

function attribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + value.length + ((4 - (value.length % 4)) % 4))
  bytes.writeUInt16BE(type, 0)
  bytes.writeUInt16BE(value.length, 2)
  value.copy(bytes, 4)
  return bytes
}

function message(type: number, transaction: Buffer, attributes: readonly Buffer[], more = 0): Buffer {
  const body = Buffer.concat(attributes)
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt16BE(type, 0)
  // Attributes that cover the message are computed as if they were in it already.
  head.writeUInt16BE(body.length + more, 2)
  head.writeUInt32BE(MAGIC, 4)
  transaction.copy(head, 8)
  return Buffer.concat([head, body])
}

export const bindingRequest = (transaction: Buffer = randomBytes(12)): Buffer =>
  message(BINDING_REQUEST, transaction, [])

/** IPv4 only: loopback, where every answer goes, has it. */
export function bindingResponse(request: StunMessage, from: Endpoint, password: string): Buffer {
  const value = Buffer.alloc(8)
  value[1] = 1
  value.writeUInt16BE(from.port ^ (MAGIC >>> 16), 2)
  const address = from.address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  value.writeUInt32BE((address ^ MAGIC) >>> 0, 4)
  const mapped = attribute(ATTRIBUTE.xorMappedAddress, value)
  const { transaction } = request
  const integrity = attribute(
    ATTRIBUTE.messageIntegrity,
    createHmac('sha1', password)
      .update(message(BINDING_RESPONSE, transaction, [mapped], 24))
      .digest(),
  )
  const checked = message(BINDING_RESPONSE, transaction, [mapped, integrity], 8)
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE((crc32(checked) ^ FINGERPRINT_XOR) >>> 0)
  return message(BINDING_RESPONSE, transaction, [mapped, integrity, attribute(ATTRIBUTE.fingerprint, crc)])
}

/** Credentials of our end of an ICE path (RFC 8839 §5.4). */
export const iceCredentials = (): { readonly ufrag: string; readonly password: string } => ({
  ufrag: randomBytes(6).toString('base64').replace(/[+/=]/g, 'x'),
  password: randomBytes(24).toString('base64').replace(/[+/=]/g, 'x'),
})

/** SHA-256 of a certificate in DER, as SDP writes it (RFC 8122 §5). */
export const fingerprintOf = (certificate: Buffer): string =>
  (createHash('sha256').update(certificate).digest('hex').toUpperCase().match(/../g) ?? []).join(':')
