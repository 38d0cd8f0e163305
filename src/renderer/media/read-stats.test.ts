import { describe, expect, it } from 'vitest'
import { readStats } from './read-stats.ts'

const inbound = {
  id: 'IT1',
  type: 'inbound-rtp',
  kind: 'audio',
  codecId: 'CIT1_111',
  lastPacketReceivedTimestamp: 2_000,
  packetsReceived: 250,
  packetsLost: 2,
  packetsDiscarded: 1,
  jitter: 0.004,
  jitterBufferDelay: 9_000,
  jitterBufferEmittedCount: 240_000,
  concealedSamples: 900,
  silentConcealedSamples: 300,
  totalSamplesReceived: 241_000,
  totalAudioEnergy: 0.5,
  totalSamplesDuration: 5,
}
const others = [
  { id: 'CIT1_111', type: 'codec', mimeType: 'audio/opus', clockRate: 48_000 },
  { id: 'OT1', type: 'outbound-rtp', kind: 'audio', packetsSent: 251 },
  { id: 'SA1', type: 'media-source', kind: 'audio', totalAudioEnergy: 0.25, totalSamplesDuration: 5.1 },
  { id: 'CP0', type: 'candidate-pair', nominated: false, currentRoundTripTime: 0.9 },
  { id: 'CP1', type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.02 },
]

describe('the statistics of a peer connection', () => {
  it('are read as they are, in the units of the contract', () => {
    const remote = { id: 'RI1', type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.05 }
    expect(readStats([inbound, ...others, remote])).toEqual({
      packetsReceived: 250,
      packetsLost: 2,
      packetsDiscarded: 1,
      packetsSent: 251,
      jitterMs: 4,
      roundTripMs: 50,
      jitterBufferDelaySeconds: 9_000,
      jitterBufferEmitted: 240_000,
      concealedSamples: 900,
      silentConcealedSamples: 300,
      samplesReceived: 241_000,
      heardEnergy: 0.5,
      heardSeconds: 5,
      spokenEnergy: 0.25,
      spokenSeconds: 5.1,
      codec: 'opus',
    })
  })

  it('take the way’s round trip where the far end reports none', () => {
    expect(readStats([inbound, ...others]).roundTripMs).toBe(20)
  })

  it('are of the stream that was heard last', () => {
    const later = { ...inbound, id: 'IT2', lastPacketReceivedTimestamp: 3_000, packetsReceived: 7 }
    expect(readStats([inbound, later, ...others]).packetsReceived).toBe(7)
    expect(readStats([later, inbound, ...others]).packetsReceived).toBe(7)
  })

  it('are zero where nothing is known yet', () => {
    const nothing = readStats([])
    expect(nothing).toMatchObject({ packetsReceived: 0, roundTripMs: null, codec: '' })
    expect(Object.values(nothing).every((value) => value === 0 || value === null || value === '')).toBe(true)
  })
})
