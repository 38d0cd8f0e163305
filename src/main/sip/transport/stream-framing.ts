import { headOf } from '../message/transaction-key.ts'

/** What comes out of a stream, in order. */
export type Frame =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** One line break between messages: half a ping, or a pong (RFC 5626 §3.5.1). */
  | { readonly kind: 'break' }
  /** Nobody can say where the next message begins: the stream is of no more use. */
  | { readonly kind: 'broken'; readonly why: string }

export type StreamFraming = {
  readonly push: (chunk: Buffer) => readonly Frame[]
  /** Whether a message has begun whose end hasn't come. */
  readonly unfinished: () => boolean
}

/** As for a WebSocket: far above what the guard lets through, so that one oversized message doesn't cost the connection. */
const MOST_BYTES = 1024 * 1024
const MOST_HEAD = 64 * 1024
const CR = 13
const LF = 10

const START_LINE = /\bSIP\s*\/\s*\d/i
const LENGTH = /^(?:content-length|l)[ \t]*:[ \t]*(.*?)[ \t]*$/gim

/** The length of the body that follows; null where none can be read out of the head. */
function bodyLength(head: string): number | null {
  const lengths = new Set([...head.matchAll(LENGTH)].map(([, value = '']) => value))
  // A stream needs one (RFC 3261 §18.3). Without it there is no body, and the next message follows at once.
  if (lengths.size === 0) return 0
  const [length = ''] = lengths
  return lengths.size === 1 && /^\d+$/.test(length) ? Number(length) : null
}

/** Where the line at the beginning ends, its break included; null while that hasn't come yet. */
function endOfLine(bytes: Buffer): number | null {
  const at = bytes.indexOf(LF)
  return at < 0 ? null : at + 1
}

/** Where the head ends and its body begins; null while that hasn't come yet. */
function endOfHead(bytes: Buffer): number | null {
  const line = bytes.indexOf(LF)
  if (line < 0) return null
  // Whoever ends the first line with LF alone will end the head like that.
  const bare = line === 0 || bytes[line - 1] !== CR
  const mark = bare ? '\n\n' : '\r\n\r\n'
  const at = bytes.indexOf(mark)
  return at < 0 ? null : at + mark.length
}

/**
 * Cuts a stream into messages by Content-Length, however they were split and joined on the way (RFC 3261 §18.3). Bytes
 * are copied once a message, not once a chunk.
 */
export function createStreamFraming(): StreamFraming {
  let chunks: Buffer[] = []
  let held = 0
  /** How much has to be there before looking again is of any use. */
  let wanted = 1
  let broken = false

  const cutBreaks = (bytes: Buffer, frames: Frame[]): Buffer => {
    let at = 0
    while (at < bytes.length) {
      if (bytes[at] === LF) at += 1
      else if (bytes[at] === CR && bytes[at + 1] === LF) at += 2
      else break
      frames.push({ kind: 'break' })
    }
    return bytes.subarray(at)
  }

  const fail = (frames: Frame[], why: string): null => {
    broken = true
    frames.push({ kind: 'broken', why })
    return null
  }

  const waitForMore = (bytes: Buffer, frames: Frame[]): null => {
    if (bytes.length > MOST_HEAD) return fail(frames, `no end of a head within ${MOST_HEAD} bytes`)
    wanted = bytes.length + 1
    return null
  }

  /** The next message, taken off; null while it isn't whole, or when there can't be one any more. */
  const cutMessage = (bytes: Buffer, frames: Frame[]): Buffer | null => {
    const line = endOfLine(bytes)
    if (line === null) return waitForMore(bytes, frames)
    // What can't be a start line is skipped, so that it doesn't take the message behind it along.
    if (!START_LINE.test(bytes.toString('latin1', 0, line))) return bytes.subarray(line)
    const head = endOfHead(bytes)
    if (head === null) return waitForMore(bytes, frames)
    const length = bodyLength(headOf(bytes.subarray(0, head)))
    if (length === null || head + length > MOST_BYTES) {
      // For the sender's sake it is answered before the stream is given up.
      frames.push({ kind: 'message', bytes: bytes.subarray(0, head) })
      return fail(
        frames,
        length === null ? 'no usable Content-Length' : `a message of ${head + length} bytes`,
      )
    }
    wanted = head + length
    if (bytes.length < wanted) return null
    frames.push({ kind: 'message', bytes: bytes.subarray(0, wanted) })
    return bytes.subarray(wanted)
  }

  return {
    unfinished: () => held > 0,
    push: (chunk) => {
      const frames: Frame[] = []
      if (broken) return frames
      chunks.push(chunk)
      held += chunk.length
      if (held < wanted) return frames
      let rest: Buffer = Buffer.concat(chunks)
      for (;;) {
        wanted = 1
        rest = cutBreaks(rest, frames)
        const after = rest.length === 0 ? null : cutMessage(rest, frames)
        if (after === null) break
        rest = after
      }
      chunks = broken ? [] : [rest]
      held = broken ? 0 : rest.length
      return frames
    },
  }
}
