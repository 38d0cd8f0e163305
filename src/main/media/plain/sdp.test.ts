import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CryptoLine } from './crypto-line.ts'
import { type LocalAudio, readSdp, writeSdp } from './sdp.ts'

const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n`
const head = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0']
const audioOf = (...all: string[]) => readSdp(lines(...head, ...all))?.audio[0]

const payload = fc.record({
  type: fc.integer({ min: 96, max: 127 }),
  name: fc.constantFrom('opus', 'pcma', 'g722', 'telephone-event'),
  clock: fc.constantFrom(8_000, 48_000),
  channels: fc.constantFrom(1, 2),
  fmtp: fc.constantFrom('', '0-16', 'minptime=10;useinbandfec=1'),
})
const crypto: fc.Arbitrary<CryptoLine> = fc.record({
  tag: fc.integer({ min: 1, max: 99 }),
  suite: fc.constantFrom('AES_CM_128_HMAC_SHA1_80' as const, 'AES_CM_128_HMAC_SHA1_32' as const),
  key: fc.uint8Array({ minLength: 30, maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
})
const port = fc.integer({ min: 1_024, max: 65_534 })
const address = fc.ipV4().filter((text) => text !== '0.0.0.0')
const local: fc.Arbitrary<LocalAudio> = fc.record({
  profile: fc.constantFrom('RTP/AVP', 'RTP/SAVP'),
  rtp: fc.record({ address, port }),
  rtcp: fc.record({ address, port }),
  rtcpMux: fc.boolean(),
  direction: fc.constantFrom(
    'sendrecv' as const,
    'sendonly' as const,
    'recvonly' as const,
    'inactive' as const,
  ),
  payloads: fc.uniqueArray(payload, { selector: ({ type }) => type, minLength: 1, maxLength: 6 }),
  crypto: fc.array(crypto, { maxLength: 2 }),
})

describe('a session description', () => {
  it('is read as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(local, fc.constantFrom([], ['video 5000 RTP/AVP 31']), (audio, others) => {
        const written = writeSdp({ session: { id: '7', version: 3 }, media: [...others, audio] })
        const read = readSdp(written)
        expect(read?.media.length).toBe(others.length + 1)
        expect(read?.audio[0]).toMatchObject({
          index: others.length,
          profile: audio.profile,
          rtp: audio.rtp,
          rtcpMux: audio.rtcpMux,
          direction: audio.direction,
          payloads: audio.payloads,
          crypto: audio.crypto,
        })
        if (!audio.rtcpMux) expect(read?.audio[0]?.rtcp).toEqual(audio.rtcp)
      }),
    )
  })

  it('never makes the reader throw, whatever has become of it', () => {
    const good = writeSdp({
      session: { id: '7', version: 3 },
      media: [
        {
          profile: 'RTP/SAVP',
          rtp: { address: '192.0.2.1', port: 4_000 },
          rtcp: { address: '192.0.2.1', port: 4_009 },
          rtcpMux: false,
          direction: 'sendrecv',
          payloads: [{ type: 96, name: 'opus', clock: 48_000, channels: 2, fmtp: 'x=1' }],
          crypto: [{ tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', key: Buffer.alloc(30) }],
        },
      ],
    })
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(40), fc.string(), (at, cut, put) => {
        const broken = good.slice(0, at) + put + good.slice(at + cut)
        for (const audio of readSdp(broken)?.audio ?? []) {
          expect(audio.rtp.port).toBeLessThanOrEqual(65_535)
          for (const { type } of audio.payloads) expect(type).toBeLessThan(128)
          for (const { key } of audio.crypto) expect(key.length).toBe(30)
        }
      }),
    )
  })

  it('may say address and direction once for the session', () => {
    expect(audioOf('c=IN IP4 192.0.2.9', 'a=sendonly', 'm=audio 4000 RTP/AVP 0')).toMatchObject({
      rtp: { address: '192.0.2.9', port: 4_000 },
      direction: 'sendonly',
    })
  })

  it('says more of the stream than of the session', () => {
    const audio = audioOf(
      'c=IN IP4 192.0.2.9',
      'a=inactive',
      'm=audio 4000 RTP/AVP 0',
      'c=IN IP4 192.0.2.7',
      'a=recvonly',
    )
    expect(audio).toMatchObject({ rtp: { address: '192.0.2.7' }, direction: 'recvonly' })
  })

  it.each([
    ['sendrecv', 'sendonly'],
    ['recvonly', 'inactive'],
  ])('with the address 0.0.0.0 and %s means %s', (said, meant) => {
    expect(audioOf('c=IN IP4 0.0.0.0', 'm=audio 4000 RTP/AVP 0', `a=${said}`)?.direction).toBe(meant)
  })

  it('needs no map for the payload types that have always been there', () => {
    expect(audioOf('c=IN IP4 192.0.2.9', 'm=audio 4000 RTP/AVP 0 8 9 97')?.payloads).toMatchObject([
      { type: 0, name: 'pcmu' },
      { type: 8, name: 'pcma' },
      { type: 9, name: 'g722', clock: 8_000 },
    ])
  })

  it('has RTCP on the next port, or where it says', () => {
    const rtcp = (...more: string[]) => audioOf('c=IN IP4 192.0.2.9', 'm=audio 4000 RTP/AVP 0', ...more)?.rtcp
    expect(rtcp()).toEqual({ address: '192.0.2.9', port: 4_001 })
    expect(rtcp('a=rtcp:5005')).toEqual({ address: '192.0.2.9', port: 5_005 })
    expect(rtcp('a=rtcp:5005 IN IP4 192.0.2.8')).toEqual({ address: '192.0.2.8', port: 5_005 })
    expect(rtcp('a=rtcp:nonsense')).toEqual({ address: '192.0.2.9', port: 4_001 })
  })

  it('may use bare line feeds', () => {
    expect(readSdp('v=0\nc=IN IP4 192.0.2.9\nm=audio 4000 RTP/AVP 0\n')?.audio).toHaveLength(1)
  })

  it('is none without its version', () => {
    expect(readSdp('nonsense')).toBeNull()
    expect(readSdp('')).toBeNull()
  })
})
