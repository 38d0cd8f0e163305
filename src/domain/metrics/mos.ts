/**
 * What a peer connection has counted since its start: never averages. Names and units are those of the W3C's
 * webrtc-stats, except where the name says another unit.
 */
export type MediaCounters = {
  readonly packetsReceived: number
  readonly packetsLost: number
  readonly packetsDiscarded: number
  readonly packetsSent: number
  readonly jitterMs: number
  readonly roundTripMs: number | null
  readonly jitterBufferDelaySeconds: number
  readonly jitterBufferEmitted: number
  readonly concealedSamples: number
  readonly silentConcealedSamples: number
  readonly samplesReceived: number
  readonly heardEnergy: number
  readonly heardSeconds: number
  readonly spokenEnergy: number
  readonly spokenSeconds: number
  readonly codec: string
}

export type Quality = {
  /** Estimated mean opinion score, 1 to 4.5 (ITU-T G.107). */
  readonly mos: number
  readonly lossPercent: number
  readonly jitterMs: number
  readonly roundTripMs: number | null
  /** Share of what was played that had to be made up, silence apart. */
  readonly concealedPercent: number
}

/** How much a codec takes from the score by itself, and how well it bears loss (ITU-T G.113). */
type Impairment = { readonly ie: number; readonly bpl: number; readonly lookaheadMs: number }

/** G.711 with concealment is tabulated; Opus isn't for narrow band, and is taken without its error correction. */
const impairments: Readonly<Record<string, Impairment>> = {
  pcma: { ie: 0, bpl: 25.1, lookaheadMs: 0 },
  pcmu: { ie: 0, bpl: 25.1, lookaheadMs: 0 },
  g722: { ie: 0, bpl: 10, lookaheadMs: 1.5 },
  opus: { ie: 0, bpl: 10, lookaheadMs: 6.5 },
}
const unknownCodec: Impairment = { ie: 0, bpl: 10, lookaheadMs: 0 }

export const impairmentOf = (codec: string): Impairment => impairments[codec.toLowerCase()] ?? unknownCodec

const packetMs = 20
/** Sound card and operating system, both ends together. */
const soundCardMs = 20

export type RFactorInput = {
  /** One way, mouth to ear. */
  readonly delayMs: number
  /** Per cent of the interval's packets, never a count. */
  readonly lossPercent: number
  readonly codec: string
  /** 1 where losses are random, more where they come in bursts. */
  readonly burstRatio?: number
}

/** Transmission rating, 93.2 at best (ITU-T G.107, with its defaults for everything that isn't measured here). */
export function rFactor({ delayMs, lossPercent, codec, burstRatio = 1 }: RFactorInput): number {
  const { ie, bpl } = impairmentOf(codec)
  const delay = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0)
  const equipment = lossPercent <= 0 ? ie : ie + (95 - ie) * (lossPercent / (lossPercent / burstRatio + bpl))
  return 93.2 - delay - equipment
}

/** Mean opinion score of a rating (ITU-T G.107, annex B). */
export function mosOf(rating: number): number {
  if (rating <= 0) return 1
  if (rating >= 100) return 4.5
  return Math.max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating))
}

/** What was counted between two reports; a counter that began anew (a new stream) counts from there. */
const since = (before: number, now: number): number => (now >= before ? now - before : now)

/** RMS of the sound between two reports, 0 to 1. */
export function soundLevel(
  before: { readonly energy: number; readonly seconds: number },
  now: { readonly energy: number; readonly seconds: number },
): number {
  const seconds = since(before.seconds, now.seconds)
  return seconds === 0 ? 0 : Math.min(1, Math.sqrt(since(before.energy, now.energy) / seconds))
}

/** The quality of what arrived between two reports of one peer connection; null when nothing was due to arrive. */
export function qualityBetween(before: MediaCounters, now: MediaCounters): Quality | null {
  const received = since(before.packetsReceived, now.packetsReceived)
  // A packet that comes late after all is taken off the count again, so that it can go down.
  const lost = Math.max(0, now.packetsLost - Math.min(before.packetsLost, now.packetsLost))
  const discarded = since(before.packetsDiscarded, now.packetsDiscarded)
  const expected = received + lost
  if (expected === 0) return null

  const lossPercent = Math.min(100, (100 * (lost + discarded)) / expected)
  const emitted = since(before.jitterBufferEmitted, now.jitterBufferEmitted)
  const buffered = since(before.jitterBufferDelaySeconds, now.jitterBufferDelaySeconds)
  const playoutMs = emitted === 0 ? 0 : (buffered / emitted) * 1_000
  const delayMs =
    (now.roundTripMs ?? 0) / 2 + playoutMs + packetMs + impairmentOf(now.codec).lookaheadMs + soundCardMs

  const played = since(before.samplesReceived, now.samplesReceived)
  const concealed =
    since(before.concealedSamples, now.concealedSamples) -
    since(before.silentConcealedSamples, now.silentConcealedSamples)
  return {
    mos: mosOf(rFactor({ delayMs, lossPercent, codec: now.codec })),
    lossPercent,
    jitterMs: now.jitterMs,
    roundTripMs: now.roundTripMs,
    concealedPercent: played === 0 ? 0 : (100 * Math.max(0, concealed)) / played,
  }
}
