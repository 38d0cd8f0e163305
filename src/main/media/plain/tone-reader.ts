/** RFC 4733 §3.2, in the order of their events; flash is none that anybody dials. */
const TONES = '0123456789*#ABCD'
const EVENT_BYTES = 4

/**
 * Reads RTP events as tones, each once: the packets of one event share a time stamp, and its end is sent three times.
 * An event of which only the end came through counts as well.
 */
export function createToneReader(
  heard: (tone: string) => void,
): (payload: Buffer, timestamp: number) => void {
  let last: { readonly timestamp: number; readonly event: number } | null = null
  return (payload, timestamp) => {
    const event = payload[0]
    if (event === undefined || payload.length < EVENT_BYTES) return
    if (last?.timestamp === timestamp && last.event === event) return
    // One that was overtaken by the next one is not another tone.
    if (last !== null && ((timestamp - last.timestamp) | 0) < 0) return
    last = { timestamp, event }
    const tone = TONES[event]
    if (tone !== undefined) heard(tone)
  }
}
