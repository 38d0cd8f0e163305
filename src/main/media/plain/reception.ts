import { sequenceOf, sequenceStep, sourceOf, timestampOf } from './rtp.ts'

/** What RTCP tells the sender of a stream about it (RFC 3550 §6.4.1). */
export type ReportBlock = {
  readonly source: number
  /** Of 256, since the last report. */
  readonly fractionLost: number
  readonly lost: number
  readonly highest: number
  /** In units of the stream's clock. */
  readonly jitter: number
}

/** Counts what comes of a stream, over changes of its source. */
export type Reception = {
  /** `now` in milliseconds; `clock` in Hz, null where the time stamp says nothing of when it was sent (RTP events). */
  readonly came: (packet: Buffer, clock: number | null, now: number) => void
  readonly received: () => number
  readonly lost: () => number
  readonly jitterMs: () => number
  /** About the source that is heard now; null before anything came. Begins the next interval. */
  readonly report: () => ReportBlock | null
}

type Source = {
  readonly id: number
  readonly first: number
  /** Extended by the number of rollovers. */
  highest: number
  received: number
  transit: number
  clock: number
  /** In units of the clock (RFC 3550 §A.8). */
  jitter: number
  expectedBefore: number
  receivedBefore: number
}

/** RFC 3550 §A.1: a jump like this is a sender that began anew. */
const LARGEST_GAP = 3_000

const expected = ({ first, highest }: Source): number => highest - first + 1

export function createReception(): Reception {
  let source: Source | null = null
  let received = 0
  let lostBefore = 0

  const lostNow = (): number => (source === null ? 0 : Math.max(0, expected(source) - source.received))

  const begin = (packet: Buffer): Source => {
    lostBefore += lostNow()
    const first = sequenceOf(packet)
    return {
      id: sourceOf(packet),
      first,
      highest: first - 1,
      received: 0,
      transit: Number.NaN,
      clock: 8_000,
      jitter: 0,
      expectedBefore: 0,
      receivedBefore: 0,
    }
  }

  const measureJitter = (of: Source, packet: Buffer, clock: number, now: number): void => {
    const transit = (now * clock) / 1_000 - timestampOf(packet)
    // The clock of another codec starts another measurement, and a time stamp that jumped is no late packet.
    const change = of.clock === clock ? Math.abs(transit - of.transit) : Number.NaN
    if (change < clock) of.jitter += (change - of.jitter) / 16
    of.transit = transit
    of.clock = clock
  }

  return {
    came: (packet, clock, now) => {
      const known = source?.id === sourceOf(packet) ? source : null
      const step = known === null ? 0 : sequenceStep(known.highest & 0xffff, sequenceOf(packet))
      const current = known === null || Math.abs(step) > LARGEST_GAP ? begin(packet) : known
      source = current
      current.received += 1
      received += 1
      const ahead = sequenceStep(current.highest & 0xffff, sequenceOf(packet))
      if (ahead > 0) current.highest += ahead
      if (clock !== null) measureJitter(current, packet, clock, now)
    },
    received: () => received,
    lost: () => lostBefore + lostNow(),
    jitterMs: () => (source === null ? 0 : (source.jitter * 1_000) / source.clock),
    report: () => {
      if (source === null) return null
      const due = expected(source) - source.expectedBefore
      const missing = due - (source.received - source.receivedBefore)
      source.expectedBefore = expected(source)
      source.receivedBefore = source.received
      return {
        source: source.id,
        fractionLost: due === 0 || missing <= 0 ? 0 : Math.min(255, Math.floor((missing * 256) / due)),
        lost: Math.max(0, expected(source) - source.received),
        highest: source.highest >>> 0,
        jitter: Math.round(source.jitter),
      }
    },
  }
}
