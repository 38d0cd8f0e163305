import { randomBytes } from 'node:crypto'

/** RFC 5389 §6 and §15.2. */
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const BINDING_ERROR = 0x0111
const COOKIE = Buffer.from('2112a442', 'hex')
const HEADER = 20
const XOR_MAPPED_ADDRESS = 0x0020
const MAPPED_ADDRESS = 0x0001

/** The first two bits of every STUN message are zero; no SIP message begins so (RFC 5626 §8). */
export const isStun = (bytes: Buffer): boolean =>
  bytes.length >= HEADER && (bytes[0] ?? 0xff) < 0x40 && bytes.subarray(4, 8).equals(COOKIE)

const request = (transaction: Buffer): Buffer => {
  const header = Buffer.alloc(4)
  header.writeUInt16BE(BINDING_REQUEST, 0)
  return Buffer.concat([header, COOKIE, transaction])
}

/** Where the server sees us, as bytes that are the same while it does; null where it doesn't say. */
function mappedAddress(bytes: Buffer): string | null {
  const end = Math.min(bytes.length, HEADER + bytes.readUInt16BE(2))
  const mask = bytes.subarray(4, HEADER)
  for (let at = HEADER; at + 4 <= end; ) {
    const [type, length] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)]
    const value = bytes.subarray(at + 4, at + 4 + length)
    if (type === MAPPED_ADDRESS && value.length === length) return value.subarray(2).toString('hex')
    if (type === XOR_MAPPED_ADDRESS && value.length === length) {
      const port = value.subarray(2, 4).map((byte, index) => byte ^ (mask[index] ?? 0))
      const host = value.subarray(4).map((byte, index) => byte ^ (mask[index] ?? 0))
      return Buffer.concat([port, host]).toString('hex')
    }
    at += 4 + length + ((4 - (length % 4)) % 4)
  }
  return null
}

/** STUN as a question for a sign of life on a SIP flow over UDP (RFC 5626 §4.4.2). */
export type StunPing = {
  /** Asks, and again at growing intervals (RFC 5389 §7.2.1) until the answer comes or somebody asks anew. */
  readonly ask: () => void
  /** What came in, where it `isStun`: the answer, and whether the server sees us elsewhere than the time before. */
  readonly received: (bytes: Buffer) => 'nothing' | 'answer' | 'moved'
  readonly stop: () => void
}

const MOST_SENT = 7

export function createStunPing(t1: number, send: (bytes: Buffer) => void): StunPing {
  let transaction: Buffer | null = null
  let seenAt: string | null = null
  let again: NodeJS.Timeout | undefined

  const repeat = (bytes: Buffer, sent: number): void => {
    send(bytes)
    if (sent < MOST_SENT) again = setTimeout(() => repeat(bytes, sent + 1), t1 * 2 ** (sent - 1))
  }
  const stop = (): void => {
    clearTimeout(again)
    transaction = null
  }

  return {
    ask: () => {
      stop()
      transaction = randomBytes(12)
      repeat(request(transaction), 1)
    },
    received: (bytes) => {
      const type = bytes.readUInt16BE(0)
      const ours = transaction !== null && bytes.subarray(8, HEADER).equals(transaction)
      if (!ours || (type !== BINDING_SUCCESS && type !== BINDING_ERROR)) return 'nothing'
      stop()
      const before = seenAt
      seenAt = mappedAddress(bytes) ?? before
      return before !== null && seenAt !== before ? 'moved' : 'answer'
    },
    stop,
  }
}
