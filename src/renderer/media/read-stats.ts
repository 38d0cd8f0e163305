import type { MediaReport } from '../../contract/media.ts'

export type Counters = Omit<Extract<MediaReport, { kind: 'stats' }>, 'kind' | 'peer'>

/** One entry of `RTCStatsReport`; TypeScript's own types lack half of the fields. */
type Entry = Readonly<Record<string, unknown>>

const number = (entry: Entry | undefined, key: string): number => {
  const value = entry?.[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

const seconds = (entry: Entry | undefined, key: string): number | null => {
  const value = entry?.[key]
  return typeof value === 'number' && Number.isFinite(value) ? value * 1_000 : null
}

const isAudio = (entry: Entry, type: string): boolean => entry.type === type && entry.kind === 'audio'

/** A far end that changes its SSRC leaves the old entry behind; the one that heard last is the one that counts. */
const newest = (entries: readonly Entry[]): Entry | undefined =>
  entries.reduce<Entry | undefined>(
    (best, entry) =>
      best === undefined ||
      number(entry, 'lastPacketReceivedTimestamp') > number(best, 'lastPacketReceivedTimestamp')
        ? entry
        : best,
    undefined,
  )

/** The counters of one peer connection, raw as the browser has them (W3C webrtc-stats). */
export function readStats(entries: readonly Entry[]): Counters {
  const inbound = newest(entries.filter((entry) => isAudio(entry, 'inbound-rtp')))
  const outbound = entries.find((entry) => isAudio(entry, 'outbound-rtp'))
  const source = entries.find((entry) => isAudio(entry, 'media-source'))
  const remote = entries.find((entry) => isAudio(entry, 'remote-inbound-rtp'))
  const pair = entries.find((entry) => entry.type === 'candidate-pair' && entry.nominated === true)
  const codec = entries.find((entry) => entry.type === 'codec' && entry.id === inbound?.codecId)
  return {
    packetsReceived: number(inbound, 'packetsReceived'),
    packetsLost: number(inbound, 'packetsLost'),
    packetsDiscarded: number(inbound, 'packetsDiscarded'),
    packetsSent: number(outbound, 'packetsSent'),
    jitterMs: number(inbound, 'jitter') * 1_000,
    // RTCP goes end to end; where nothing reports, the path's own checks measure at least the way to the gateway.
    roundTripMs: seconds(remote, 'roundTripTime') ?? seconds(pair, 'currentRoundTripTime'),
    jitterBufferDelaySeconds: number(inbound, 'jitterBufferDelay'),
    jitterBufferEmitted: number(inbound, 'jitterBufferEmittedCount'),
    concealedSamples: number(inbound, 'concealedSamples'),
    silentConcealedSamples: number(inbound, 'silentConcealedSamples'),
    samplesReceived: number(inbound, 'totalSamplesReceived'),
    heardEnergy: number(inbound, 'totalAudioEnergy'),
    heardSeconds: number(inbound, 'totalSamplesDuration'),
    spokenEnergy: number(source, 'totalAudioEnergy'),
    spokenSeconds: number(source, 'totalSamplesDuration'),
    codec: typeof codec?.mimeType === 'string' ? codec.mimeType.replace(/^audio\//i, '') : '',
  }
}
