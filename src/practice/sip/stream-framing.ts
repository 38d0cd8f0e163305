import { headerOf } from './message-text.ts'

/** Cuts a stream into SIP messages (RFC 3261 §18.3). */
export interface Framer {
  /** Throws when the stream can't be followed any more: its connection has to be cut. */
  push(bytes: Buffer): void
}

export interface FramerEvents {
  onText(text: string): void
  /** A double CRLF between messages. */
  onPing(): void
  /** A single CRLF between messages: the answer to a double one of ours. */
  onPong?(): void
}

const lineBreak = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')
const largestHead = 64 * 1024
const largestBody = 1024 * 1024

export function createFramer(events: FramerEvents): Framer {
  let pending: Buffer = Buffer.alloc(0)

  /** How many bytes were used up; 0 waits for more. */
  function take(): number {
    if (startsWith(pending, headEnd)) {
      events.onPing()
      return headEnd.length
    }
    if (startsWith(pending, lineBreak)) {
      // The second half of a ping may still be under way.
      if (pending.length === lineBreak.length || (pending.length === 3 && pending[2] === 13)) return 0
      events.onPong?.()
      return lineBreak.length
    }
    const end = pending.indexOf(headEnd)
    if (end < 0) {
      if (pending.length > largestHead) throw new Error('A SIP message without an end')
      return 0
    }
    const head = pending.toString('utf8', 0, end + headEnd.length)
    // Required over streams (RFC 3261 §18.3); without one nothing follows the head.
    const body = Number(headerOf(head, 'Content-Length|l') || 0)
    if (!Number.isInteger(body) || body < 0 || body > largestBody) throw new Error('A length that is none')
    const whole = end + headEnd.length + body
    if (pending.length < whole) return 0
    events.onText(pending.toString('utf8', 0, whole))
    return whole
  }

  return {
    push(bytes) {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
      for (let used = take(); used > 0; used = take()) pending = pending.subarray(used)
    },
  }
}

function startsWith(bytes: Buffer, beginning: Buffer): boolean {
  return bytes.length >= beginning.length && bytes.subarray(0, beginning.length).equals(beginning)
}
