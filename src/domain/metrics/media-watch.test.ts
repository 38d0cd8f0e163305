import { describe, expect, it } from 'vitest'
import { audioFlow, type MediaHistory, recentQuality, remember } from './media-watch.ts'
import type { MediaCounters } from './mos.ts'

const counters = (change: Partial<MediaCounters> = {}): MediaCounters => ({
  packetsReceived: 0,
  packetsLost: 0,
  packetsDiscarded: 0,
  packetsSent: 0,
  jitterMs: 0,
  roundTripMs: 20,
  jitterBufferDelaySeconds: 0,
  jitterBufferEmitted: 0,
  concealedSamples: 0,
  silentConcealedSamples: 0,
  samplesReceived: 0,
  heardEnergy: 0,
  heardSeconds: 0,
  spokenEnergy: 0,
  spokenSeconds: 0,
  codec: 'opus',
  ...change,
})

/** One report a second, of what `at` makes of the second. */
const seconds = (count: number, at: (second: number) => Partial<MediaCounters>): MediaHistory =>
  Array.from({ length: count }, (_, second) => second).reduce<MediaHistory>(
    (history, second) => remember(history, second * 1_000, counters(at(second))),
    [],
  )

describe('the reports of a call', () => {
  it('are kept for the last five seconds', () => {
    expect(seconds(60, () => ({})).map(({ at }) => at)).toEqual(
      [54, 55, 56, 57, 58, 59].map((s) => s * 1_000),
    )
  })
})

describe('sound that should come and go', () => {
  const both = (second: number) => ({ packetsReceived: 50 * second, packetsSent: 50 * second })

  it('does', () => {
    expect(audioFlow(seconds(10, both))).toEqual({ arriving: true, leaving: true })
  })

  it('is not missed before five seconds are over', () => {
    expect(audioFlow([])).toEqual({ arriving: true, leaving: true })
    expect(audioFlow(seconds(5, () => ({})))).toEqual({ arriving: true, leaving: true })
  })

  it('is missed when not a single packet came in five seconds', () => {
    expect(audioFlow(seconds(6, () => ({})))).toEqual({ arriving: false, leaving: false })
    const stopped = (second: number) => ({ packetsReceived: 50 * Math.min(second, 3), packetsSent: second })
    expect(audioFlow(seconds(8, stopped))).toEqual({ arriving: true, leaving: true })
    expect(audioFlow(seconds(9, stopped))).toEqual({ arriving: false, leaving: true })
  })

  it('is there again with the first packet', () => {
    const back = (second: number) => ({ packetsReceived: second < 9 ? 0 : 1, packetsSent: 0 })
    expect(audioFlow(seconds(10, back))).toEqual({ arriving: true, leaving: false })
  })

  it('is looked for anew by an empty history', () => {
    expect(audioFlow(remember([], 60_000, counters()))).toEqual({ arriving: true, leaving: true })
  })
})

describe('the quality of the last seconds', () => {
  it('needs two reports', () => {
    expect(recentQuality([])).toBeNull()
    expect(recentQuality(seconds(1, () => ({ packetsReceived: 50 })))).toBeNull()
  })

  it('forgets what was bad before, and takes the levels of the last second', () => {
    const history = seconds(10, (second) => ({
      packetsReceived: 50 * second,
      packetsLost: second < 4 ? 50 * second : 200,
      heardSeconds: second,
      heardEnergy: second < 9 ? 0 : 0.04,
      spokenSeconds: second,
      spokenEnergy: second < 9 ? second : 8,
    }))
    const quality = recentQuality(history)
    expect(quality).toMatchObject({ lossPercent: 0, roundTripMs: 20, heardLevel: 0.2, spokenLevel: 0 })
    expect(quality?.mos).toBeGreaterThan(4.2)
  })
})
