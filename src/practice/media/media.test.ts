import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { aLawEnergy, createALawOfMuLaw, decodeALaw, encodeALaw } from './a-law.ts'
import { createDtmfReader } from './dtmf.ts'
import { createFrameClock } from './frame-clock.ts'
import { decodeMuLaw, encodeMuLaw, muLawEnergy, muLawSilence } from './mu-law.ts'
import { createLossCounter, createSoundMeter } from './sound-meter.ts'
import { frameLength, synthesiseSpeech } from './speech.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('µ-law', () => {
  it('knows the values of G.711', () => {
    expect([...encodeMuLaw(Float32Array.of(0, 1, -1))]).toEqual([muLawSilence, 0x80, 0x00])
    expect(decodeMuLaw(Uint8Array.of(0x80))[0]! * 32_768).toBe(32_124)
    expect(decodeMuLaw(Uint8Array.of(muLawSilence))[0]).toBe(0)
  })

  it('keeps every byte through decoding and encoding, except the second zero', () => {
    for (let byte = 0; byte < 256; byte++) {
      const again = encodeMuLaw(decodeMuLaw(Uint8Array.of(byte)))[0]
      expect(again).toBe(byte === 0x7f ? 0xff : byte)
    }
  })

  it('is never further off than its step', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.95, max: 0.95, noNaN: true }), (sample) => {
        const back = decodeMuLaw(encodeMuLaw(Float32Array.of(sample)))[0]!
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(Math.abs(sample) / 16 + 0.001)
      }),
    )
  })
})

describe('A-law', () => {
  it('knows the values of G.711', () => {
    expect([...encodeALaw(Float32Array.of(0, 1, -1))]).toEqual([0xd5, 0xaa, 0x2a])
    expect(decodeALaw(Uint8Array.of(0xaa))[0]! * 32_768).toBe(32_256)
    expect(decodeALaw(Uint8Array.of(0xd5))[0]! * 32_768).toBe(8)
  })

  it('keeps every byte through decoding and encoding', () => {
    for (let byte = 0; byte < 256; byte++) expect(encodeALaw(decodeALaw(Uint8Array.of(byte)))[0]).toBe(byte)
  })

  it('is as loud as the µ-law that it is made of', () => {
    const toALaw = createALawOfMuLaw()
    const frame = synthesiseSpeech(3, 1)[10]!
    expect(aLawEnergy(toALaw(frame)) / muLawEnergy(frame)).toBeCloseTo(1, 1)
  })
})

describe('speech', () => {
  it('is the same for one seed and another for the next', () => {
    expect(synthesiseSpeech(1, 1)).toEqual(synthesiseSpeech(1, 1))
    expect(synthesiseSpeech(1, 1)).not.toEqual(synthesiseSpeech(2, 1))
  })

  it('is heard in every second, of any seed, and rises and falls like syllables', () => {
    for (let seed = 0; seed < 20; seed++) {
      const energies = synthesiseSpeech(seed, 8).map(muLawEnergy)
      expect(energies).toHaveLength(400)
      for (let second = 0; second < 8; second++) {
        const sum = energies.slice(second * 50, second * 50 + 50).reduce((total, energy) => total + energy, 0)
        expect(Math.sqrt(sum / (50 * frameLength))).toBeGreaterThan(0.04)
      }
      expect(energies.filter((energy) => Math.sqrt(energy / frameLength) < 0.01).length).toBeGreaterThan(20)
    }
  })
})

describe('the sound meter', () => {
  it('measures the window asked for and counts what is missing as silence', () => {
    let now = 0
    const meter = createSoundMeter(() => now)
    for (let frame = 0; frame < 100; frame++) {
      now += 20
      meter.add(frame < 50 ? 0 : 0.01 * frameLength) // silence for a second, then an RMS of 0.1
    }
    expect(meter.rms(1)).toBeCloseTo(0.1)
    expect(meter.perSecond(2)).toEqual([expect.closeTo(0), expect.closeTo(0.1)])
    expect(meter.recentPackets(0.5)).toBe(25)
    now += 1000
    expect(meter.rms(1)).toBe(0)
    expect(meter.packets).toBe(100)
  })
})

describe('the loss counter', () => {
  it('counts gaps once, across the turn of the sequence number and whatever the order', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.uniqueArray(fc.integer({ min: 1, max: 198 }), { maxLength: 100 }),
        (start, missing) => {
          const counter = createLossCounter()
          const sent = Array.from({ length: 200 }, (_, index) => index).filter(
            (index) => !missing.includes(index),
          )
          // Neighbours change places.
          for (let index = 2; index + 1 < sent.length; index += 3) {
            const next = sent[index + 1]!
            sent[index + 1] = sent[index]!
            sent[index] = next
          }
          for (const index of sent) counter.seen((start + index) & 0xffff, 7)
          expect(counter.lost).toBe(missing.length)
        },
      ),
    )
  })

  it('begins anew with another sender and keeps what was lost before', () => {
    const counter = createLossCounter()
    for (const sequence of [1, 2, 4]) counter.seen(sequence, 1)
    for (const sequence of [60_000, 60_001]) counter.seen(sequence, 2)
    expect(counter.lost).toBe(1)
  })
})

describe('the frame clock', () => {
  it('makes 50 frames a second however late its timers are', () => {
    let now = 0
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const clock = createFrameClock(() => now)
    let frames = 0
    const stop = clock.every20ms(() => {
      frames += 1
    })
    for (let round = 0; now < 10_000; round++) {
      const step = 1 + ((round * 7) % 45) // a timer that is due within the step is late by the rest of it
      now += step
      vi.advanceTimersByTime(step)
    }
    expect(frames).toBeGreaterThanOrEqual(498)
    expect(frames).toBeLessThanOrEqual(now / 20)
    stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not make up for a pause of seconds', () => {
    let now = 0
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let frames = 0
    createFrameClock(() => now).every20ms(() => {
      frames += 1
    })
    now = 5_000
    vi.advanceTimersByTime(20)
    expect(frames).toBeLessThan(20)
  })
})

describe('RTP events', () => {
  it('reads one digit for an event, however often it is repeated', () => {
    const reader = createDtmfReader()
    for (const [event, timestamp] of [
      [1, 160],
      [1, 160],
      [1, 160],
      [1, 960],
      [11, 2000],
      [11, 2000],
    ] as const) {
      reader.packet(Uint8Array.of(event, 0x8a, 0, 160), timestamp)
    }
    reader.packet(Uint8Array.of(16, 0, 0, 0), 3000) // a hook flash is no digit
    expect(reader.digits).toBe('11#')
  })
})
