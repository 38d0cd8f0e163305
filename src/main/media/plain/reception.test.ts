import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rtpPacket } from '../testing/plain-end.ts'
import { createReception } from './reception.ts'
import { readReport, roundTripMs, writeGoodbye, writeReport } from './rtcp.ts'

const CLOCK = 8_000
const packet = (sequence: number, source = 1): Buffer =>
  rtpPacket({ type: 0, sequence, timestamp: sequence * 160, source, payload: new Uint8Array(8) })

describe('what is counted of a stream', () => {
  it('is what came, and what is missing between the first and the last', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), (first, came) => {
        const reception = createReception()
        reception.came(packet(first), CLOCK, 0)
        for (const [index, arrives] of came.entries()) {
          if (arrives) reception.came(packet(first + 1 + index), CLOCK, index * 20)
        }
        const last = came.lastIndexOf(true)
        const received = came.filter(Boolean).length
        expect(reception.received()).toBe(received + 1)
        expect(reception.lost()).toBe(last + 1 - received)
      }),
    )
  })

  it('adds up over streams that follow each other', () => {
    const reception = createReception()
    for (const sequence of [1, 2, 4]) reception.came(packet(sequence, 1), CLOCK, 0)
    for (const sequence of [60_000, 60_003]) reception.came(packet(sequence, 2), CLOCK, 0)
    expect(reception.lost()).toBe(3)
    expect(reception.received()).toBe(5)
    expect(reception.report()).toMatchObject({ source: 2, lost: 2, highest: 60_003 })
  })

  it('tells in each report what was lost since the one before', () => {
    const reception = createReception()
    for (const sequence of [0, 1, 3, 4]) reception.came(packet(sequence), CLOCK, 0)
    expect(reception.report()?.fractionLost).toBe(Math.floor(256 / 5))
    reception.came(packet(5), CLOCK, 0)
    expect(reception.report()?.fractionLost).toBe(0)
  })

  it('has no jitter where packets come in step, and some where they don’t', () => {
    const [even, uneven] = [createReception(), createReception()]
    for (let sequence = 0; sequence < 100; sequence += 1) {
      even.came(packet(sequence), CLOCK, sequence * 20)
      uneven.came(packet(sequence), CLOCK, sequence * 20 + (sequence % 2) * 10)
    }
    expect(even.jitterMs()).toBeCloseTo(0)
    expect(uneven.jitterMs()).toBeCloseTo(10, 0)
  })
})

const own = { source: 7, name: 'abc', wall: 1_700_000_000_500, lastReport: null, sent: null, received: null }

describe('reports', () => {
  it('are read as they were written', () => {
    const report = writeGoodbye({
      ...own,
      source: 9,
      sent: { timestamp: 5, packets: 3, bytes: 480 },
      received: { source: 7, fractionLost: 12, lost: 34, highest: 70_000, jitter: 9 },
      lastReport: { ntp: 0x1234_5678, ago: 1_000 },
    })
    expect(report.length % 4).toBe(0)
    expect(readReport(report, 7)).toMatchObject({
      aboutUs: { lastReport: 0x1234_5678, delay: 0x1_0000, lost: 34 },
      goodbye: true,
    })
    expect(readReport(report, 8)?.aboutUs).toBeNull()
  })

  it('tell the way there and back', () => {
    const sent = writeReport({ ...own, sent: { timestamp: 5, packets: 3, bytes: 480 } })
    const ntp = readReport(sent, 1)?.ntp ?? 0
    const received = { source: 7, fractionLost: 0, lost: 0, highest: 1, jitter: 0 }
    const back = writeReport({ ...own, source: 9, received, lastReport: { ntp, ago: 2_000 } })
    const report = readReport(back, 7)
    expect(report && roundTripMs(report, own.wall + 2_080)).toBeCloseTo(80, 0)
    expect(report && roundTripMs(report, own.wall + 1_000)).toBeNull()
  })

  it('never make the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(31), (bytes, count) => {
        const mangled = Buffer.from(bytes)
        if (mangled.length > 1) mangled.set([0x80 | count, 200])
        readReport(mangled, 1)
      }),
    )
  })
})
