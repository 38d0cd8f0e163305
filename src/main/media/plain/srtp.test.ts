import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RtpPacket, SrtcpSession, SrtpSession } from 'werift'
import { rtpPacket } from '../testing/plain-end.ts'
import { SUITES } from './crypto-line.ts'
import { createProtector, createUnprotector } from './srtp.ts'

const SUITE = 'AES_CM_128_HMAC_SHA1_80'
const key = Buffer.from(Array.from({ length: 30 }, (_, index) => index * 7 + 1))
const other = Buffer.from(Array.from({ length: 30 }, (_, index) => index * 5 + 2))
const packet = (sequence: number, payload: Uint8Array = new Uint8Array(160).fill(sequence)): Buffer =>
  rtpPacket({ type: 0, sequence, timestamp: sequence * 160, source: 0xdead_beef, payload })
const report = Buffer.from('80c90001deadbeef81ca0002deadbeef0100000000000000'.slice(0, 40), 'hex')

/** Another implementation of the same RFC. */
const keysOf = (one: Buffer, two: Buffer) => ({
  localMasterKey: one.subarray(0, 16),
  localMasterSalt: one.subarray(16),
  remoteMasterKey: two.subarray(0, 16),
  remoteMasterSalt: two.subarray(16),
})

describe('SRTP', () => {
  it('gives back what was encrypted, over many turns of the sequence number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SUITES),
        fc.nat(0xffff),
        fc.uint8Array({ maxLength: 300 }),
        (suite, first, payload) => {
          const [out, into] = [createProtector({ suite, key }), createUnprotector({ suite, key })]
          for (let step = 0; step < 12; step += 1) {
            const plain = packet(first + step * 17_000, payload)
            const sealed = out.rtp(plain)
            expect(sealed.length).toBe(plain.length + (suite === SUITE ? 10 : 4))
            if (payload.length > 8) expect(sealed.includes(Buffer.from(payload))).toBe(false)
            expect(into.rtp(sealed)).toEqual(plain)
          }
        },
      ),
    )
  })

  it('is what werift speaks, both ways', () => {
    const theirs = new SrtpSession({ profile: 1, keys: keysOf(other, key) })
    const [out, into] = [
      createProtector({ suite: SUITE, key }),
      createUnprotector({ suite: SUITE, key: other }),
    ]
    for (let step = 65_500; step < 65_600; step += 1) {
      const plain = packet(step)
      expect(theirs.decrypt(out.rtp(plain))).toEqual(plain)
      const { header, payload } = RtpPacket.deSerialize(plain)
      expect(into.rtp(theirs.encrypt(payload, header))).toEqual(plain)
    }
    const control = new SrtcpSession({ profile: 1, keys: keysOf(other, key) })
    expect(control.decrypt(out.rtcp(report))).toEqual(report)
    expect(into.rtcp(control.encrypt(report))).toEqual(report)
  })

  it('takes no packet twice, and none that is far too old', () => {
    const [out, into] = [createProtector({ suite: SUITE, key }), createUnprotector({ suite: SUITE, key })]
    const sealed = Array.from({ length: 100 }, (_, index) => out.rtp(packet(index)))
    expect(sealed.slice(30).map((one) => into.rtp(one) !== null)).not.toContain(false)
    expect(into.rtp(sealed[50] ?? Buffer.alloc(0))).toBeNull()
    expect(into.rtp(sealed[99] ?? Buffer.alloc(0))).toBeNull()
    expect(into.rtp(sealed[10] ?? Buffer.alloc(0))).toBeNull()
    const control = out.rtcp(report)
    expect(into.rtcp(control)).toEqual(report)
    expect(into.rtcp(control)).toBeNull()
  })

  it('takes what was overtaken on the way', () => {
    const [out, into] = [createProtector({ suite: SUITE, key }), createUnprotector({ suite: SUITE, key })]
    const sealed = [65_534, 65_535, 65_536, 65_537].map((sequence) => out.rtp(packet(sequence)))
    const order = [0, 2, 1, 3].map((index) => sealed[index] ?? Buffer.alloc(0))
    expect(order.map((one) => into.rtp(one) !== null)).toEqual([true, true, true, true])
  })

  it('refuses whatever was changed, cut or encrypted by another key', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SUITES),
        fc.nat(181),
        fc.integer({ min: 1, max: 255 }),
        (suite, at, change) => {
          const sealed = createProtector({ suite, key }).rtp(packet(9))
          const forged = Buffer.from(sealed)
          const index = at % forged.length
          forged[index] = (forged[index] ?? 0) ^ change
          const into = createUnprotector({ suite, key })
          expect(into.rtp(forged)).toBeNull()
          expect(into.rtp(sealed.subarray(0, index))).toBeNull()
          expect(createUnprotector({ suite, key: other }).rtp(sealed)).toBeNull()
          expect(into.rtp(sealed)).not.toBeNull()
        },
      ),
    )
  })
})
