import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBounded } from './bounded.ts'

describe('a map that forgets', () => {
  it('lets go of what was used longest ago, and says so', () => {
    const gone: number[] = []
    const map = createBounded<number>(
      2,
      () => false,
      (value) => gone.push(value),
    )
    map.set('a', 1)
    map.set('b', 2)
    map.get('a')
    map.set('c', 3)
    expect(map.entries()).toEqual([
      ['a', 1],
      ['c', 3],
    ])
    expect(gone).toEqual([2])
  })

  it('never lets go of what has to stay, and never holds more than that and its bound', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), fc.integer({ min: 1, max: 5 }), (keys, most) => {
        const map = createBounded<number>(most, (key) => Number(key) % 7 === 0)
        for (const key of keys) map.set(String(key), key)
        const held = map.entries().map(([, value]) => value)
        const lasting = new Set(keys.filter((key) => key % 7 === 0))
        for (const key of lasting) expect(held).toContain(key)
        // What came last is always there.
        expect(held.length).toBeLessThanOrEqual(Math.max(most, lasting.size + 1))
        const last = keys.at(-1)
        if (last !== undefined && lasting.size < most) expect(held).toContain(last)
      }),
    )
  })
})
