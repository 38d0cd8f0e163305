import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenBucket } from './token-bucket.ts'

describe('a token bucket', () => {
  it('lets a burst through, then its rate', () => {
    const bucket = tokenBucket(3, 2)
    expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false])
    expect(bucket.take(400)).toBe(false)
    expect(bucket.take(600)).toBe(true)
    expect(bucket.take(600)).toBe(false)
  })

  it('never lets more through than the burst and the rate allow', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 300 }), (steps) => {
        const bucket = tokenBucket(10, 5)
        let now = 0
        let passed = 0
        for (const step of steps) {
          now += step
          if (bucket.take(now)) passed += 1
        }
        expect(passed).toBeLessThanOrEqual(10 + (now / 1000) * 5 + 1e-6)
      }),
    )
  })
})
