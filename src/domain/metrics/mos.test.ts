import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MediaCounters, mosOf, qualityBetween, rFactor, soundLevel } from './mos.ts'

const nothing: MediaCounters = {
  packetsReceived: 0,
  packetsLost: 0,
  packetsDiscarded: 0,
  packetsSent: 0,
  jitterMs: 0,
  roundTripMs: null,
  jitterBufferDelaySeconds: 0,
  jitterBufferEmitted: 0,
  concealedSamples: 0,
  silentConcealedSamples: 0,
  samplesReceived: 0,
  heardEnergy: 0,
  heardSeconds: 0,
  spokenEnergy: 0,
  spokenSeconds: 0,
  codec: 'PCMU',
}

describe('the rating of a call in G.711 with concealment', () => {
  it.each([
    [0, 0, 93.2, 4.41],
    [150, 0, 89.6, 4.33],
    [250, 0, 79.2, 3.99],
    [400, 0, 59.1, 3.05],
    [100, 1, 87.16, 4.26],
    [100, 5, 75.02, 3.82],
    [100, 10, 63.73, 3.29],
  ])('with %i ms of delay and %i %% of loss is R %d, MOS %d', (delayMs, lossPercent, rating, mos) => {
    const found = rFactor({ delayMs, lossPercent, codec: 'PCMA' })
    expect(found).toBeCloseTo(rating, 1)
    expect(mosOf(found)).toBeCloseTo(mos, 2)
  })

  it('is never better when the losses come in bursts', () => {
    const at = (burstRatio: number) => rFactor({ delayMs: 100, lossPercent: 5, codec: 'PCMU', burstRatio })
    expect(at(2)).toBeLessThan(at(1))
  })

  it('gives a score of 1 to 4.5, lower with each loss and each delay', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true })
    const ms = fc.double({ min: 0, max: 5_000, noNaN: true })
    fc.assert(
      fc.property(
        ms,
        ms,
        percent,
        percent,
        fc.constantFrom('PCMU', 'opus', 'G722', ''),
        (d1, d2, l1, l2, codec) => {
          const score = (delayMs: number, lossPercent: number) =>
            mosOf(rFactor({ delayMs, lossPercent, codec }))
          const worse = score(Math.max(d1, d2), Math.max(l1, l2))
          const better = score(Math.min(d1, d2), Math.min(l1, l2))
          expect(worse).toBeGreaterThanOrEqual(1)
          expect(better).toBeLessThanOrEqual(4.5)
          expect(worse).toBeLessThanOrEqual(better + 0.005)
        },
      ),
    )
  })
})

describe('the quality between two reports', () => {
  it('is a matter of shares, not of counts: 40 of 30,000 packets are nothing', () => {
    const quality = qualityBetween(nothing, { ...nothing, packetsReceived: 29_960, packetsLost: 40 })
    expect(quality?.lossPercent).toBeCloseTo(0.133, 3)
    expect(quality?.mos).toBeGreaterThan(4.3)
  })

  it('counts what came too late as lost', () => {
    const now = { ...nothing, packetsReceived: 240, packetsLost: 10, packetsDiscarded: 15 }
    expect(qualityBetween(nothing, now)?.lossPercent).toBe(10)
  })

  it('counts half of the round trip, and what the jitter buffer holds', () => {
    const now = { ...nothing, packetsReceived: 250, codec: 'PCMU' }
    const direct = qualityBetween(nothing, now)
    const far = qualityBetween(nothing, { ...now, roundTripMs: 200 })
    const buffered = qualityBetween(nothing, {
      ...now,
      jitterBufferDelaySeconds: 4_000,
      jitterBufferEmitted: 40_000,
    })
    expect(direct?.mos).toBeCloseTo(mosOf(93.2 - 0.024 * 40), 6)
    expect(far?.mos).toBeCloseTo(mosOf(93.2 - 0.024 * 140), 6)
    expect(buffered?.mos).toBeCloseTo(mosOf(93.2 - 0.024 * 140), 6)
  })

  it('is of the time between them only', () => {
    const bad = { ...nothing, packetsReceived: 500, packetsLost: 500 }
    const good = { ...nothing, packetsReceived: 750, packetsLost: 500 }
    expect(qualityBetween(bad, good)?.lossPercent).toBe(0)
  })

  it('starts anew with a new stream', () => {
    const before = { ...nothing, packetsReceived: 5_000, packetsLost: 100 }
    const now = { ...nothing, packetsReceived: 49, packetsLost: 1 }
    const quality = qualityBetween(before, now)
    expect(quality?.lossPercent).toBe(0)
    expect(quality?.mos).toBeGreaterThan(4)
  })

  it('is unknown when nothing came and nothing was missed', () => {
    expect(qualityBetween(nothing, nothing)).toBeNull()
  })

  it('tells what had to be made up from silence that was made up', () => {
    const now = {
      ...nothing,
      packetsReceived: 50,
      samplesReceived: 8_000,
      concealedSamples: 1_000,
      silentConcealedSamples: 600,
    }
    expect(qualityBetween(nothing, now)?.concealedPercent).toBe(5)
  })
})

describe('the level of a sound', () => {
  it('is its RMS', () => {
    expect(soundLevel({ energy: 1, seconds: 10 }, { energy: 1.04, seconds: 14 })).toBeCloseTo(0.1, 9)
    expect(soundLevel({ energy: 1, seconds: 10 }, { energy: 1, seconds: 10 })).toBe(0)
    expect(soundLevel({ energy: 1, seconds: 10 }, { energy: 99, seconds: 11 })).toBe(1)
  })
})
