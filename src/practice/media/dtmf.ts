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
