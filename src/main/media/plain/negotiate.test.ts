import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CODECS, type Codec, type SrtpMode } from '../../../domain/line.ts'
import type { CryptoLine } from './crypto-line.ts'
import { type Offered, offeredPayloads, ourDirection, takeAnswer, takeOffer } from './negotiate.ts'
import { type Direction, type FarDescription, type LocalAudio, readSdp, writeSdp } from './sdp.ts'

const ourKeys: CryptoLine[] = [
  { tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', key: Buffer.alloc(30, 1) },
  { tag: 2, suite: 'AES_CM_128_HMAC_SHA1_32', key: Buffer.alloc(30, 2) },
]
const theirKey: CryptoLine = { tag: 7, suite: 'AES_CM_128_HMAC_SHA1_32', key: Buffer.alloc(30, 3) }
const rtp = { address: '192.0.2.1', port: 4_000 }

const written = (audio: Partial<LocalAudio>): string =>
  writeSdp({
    session: { id: '1', version: 1 },
    media: [
      {
        profile: 'RTP/AVP',
        rtp,
        rtcp: { ...rtp, port: rtp.port + 1 },
        rtcpMux: false,
        direction: 'sendrecv',
        payloads: offeredPayloads(['PCMA']),
        crypto: [],
        ...audio,
      },
    ],
  })
const read = (sdp: string): FarDescription => readSdp(sdp) ?? { media: [], audio: [] }
const far = (audio: Partial<LocalAudio>): FarDescription => read(written(audio))

const ours = (srtp: SrtpMode, codecs: readonly Codec[] = CODECS) => ({
  codecs,
  srtp,
  crypto: srtp === 'off' ? [] : ourKeys,
  hold: false,
})
const offered = (srtp: SrtpMode, codecs: readonly Codec[] = CODECS): Offered => ({
  index: 0,
  payloads: offeredPayloads(codecs),
  crypto: srtp === 'off' ? [] : ourKeys,
  srtp,
  direction: 'sendrecv',
  rtcpMux: false,
})

const codecs = fc.shuffledSubarray([...CODECS], { minLength: 1 })

describe('an offer', () => {
  it('is taken in the account’s order, by the numbers of whoever offered', () => {
    fc.assert(
      fc.property(codecs, codecs, fc.integer({ min: 96, max: 120 }), (mine, theirs, base) => {
        const payloads = offeredPayloads(theirs).map((one, at) => ({ ...one, type: base + at }))
        const taken = takeOffer(far({ payloads }), ours('off', mine))
        const common = mine.filter((codec) => theirs.includes(codec)).map((codec) => codec.toLowerCase())
        if (common.length === 0) expect(taken).toEqual({ ok: false, reason: 'noCommonCodec' })
        else expect(taken.ok).toBe(true)
        if (!taken.ok) return
        const { agreement } = taken.value
        expect(agreement.codecs.map(({ name }) => name)).toEqual(common)
        for (const { name, out, in: into } of agreement.codecs) {
          expect(out).toBe(payloads.find((one) => one.name === name)?.type)
          expect(into).toBe(out)
        }
      }),
    )
  })

  it.each([
    ['off', 'RTP/AVP', [theirKey], 'plain'],
    ['off', 'RTP/SAVP', [theirKey], 'encryption'],
    ['preferred', 'RTP/AVP', [], 'plain'],
    ['preferred', 'RTP/AVP', [theirKey], 'encrypted'],
    ['preferred', 'RTP/SAVP', [theirKey], 'encrypted'],
    ['preferred', 'RTP/SAVP', [], 'encryption'],
    ['required', 'RTP/AVP', [], 'encryption'],
    ['required', 'RTP/AVP', [theirKey], 'encrypted'],
    ['required', 'RTP/SAVP', [theirKey], 'encrypted'],
    ['required', 'RTP/SAVP', [], 'encryption'],
    ['preferred', 'UDP/TLS/RTP/SAVPF', [], 'encryption'],
  ] as const)('to an account with encryption %s over %s: %#', (mode, profile, crypto, expected) => {
    const taken = takeOffer(far({ profile, crypto: [...crypto] }), ours(mode))
    if (!taken.ok) return expect(taken.reason).toBe(expected)
    expect(taken.value.agreement.srtp === null ? 'plain' : 'encrypted').toBe(expected)
    if (expected !== 'encrypted') return
    expect(taken.value.crypto).toEqual([{ ...ourKeys[1], tag: theirKey.tag }])
    expect(taken.value.agreement.srtp?.in.key).toEqual(theirKey.key)
  })

  it('with garbage for encryption is never taken as plain where encryption is required', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('RTP/AVP', 'RTP/SAVP'), (garbage, profile) => {
        const sdp = written({ profile }).replace(
          'a=ptime',
          `a=crypto:${garbage.replace(/[\r\n]/g, '')}\r\na=ptime`,
        )
        expect(takeOffer(read(sdp), ours('required'))).toEqual({ ok: false, reason: 'encryption' })
      }),
    )
  })

  it('of an encrypted and a plain stream is taken as the encrypted one, the other is refused', () => {
    const sdp = `${written({ profile: 'RTP/AVP' })}${written({
      profile: 'RTP/SAVP',
      crypto: [theirKey],
    }).slice(written({}).indexOf('m='))}`
    const [plain, encrypted] = sdp.split(/(?=m=)/).slice(1)
    const both = read(`v=0\r\n${plain}${encrypted?.replace(/^.*?m=/s, 'm=')}`)
    expect(takeOffer(both, ours('preferred'))).toMatchObject({ ok: true, value: { index: 1 } })
    expect(takeOffer(both, ours('off'))).toMatchObject({ ok: true, value: { index: 0 } })
  })

  it('without audio, or with a stream that is refused already, has none', () => {
    expect(takeOffer(read('v=0\r\nm=video 4000 RTP/AVP 31\r\n'), ours('off'))).toEqual({
      ok: false,
      reason: 'noAudio',
    })
    expect(takeOffer(far({ rtp: { ...rtp, port: 0 } }), ours('off'))).toEqual({
      ok: false,
      reason: 'noAudio',
    })
  })

  it.each([
    ['sendrecv', false, 'sendrecv'],
    ['sendonly', false, 'recvonly'],
    ['recvonly', false, 'sendonly'],
    ['inactive', false, 'inactive'],
    ['sendrecv', true, 'sendonly'],
    ['sendonly', true, 'inactive'],
    ['recvonly', true, 'sendonly'],
    ['inactive', true, 'inactive'],
  ] as const)('to %s, with us holding %s, is answered %s', (theirs, hold, answer) => {
    expect(ourDirection(theirs, hold)).toBe(answer)
  })
})

describe('an answer', () => {
  it('counts in the order of whoever answered, each side by its own numbers', () => {
    const payloads = [
      { type: 8, name: 'pcma', clock: 8_000, channels: 1, fmtp: '' },
      { type: 120, name: 'opus', clock: 48_000, channels: 2, fmtp: 'stereo=0' },
      { type: 119, name: 'telephone-event', clock: 8_000, channels: 1, fmtp: '0-15' },
    ]
    const taken = takeAnswer(far({ payloads }), offered('off'))
    expect(taken).toMatchObject({
      ok: true,
      value: {
        codecs: [
          { name: 'pcma', out: 8, in: 8 },
          { name: 'opus', out: 120, in: 111, fmtp: 'stereo=0' },
        ],
        events: [{ out: 119, in: 101 }],
      },
    })
  })

  it.each([
    ['off', 'RTP/AVP', [], null],
    ['preferred', 'RTP/AVP', [], null],
    ['preferred', 'RTP/AVP', [{ ...theirKey, tag: 2 }], 'encrypted'],
    ['required', 'RTP/SAVP', [{ ...theirKey, tag: 2 }], 'encrypted'],
    ['required', 'RTP/SAVP', [theirKey], 'refused'],
    ['required', 'RTP/SAVP', [{ ...theirKey, tag: 1 }], 'refused'],
    ['required', 'RTP/AVP', [], 'refused'],
    ['off', 'RTP/SAVP', [theirKey], 'refused'],
  ] as const)('to an offer with encryption %s, over %s: %#', (mode, profile, crypto, expected) => {
    const taken = takeAnswer(far({ profile, crypto: [...crypto] }), offered(mode))
    if (expected === 'refused') return expect(taken).toEqual({ ok: false, reason: 'encryption' })
    expect(taken.ok && taken.value.srtp !== null).toBe(expected === 'encrypted')
  })

  it('says by its direction who sends', () => {
    const way = (direction: Direction) => {
      const taken = takeAnswer(far({ direction }), offered('off'))
      return taken.ok ? [taken.value.sends, taken.value.hears] : null
    }
    expect(way('sendrecv')).toEqual([true, true])
    expect(way('sendonly')).toEqual([false, true])
    expect(way('recvonly')).toEqual([true, false])
    expect(way('inactive')).toEqual([false, false])
  })

  it('with another codec than was offered is refused', () => {
    expect(takeAnswer(far({}), offered('off', ['PCMU']))).toEqual({ ok: false, reason: 'noCommonCodec' })
  })
})

describe('payload types', () => {
  it('mean one thing for the length of a session', () => {
    fc.assert(
      fc.property(
        codecs,
        fc.shuffledSubarray([96, 97, 101, 110, 111, 99], { minLength: 6 }),
        (all, numbers) => {
          const known = offeredPayloads(all).map((one, at) => ({ ...one, type: numbers[at] ?? 0 }))
          const again = offeredPayloads(CODECS, known)
          for (const { name, clock, type } of known) {
            expect(again.find((one) => one.name === name && one.clock === clock)?.type).toBe(type)
          }
          expect(new Set(again.map(({ type }) => type)).size).toBe(again.length)
        },
      ),
    )
  })
})
