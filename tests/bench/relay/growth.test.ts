import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growthOf, SAMPLES, type Sample } from './growth.ts'

const samples = (bytesAt: (index: number) => number): Sample[] =>
  Array.from({ length: SAMPLES }, (_, index) => ({ calls: 200 + 100 * index, bytes: bytesAt(index) }))

describe('growth', () => {
  it('finds the line that the samples are on, and has no doubt about it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: -20_000, max: 20_000 }),
        (start, slope) => {
          const growth = growthOf(samples((index) => start + slope * 100 * index))
          expect(growth.start).toBeCloseTo(start, 1)
          expect(growth.perCall).toBeCloseTo(slope, 3)
          expect(growth.atMost).toBeCloseTo(slope, 1)
        },
      ),
    )
  })

  it('never takes scatter for less growth', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: SAMPLES, maxLength: SAMPLES })
    fc.assert(
      fc.property(bytes, (all) => {
        const growth = growthOf(samples((index) => all[index] ?? 0))
        expect(growth.atMost).toBeGreaterThanOrEqual(growth.perCall)
      }),
    )
  })

  it('agrees with a line and an error that were worked out by hand', () => {
    // Up and down by one around 100: the slope's sum of products is 0, the squares of the rest are 11 − 1/11.
    const growth = growthOf(samples((index) => 100 + (index % 2 === 0 ? 1 : -1)))
    expect(growth.perCall).toBeCloseTo(0, 9)
    expect(growth.atMost).toBeCloseTo(1.833 * Math.sqrt((11 - 1 / 11) / 9 / 1_100_000), 9)
  })

  it('does not judge by fewer samples than its error is reckoned for', () => {
    expect(() => growthOf(samples(() => 0).slice(1))).toThrow('10 samples')
  })
})
