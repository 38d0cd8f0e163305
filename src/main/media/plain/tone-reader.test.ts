import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createToneReader } from './tone-reader.ts'

const TONES = '0123456789*#ABCD'
const event = (tone: string, duration: number, last: boolean): Buffer =>
  Buffer.from([TONES.indexOf(tone), last ? 0x8a : 0x0a, duration >> 8, duration & 0xff])

/** As it goes over the wire: five packets while the key is down, and the last one three times. */
const packetsOf = (tone: string): Buffer[] =>
  Array.from({ length: 8 }, (_, index) => event(tone, Math.min(index + 1, 6) * 160, index >= 5))

describe('received tones', () => {
  it('are heard once each, whatever was lost or doubled of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...TONES), { maxLength: 12 }),
        fc.nat(0xffff_ffff),
        fc.infiniteStream(fc.nat(7)),
        (tones, begin, lost) => {
          let heard = ''
          const read = createToneReader((tone) => {
            heard += tone
          })
          for (const [index, tone] of tones.entries()) {
            const stamp = (begin + index * 2_000) >>> 0
            const packets = packetsOf(tone)
            const kept = lost.next().value ?? 0
            for (const [at, packet] of packets.entries()) if (at >= kept) read(packet, stamp)
            read(packets.at(-1) ?? Buffer.alloc(0), stamp)
          }
          expect(heard).toBe(tones.join(''))
        },
      ),
    )
  })

  it('are none of a packet that is too short or of flash', () => {
    const heard: string[] = []
    const read = createToneReader((tone) => heard.push(tone))
    read(Buffer.from([1, 2, 3]), 1)
    read(Buffer.from([16, 0x8a, 0, 160]), 2)
    read(Buffer.alloc(0), 3)
    expect(heard).toEqual([])
  })
})
