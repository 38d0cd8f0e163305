import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rtpPacket } from '../testing/plain-end.ts'
import { sequenceOf, sourceOf, timestampOf } from './rtp.ts'
import { createStreamMap } from './stream-map.ts'

const CLOCK = 8_000
const FRAME = 160
const payload = new Uint8Array(4)
const packet = (source: number, sequence: number, timestamp: number): Buffer =>
  rtpPacket({ type: 0, source, sequence, timestamp, payload })

/** Streams one after the other: where each begins, and how many packets it has. */
const streams = fc.array(
  fc.record({
    source: fc.nat(0xffff_fffe),
    sequence: fc.nat(0xffff),
    timestamp: fc.nat(0xffff_fffe),
    packets: fc.integer({ min: 1, max: 30 }),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('one stream out of several', () => {
  it('goes on without a gap in its numbers, and with its own time', () => {
    fc.assert(
      fc.property(streams, fc.nat(0xffff), fc.nat(0xffff_fffe), (all, first, stamp) => {
        const map = createStreamMap(99, first, stamp)
        let now = 0
        const sent = all.flatMap(({ source, sequence, timestamp, packets }, at) =>
          Array.from({ length: packets }, (_, index) => {
            // Two streams of one source are one, if their numbers happen to meet.
            const one = packet((source * 8 + at) >>> 0, sequence + index, timestamp + index * FRAME)
            map.forward(one, 8, CLOCK, now)
            now += 20
            return one
          }),
        )
        for (const [index, one] of sent.entries()) {
          expect(sequenceOf(one)).toBe((first + index) & 0xffff)
          expect(timestampOf(one)).toBe((stamp + index * FRAME) >>> 0)
          expect(sourceOf(one)).toBe(99)
        }
      }),
    )
  })

  it('keeps the distances of what was lost, doubled or overtaken on the way', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.array(fc.integer({ min: -5, max: 40 }), { maxLength: 40 }),
        (first, steps) => {
          const map = createStreamMap(99, 500, 0)
          const begin = packet(1, first, 0)
          map.forward(begin, 0, CLOCK, 0)
          for (const step of [0, ...steps]) {
            const one = packet(1, first + step, step * FRAME)
            map.forward(one, 0, CLOCK, 20)
            expect(sequenceOf(one)).toBe((500 + step) & 0xffff)
            expect(timestampOf(one)).toBe((step * FRAME) >>> 0)
          }
        },
      ),
    )
  })

  it('has no gap where something was left out on purpose', () => {
    const map = createStreamMap(99, 500, 0)
    const [one, out, two] = [packet(1, 10, 0), packet(1, 11, 160), packet(1, 12, 320)]
    map.forward(one, 0, CLOCK, 0)
    map.leaveOut(out)
    map.forward(two, 0, CLOCK, 40)
    expect(sequenceOf(two)).toBe(501)
    expect(timestampOf(two)).toBe(320)
  })

  it('marks where it began anew', () => {
    const map = createStreamMap(99, 0, 0)
    const marker = (one: Buffer): boolean => ((one[1] ?? 0) & 0x80) !== 0
    const all = [packet(1, 1, 0), packet(1, 2, 160), packet(2, 7, 5)]
    for (const [index, one] of all.entries()) map.forward(one, 0, CLOCK, index * 20)
    expect(all.map(marker)).toEqual([true, false, true])
  })
})
