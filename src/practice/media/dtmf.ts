import { frameLength } from './speech.ts'

const digits = '0123456789*#ABCD'

/** Reads RTP events (RFC 4733) as digits: each event has a time stamp of its own, and is repeated while it lasts. */
export interface DtmfReader {
  readonly digits: string
  packet(payload: Uint8Array, timestamp: number): void
}

export function createDtmfReader(): DtmfReader {
  let heard = ''
  let last: number | undefined

  return {
    get digits() {
      return heard
    },
    packet(payload, timestamp) {
      const digit = digits[payload[0] ?? 255]
      if (digit === undefined || payload.length < 4 || timestamp === last) return
      last = timestamp
      heard += digit
    },
  }
}

const toneFrames = 5
const endRepeats = 3

/** An RTP event packet to send in place of a frame of sound. */
export interface DtmfFrame {
  payload: Uint8Array
  /** Whether it begins a tone: the packets of one tone share the time stamp of the first, which has the marker. */
  begins: boolean
}

/** The packets of tones of 100 ms, one for each 20 ms, the last one three times (RFC 4733 §2.5.1.4). */
export function dtmfFrames(tones: string): DtmfFrame[] {
  return [...tones].flatMap((tone) => {
    const event = digits.indexOf(tone)
    if (event < 0) return []
    return Array.from({ length: toneFrames + endRepeats }, (_, index) => {
      const duration = Math.min(index + 1, toneFrames) * frameLength
      const last = index >= toneFrames ? 0x80 : 0
      return { payload: Uint8Array.of(event, last | 10, duration >> 8, duration & 0xff), begins: index === 0 }
    })
  })
}

/** The digits of an INFO body (`application/dtmf-relay`, `application/dtmf`); empty for other bodies. */
export function digitsOfInfo({ contentType, body }: { contentType: string; body: string }): string {
  if (/^application\/dtmf-relay/i.test(contentType))
    return body.match(/^\s*Signal\s*=\s*([0-9A-D*#])/im)?.[1] ?? ''
  return /^application\/dtmf/i.test(contentType) ? body.trim() : ''
}
