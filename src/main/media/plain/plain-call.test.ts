import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MediaReport } from '../../../contract/media.ts'
import type { PlainMedia } from '../../../domain/line.ts'
import { createMedia } from '../create-media.ts'
import { mediaErrorReason } from '../media-error.ts'
import { openPlainEnd, type PlainDescription, type PlainEnd, rtpPacket } from '../testing/plain-end.ts'
import { createWeriftWindow, type WeriftPeer, WINDOW_TYPES } from '../testing/werift-window.ts'
import { SUITES, writeCrypto } from './crypto-line.ts'
import { writeReport } from './rtcp.ts'
import { readSdp } from './sdp.ts'
import { createProtector, createUnprotector } from './srtp.ts'

const media: PlainMedia = {
  codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
  srtp: 'off',
  stunServer: '',
  ports: null,
}
const PCMU = [0, 'PCMU/8000'] as const
const PCMA = [8, 'PCMA/8000'] as const
const OPUS = [120, 'opus/48000/2', 'stereo=0'] as const
const EVENTS = [99, 'telephone-event/8000', '0-16'] as const
const frame = (fill: number): Buffer => Buffer.alloc(160, fill)
const soon = { timeout: 15_000, interval: 20 }

/** As the window reports them. */
const stats = {
  kind: 'stats',
  peer: 'c1.1',
  packetsReceived: 99,
  packetsLost: 99,
  packetsDiscarded: 4,
  packetsSent: 99,
  jitterMs: 99,
  roundTripMs: 0,
  jitterBufferDelaySeconds: 1,
  jitterBufferEmitted: 2,
  concealedSamples: 3,
  silentConcealedSamples: 1,
  samplesReceived: 5,
  heardEnergy: 0.5,
  heardSeconds: 1,
  spokenEnergy: 0.25,
  spokenSeconds: 1,
  codec: 'opus',
} as const

const ends: PlainEnd[] = []
const releases: (() => void)[] = []
afterEach(() => {
  for (const release of releases.splice(0)) release()
  for (const end of ends.splice(0)) end.close()
})

async function setUp(of: Partial<PlainMedia> = {}, started = true) {
  const window = createWeriftWindow()
  const reports: MediaReport[] = []
  const tones: string[] = []
  const log: string[] = []
  const address: { current: string | null } = { current: '127.0.0.1' }
  const created = createMedia(
    window,
    {
      window: () => {},
      report: (_call, report) => reports.push(report),
      tone: (_call, tone) => tones.push(tone),
    },
    { log: (message) => log.push(message) },
  )
  const end = await openPlainEnd()
  ends.push(end)
  releases.push(() => created.release('c1'))
  if (started) window.start()
  const path = { localAddress: () => address.current }
  const handler = created.descriptionHandler('c1', { kind: 'plain', media: { ...media, ...of } }, path)
  const offer = async (options: object = {}): Promise<string> => (await handler.getDescription(options)).body
  /** The call as it goes on after an offer of ours and this answer. */
  const call = async (answer: PlainDescription): Promise<string> => {
    const sdp = await offer()
    await handler.setDescription(end.description(answer))
    return sdp
  }
  const peer = async (): Promise<WeriftPeer> => {
    await vi.waitFor(() => expect([...window.peers.values()].at(-1)?.isOpen()).toBe(true), soon)
    const found = [...window.peers.values()].at(-1)
    if (!found) throw new Error('no peer')
    return found
  }
  return { window, media: created, handler, end, offer, call, peer, reports, tones, log, address }
}

const audioOf = (sdp: string) => {
  const audio = readSdp(sdp)?.audio[0]
  if (!audio) throw new Error('no audio')
  return audio
}
const versionOf = (sdp: string): number => Number(sdp.match(/^o=\S+ \S+ (\d+)/m)?.[1])
const reasonOf = (promise: Promise<unknown>) => promise.then(() => null, mediaErrorReason)

/** Sends frames in `type`, from where the far end is thought to be. */
const say = (end: PlainEnd, to: number, type: number, count: number, from = 1): void => {
  for (let index = from; index < from + count; index += 1) {
    end.send(
      to,
      rtpPacket({ type, sequence: index, timestamp: index * 160, source: 77, payload: frame(index) }),
    )
  }
}

describe('the sound of a plain call', () => {
  it('goes both ways, each with the payload types of whoever gets it', async () => {
    const { call, end, peer } = await setUp()
    const { rtp } = audioOf(await call({ payloads: [OPUS, EVENTS] }))
    const window = await peer()
    window.send(WINDOW_TYPES.opus, 700, 9_000, frame(5))
    await vi.waitFor(() => expect(end.seen).toHaveLength(1), soon)
    expect(end.seen[0]).toMatchObject({ type: 120, payload: frame(5) })
    say(end, rtp.port, 111, 3)
    await vi.waitFor(() => expect(window.heard).toHaveLength(3), soon)
    expect(window.heard.map(({ header }) => header.payloadType)).toEqual([111, 111, 111])
    expect(window.heard.map(({ payload }) => payload[0])).toEqual([1, 2, 3])
  })

  it('waits for the desk where it was offered before the answer', async () => {
    const { offer, handler, end, peer, media: created } = await setUp()
    await offer({ early: true })
    await handler.setDescription(end.description({ payloads: [OPUS] }))
    const window = await peer()
    await vi.waitFor(() => expect(window).toMatchObject({ microphone: false, hear: false }), soon)
    created.setAudio('c1', { microphone: true, hear: true })
    await vi.waitFor(() => expect(window).toMatchObject({ microphone: true, hear: true }), soon)
  })

  it('is sent in the codec that the far end named first', async () => {
    const { call, peer } = await setUp()
    await call({ payloads: [PCMA, OPUS] })
    const window = await peer()
    await vi.waitFor(() => expect(window.codecs().slice(0, 2)).toEqual(['pcma', 'opus']), soon)
  })

  it('follows the far end to another codec that was agreed', async () => {
    const { call, end, peer, log } = await setUp()
    const { rtp } = audioOf(await call({ payloads: [PCMU, PCMA, EVENTS] }))
    const window = await peer()
    say(end, rtp.port, 0, 10)
    await vi.waitFor(() => expect(window.heard).toHaveLength(10), soon)
    expect(window.codecs()[0]).toBe('pcmu')
    say(end, rtp.port, 8, 10, 11)
    await vi.waitFor(() => expect(window.codecs()[0]).toBe('pcma'), soon)
    expect(log.join()).toContain('pcma')
    window.send(WINDOW_TYPES.pcma, 1, 1, frame(1))
    await vi.waitFor(() => expect(end.seen.at(-1)?.type).toBe(8), soon)
  })

  it('has no gap where the far end sends what was never agreed', async () => {
    const { call, end, peer, window: pipe, reports } = await setUp()
    const { rtp } = audioOf(await call({ payloads: [PCMU] }))
    const window = await peer()
    say(end, rtp.port, 0, 2)
    say(end, rtp.port, 13, 1, 3)
    say(end, rtp.port, 0, 2, 4)
    await vi.waitFor(() => expect(window.heard).toHaveLength(4), soon)
    const [first] = window.heard
    expect(
      window.heard.map(({ header }) => header.sequenceNumber - (first?.header.sequenceNumber ?? 0)),
    ).toEqual([0, 1, 2, 3])
    pipe.report(stats)
    expect(reports.at(-1)).toMatchObject({ packetsReceived: 5, packetsLost: 0 })
  })

  it('stays where it is while the far end holds as it was done of old', async () => {
    const { call, handler, end, offer, peer } = await setUp()
    const { rtp } = audioOf(await call({ payloads: [PCMU] }))
    const window = await peer()
    const held = end
      .description({ payloads: [PCMU], version: 2 })
      .replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0')
    await handler.setDescription(held)
    expect(audioOf(await offer()).direction).toBe('recvonly')
    say(end, rtp.port, 0, 1)
    await vi.waitFor(() => expect(window.heard).toHaveLength(1), soon)
  })

  it('goes to a host that is named in place of an address', async () => {
    const { offer, handler, end, peer } = await setUp()
    await offer()
    const named = end.description({ payloads: [PCMU] }).replace('c=IN IP4 127.0.0.1', 'c=IN IP4 localhost')
    await handler.setDescription(named)
    const window = await peer()
    window.send(0, 1, 1, frame(1))
    await vi.waitFor(() => expect(end.seen).toHaveLength(1), soon)
    await offer()
    const nobody = named.replace('localhost', 'nobody.invalid')
    expect(await reasonOf(handler.setDescription(nobody))).toBe('badSdp')
  })

  it('that comes before the window is there is kept and played', async () => {
    const { call, end, peer, window } = await setUp({}, false)
    const { rtp } = audioOf(await call({ payloads: [PCMU] }))
    say(end, rtp.port, 0, 20)
    // Whatever time the window takes.
    await vi.waitFor(() => expect(window.peers.size).toBe(0), soon)
    window.start()
    const opened = await peer()
    await vi.waitFor(() => expect(opened.heard).toHaveLength(20), soon)
    expect(opened.heard.map(({ payload }) => payload[0])).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
  })

  it('that comes before the answer is not lost either', async () => {
    const { offer, handler, end, peer } = await setUp()
    const { rtp } = audioOf(await offer())
    say(end, rtp.port, 0, 5)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await handler.setDescription(end.description({ payloads: [PCMU] }))
    const window = await peer()
    await vi.waitFor(() => expect(window.heard).toHaveLength(5), soon)
  })

  it('is encrypted both ways where the far end agrees', async () => {
    const { offer, handler, end, peer } = await setUp({ srtp: 'required' })
    const sdp = await offer()
    const offered = audioOf(sdp)
    expect(offered.profile).toBe('RTP/SAVP')
    expect(offered.crypto.map(({ suite }) => suite)).toEqual(SUITES)
    const [ours] = offered.crypto.slice(1)
    if (!ours) throw new Error('no key')
    const theirs = { ...ours, key: Buffer.alloc(30, 9) }
    await handler.setDescription(
      end.description({
        payloads: [PCMU],
        profile: 'RTP/SAVP',
        more: [`a=crypto:${writeCrypto(theirs)}`],
      }),
    )
    const window = await peer()
    window.send(WINDOW_TYPES.pcmu, 1, 1, frame(7))
    await vi.waitFor(() => expect(end.raw).toHaveLength(1), soon)
    expect(end.raw[0]?.includes(frame(7))).toBe(false)
    const opened = createUnprotector(ours).rtp(end.raw[0] ?? Buffer.alloc(0))
    expect(opened?.subarray(12)).toEqual(frame(7))

    const protector = createProtector(theirs)
    const plain = rtpPacket({ type: 0, sequence: 1, timestamp: 1, source: 5, payload: frame(3) })
    end.send(offered.rtp.port, plain)
    end.send(offered.rtp.port, protector.rtp(plain))
    await vi.waitFor(() => expect(window.heard).toHaveLength(1), soon)
    expect(window.heard[0]?.payload).toEqual(frame(3))
  })

  it('is not sent while the far end holds the call, and is again when it resumes', async () => {
    const { call, handler, end, peer, offer } = await setUp()
    const { rtp } = audioOf(await call({ payloads: [PCMU] }))
    const window = await peer()
    window.send(0, 1, 1, frame(1))
    await vi.waitFor(() => expect(end.seen).toHaveLength(1), soon)
    await handler.setDescription(end.description({ payloads: [PCMU], direction: 'inactive', version: 2 }))
    expect(audioOf(await offer()).direction).toBe('inactive')
    await handler.setDescription(end.description({ payloads: [PCMU], direction: 'sendonly', version: 3 }))
    expect(audioOf(await offer()).direction).toBe('recvonly')
    window.send(0, 2, 2, frame(2))
    // Music on hold is heard; by the time it is, the frame before has been dealt with as well.
    say(end, rtp.port, 0, 3)
    await vi.waitFor(() => expect(window.heard).toHaveLength(3), soon)
    await handler.setDescription(end.description({ payloads: [PCMU], version: 4 }))
    expect(audioOf(await offer()).direction).toBe('sendrecv')
    window.send(0, 3, 3, frame(3))
    await vi.waitFor(() => expect(end.seen.at(-1)?.payload[0]).toBe(3), soon)
    expect(end.seen.map(({ payload }) => payload[0])).toEqual([1, 3])
  })

  it('is silent on our hold from the offer on, until it is taken back or answered', async () => {
    const { call, handler, end, offer, peer } = await setUp()
    await call({ payloads: [PCMU] })
    const window = await peer()
    const switches = () => [window.microphone, window.hear]
    expect(audioOf(await offer({ hold: true })).direction).toBe('sendonly')
    await vi.waitFor(() => expect(switches()).toEqual([false, false]), soon)
    await handler.rollbackDescription()
    await vi.waitFor(() => expect(switches()).toEqual([true, true]), soon)
    await offer({ hold: true })
    await handler.setDescription(end.description({ payloads: [PCMU], direction: 'recvonly' }))
    expect(audioOf(await offer()).direction).toBe('sendonly')
    expect(switches()).toEqual([false, false])
    await handler.rollbackDescription()
    await offer({ hold: false })
    await handler.setDescription(end.description({ payloads: [PCMU] }))
    await vi.waitFor(() => expect(switches()).toEqual([true, true]), soon)
  })
})

describe('tones of a plain call', () => {
  const press = (end: PlainEnd, to: number, event: number, begin: number): void => {
    for (let index = 0; index < 6; index += 1) {
      const payload = Buffer.from([event, index > 2 ? 0x8a : 0x0a, 0, 160])
      end.send(
        to,
        rtpPacket({ type: 101, sequence: begin + index, timestamp: begin * 160, source: 77, payload }),
      )
    }
  }

  it('are told once each when they arrive, and go on to the window', async () => {
    const { call, end, peer, tones } = await setUp()
    const { rtp } = audioOf(await call({ payloads: [PCMU, EVENTS] }))
    const window = await peer()
    press(end, rtp.port, 1, 10)
    press(end, rtp.port, 1, 20)
    press(end, rtp.port, 11, 30)
    await vi.waitFor(() => expect(tones).toEqual(['1', '1', '#']), soon)
    await vi.waitFor(() => expect(window.heard).toHaveLength(18), soon)
    expect(window.heard[0]?.header.payloadType).toBe(WINDOW_TYPES.events8)
  })

  it('go out as the far end numbers them', async () => {
    const { call, end, peer, handler, window: pipe } = await setUp()
    await call({ payloads: [PCMU, EVENTS] })
    const window = await peer()
    expect(handler.sendDtmf('5')).toBe(true)
    await vi.waitFor(() => expect(pipe.tones).toEqual(['5']), soon)
    window.send(WINDOW_TYPES.events8, 1, 1, Buffer.from([5, 0x8a, 0, 160]))
    await vi.waitFor(() => expect(end.seen.at(-1)).toMatchObject({ type: 99 }), soon)
  })

  it('are refused where the far end takes none', async () => {
    const { call, peer, handler } = await setUp()
    await call({ payloads: [PCMU] })
    await peer()
    expect(handler.sendDtmf('5')).toBe(false)
  })
})

describe('the media window of a plain call', () => {
  it('may die: the next one is connected without the far end hearing of it', async () => {
    const { call, end, peer, window, media } = await setUp()
    const { rtp } = audioOf(await call({ payloads: [PCMU] }))
    media.setAudio('c1', { microphone: false, hear: true })
    const first = await peer()
    for (const sequence of [100, 101]) first.send(0, sequence, sequence * 160, frame(1))
    await vi.waitFor(() => expect(end.seen).toHaveLength(2), soon)
    window.die()
    window.start()
    const second = await peer()
    expect(window.opened).toEqual(['c1.1', 'c1.2'])
    expect(media.mendsItself('c1')).toBe(true)
    expect(second).toMatchObject({ microphone: false, hear: true })
    for (const sequence of [5_000, 5_001]) second.send(0, sequence, sequence * 160, frame(2))
    await vi.waitFor(() => expect(end.seen).toHaveLength(4), soon)
    const [first1, , third] = end.seen
    expect(new Set(end.seen.map(({ source }) => source)).size).toBe(1)
    expect(((third?.sequence ?? 0) - (first1?.sequence ?? 0)) & 0xffff).toBe(2)
    expect(new Set(end.seen.map(({ from }) => from.port))).toEqual(new Set([rtp.port]))
    say(end, rtp.port, 0, 3)
    await vi.waitFor(() => expect(second.heard).toHaveLength(3), soon)
  })

  it('that loses its way to main gets another one, and the desk hears that sound is away', async () => {
    const { call, peer, window, reports } = await setUp()
    await call({ payloads: [PCMU] })
    await peer()
    window.report({ kind: 'connection', peer: 'c1.1', state: 'failed' })
    await vi.waitFor(() => expect(window.opened).toEqual(['c1.1', 'c1.2']), soon)
    await peer()
    const states = reports.flatMap((report) => (report.kind === 'connection' ? [report.state] : []))
    expect(states).not.toContain('failed')
    expect(states).toContain('disconnected')
    await vi.waitFor(() => expect(reports.at(-1)).toMatchObject({ peer: 'c1.2', state: 'connected' }), soon)
  })

  it('tells of its own sound; of the network what the far end’s side has counted is told', async () => {
    const { call, end, peer, window, reports } = await setUp()
    const { rtp } = audioOf(await call({ payloads: [PCMU] }))
    const opened = await peer()
    opened.send(0, 1, 1, frame(1))
    await vi.waitFor(() => expect(end.seen).toHaveLength(1), soon)
    say(end, rtp.port, 0, 3)
    say(end, rtp.port, 0, 3, 6)
    await vi.waitFor(() => expect(opened.heard).toHaveLength(6), soon)
    const wall = Date.now()
    const about = { source: end.seen[0]?.source ?? 0, fractionLost: 0, lost: 0, highest: 1, jitter: 0 }
    // Our last report came 80 ms ago and lay there for 30.
    const ntp = (Math.floor(((wall - 80) / 1_000 + 2_208_988_800) * 0x1_0000) & 0xffff_ffff) >>> 0
    end.sendReport(
      rtp.port + 1,
      writeReport({
        source: 77,
        name: 'far',
        wall,
        sent: null,
        received: about,
        lastReport: { ntp, ago: 30 },
      }),
    )
    const told = () => {
      window.report(stats)
      const last = reports.at(-1)
      return last?.kind === 'stats' ? last : null
    }
    await vi.waitFor(() => expect(told()?.roundTripMs).toBeGreaterThan(45), soon)
    expect(told()?.roundTripMs).toBeLessThan(5_000)
    expect(told()).toMatchObject({
      ...stats,
      packetsReceived: 6,
      packetsLost: 2,
      packetsSent: 1,
      codec: 'pcmu',
      jitterMs: expect.any(Number),
      roundTripMs: expect.any(Number),
    })
  })
})

describe('the descriptions of a plain call', () => {
  it('answer the far end’s offer by its numbers and refuse its other streams', async () => {
    const { handler, end, offer, peer } = await setUp({ codecs: ['PCMA', 'opus'] })
    const video = 'm=video 5000 RTP/AVP 31'
    await handler.setDescription(end.description({ payloads: [OPUS, PCMU, PCMA, EVENTS], more: [video] }))
    const answer = await offer()
    expect(answer).toMatch(/^m=audio \d+ RTP\/AVP 8 120 99\r$/m)
    expect(answer).toContain('\r\nm=video 0 RTP/AVP 31\r\n')
    const window = await peer()
    window.send(WINDOW_TYPES.pcma, 1, 1, frame(1))
    await vi.waitFor(() => expect(end.seen.at(-1)?.type).toBe(8), soon)
    const again = await offer()
    expect(again).toMatch(/^m=audio \d+ RTP\/AVP 8 120 99/m)
    expect(again).toContain('\r\nm=video 0 RTP/AVP 31\r\n')
  })

  it('keep their version until something has changed', async () => {
    const { call, offer, handler } = await setUp()
    const first = await call({ payloads: [PCMU] })
    expect(await offer()).toBe(first)
    await handler.rollbackDescription()
    const held = await offer({ hold: true })
    expect(versionOf(held)).toBe(versionOf(first) + 1)
    await handler.rollbackDescription()
    expect(versionOf(await offer())).toBe(versionOf(first) + 2)
  })

  it('refuse what has no codec in common, and say that it was the description', async () => {
    const { handler, end, offer } = await setUp({ codecs: ['PCMA'] })
    expect(await reasonOf(handler.setDescription(end.description({ payloads: [PCMU] })))).toBe('badSdp')
    expect(await reasonOf(handler.setDescription('garbage'))).toBe('badSdp')
    await offer()
    expect(await reasonOf(handler.setDescription(end.description({ payloads: [PCMU] })))).toBe('badSdp')
    await offer()
    await handler.setDescription(end.description({ payloads: [PCMA] }))
  })

  it('refuse garbage for encryption where it is required, in offers and in answers', async () => {
    const { handler, end, offer } = await setUp({ srtp: 'required' })
    const garbage = {
      payloads: [PCMU],
      profile: 'RTP/SAVP',
      more: ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x'],
    }
    expect(await reasonOf(handler.setDescription(end.description(garbage)))).toBe('badSdp')
    expect(await reasonOf(handler.setDescription(end.description({ payloads: [PCMU] })))).toBe('badSdp')
    await offer()
    expect(await reasonOf(handler.setDescription(end.description(garbage)))).toBe('badSdp')
  })

  it('name the new address and new ports after a change of network, and keep the old until they are answered', async () => {
    const { call, end, peer, offer, handler, address } = await setUp()
    const before = audioOf(await call({ payloads: [PCMU] })).rtp
    const window = await peer()
    address.current = '127.0.0.2'
    const moved = audioOf(await offer({ iceRestart: true })).rtp
    expect(moved.address).toBe('127.0.0.2')
    say(end, before.port, 0, 2)
    await vi.waitFor(() => expect(window.heard).toHaveLength(2), soon)
    await handler.setDescription(end.description({ payloads: [PCMU] }))
    window.send(0, 1, 1, frame(1))
    await vi.waitFor(() => expect(end.seen).toHaveLength(1), soon)
    expect(end.seen[0]?.from).toMatchObject({ address: '127.0.0.2', port: moved.port })
    expect(await offer()).toContain('127.0.0.2')
  })

  it('are of the account’s ports, and fail in words when none is left', async () => {
    const probe = await openPlainEnd()
    probe.close()
    const ports = { from: probe.port, to: probe.port + 1 }
    const [one, other] = [await setUp({ ports }), await setUp({ ports })]
    expect(audioOf(await one.offer()).rtp.port).toBe(probe.port)
    expect(await reasonOf(other.offer())).toBe('noPort')
    one.media.release('c1')
    expect(audioOf(await other.offer()).rtp.port).toBe(probe.port)
  })

  it('can’t be made without a way to the server', async () => {
    const { offer, address } = await setUp()
    address.current = null
    expect(await reasonOf(offer())).toBe('noNetwork')
  })
})

describe('the end of a plain call', () => {
  it('says goodbye to the far end', async () => {
    const { call, end, peer, media } = await setUp()
    await call({ payloads: [PCMU] })
    const window = await peer()
    window.send(0, 1, 1, frame(1))
    await vi.waitFor(() => expect(end.seen).toHaveLength(1), soon)
    media.release('c1')
    await vi.waitFor(() => expect(end.reports).toHaveLength(1), soon)
    const [report] = end.reports
    expect(report?.[1]).toBe(200)
    expect(report?.at(-7)).toBe(203)
    expect(report?.readUInt32BE((report?.length ?? 4) - 4)).toBe(end.seen[0]?.source)
  })
})
