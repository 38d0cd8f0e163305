import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PlainMedia } from '../../src/domain/line.ts'
import { writeCrypto } from '../../src/main/media/plain/crypto-line.ts'
import { readSdp } from '../../src/main/media/plain/sdp.ts'
import { createProtector, createUnprotector } from '../../src/main/media/plain/srtp.ts'
import { openPlainEnd, type PlainEnd, rtpPacket } from '../../src/main/media/testing/plain-end.ts'
import { createDtmfReader } from '../../src/practice/media/dtmf.ts'
import { decodeMuLaw } from '../../src/practice/media/mu-law.ts'
import { toneFrames } from '../interop/servers/tone.ts'
import { type MediaWindowApp, startMediaWindow } from './media-window/start.ts'

/** Chromium's fake microphone beeps at about 0.1 RMS; below this is silence. */
const audible = 0.01
const soon = { timeout: 15_000, interval: 100 }

const media: PlainMedia = {
  codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
  srtp: 'off',
  stunServer: '',
  ports: null,
}

const MAPS = {
  opus: [96, 'opus/48000/2', 'useinbandfec=1'],
  G722: [9, 'G722/8000'],
  PCMA: [8, 'PCMA/8000'],
  PCMU: [0, 'PCMU/8000'],
} as const
const EVENTS = [100, 'telephone-event/8000', '0-16'] as const

let window: MediaWindowApp
let userData: string
const ends: PlainEnd[] = []
let calls = 0

beforeAll(async () => {
  userData = await mkdtemp(join(tmpdir(), 'offhook-plain-'))
  window = await startMediaWindow(userData)
})

afterEach(() => {
  for (const end of ends.splice(0)) end.close()
})

afterAll(async () => {
  await window.close()
  await rm(userData, { recursive: true, force: true })
})

async function newCall(of: Partial<PlainMedia> = {}): Promise<{ call: string; end: PlainEnd }> {
  calls += 1
  const call = `plain${calls}`
  await window.call('plain', call, { ...media, ...of })
  const end = await openPlainEnd()
  ends.push(end)
  return { call, end }
}

const agentHears = async (call: string): Promise<void> => {
  const before = (await window.call('stats', call)).last
  await expect
    .poll(async () => {
      const { last } = await window.call('stats', call)
      const seconds = (last?.heardSeconds ?? 0) - (before?.heardSeconds ?? 0)
      const energy = (last?.heardEnergy ?? 0) - (before?.heardEnergy ?? 0)
      return seconds > 0.5 ? Math.sqrt(energy / seconds) : 0
    }, soon)
    .toBeGreaterThan(audible)
}

/** RMS of what the far end got in the last half second of PCMU. */
function farHears(end: PlainEnd): number {
  const samples = end.seen
    .slice(-25)
    .filter(({ type }) => type === 0)
    .map(({ payload }) => decodeMuLaw(payload))
  const energy = samples.reduce((sum, frame) => sum + frame.reduce((all, one) => all + one * one, 0), 0)
  return Math.sqrt(energy / Math.max(1, samples.length * 160))
}

describe('a plain call', () => {
  it.each(['PCMU', 'PCMA', 'G722', 'opus'] as const)('carries %s there and back', async (codec) => {
    const { call, end } = await newCall()
    end.echo((packet) => packet)
    await window.call('describe', call)
    const payloads = [MAPS[codec], EVENTS]
    await window.call('accept', call, end.description({ payloads }))
    await expect.poll(() => end.seen.length, soon).toBeGreaterThan(50)
    expect(new Set(end.seen.slice(-20).map(({ type }) => type))).toEqual(new Set([MAPS[codec][0]]))
    await agentHears(call)
    const { last } = await window.call('stats', call)
    expect(last).toMatchObject({ packetsLost: 0, codec: codec.toLowerCase() })
    await window.call('release', call)
  })

  it('is heard by the far end, and silent while it is muted or held', async () => {
    const { call, end } = await newCall()
    await window.call('describe', call)
    await window.call('accept', call, end.description({ payloads: [MAPS.PCMU] }))
    await expect.poll(() => farHears(end), soon).toBeGreaterThan(audible)
    await window.call('setAudio', call, { microphone: false, hear: true })
    await expect.poll(() => farHears(end), soon).toBeLessThan(audible / 100)
    await window.call('setAudio', call, { microphone: true, hear: true })
    await expect.poll(() => farHears(end), soon).toBeGreaterThan(audible)
    expect(await window.call('describe', call, { hold: true })).toContain('a=sendonly')
    await window.call('accept', call, end.description({ payloads: [MAPS.PCMU], direction: 'recvonly' }))
    await expect.poll(() => farHears(end), soon).toBeLessThan(audible / 100)
    await window.call('describe', call, { hold: false })
    await window.call('accept', call, end.description({ payloads: [MAPS.PCMU] }))
    await expect.poll(() => farHears(end), soon).toBeGreaterThan(audible)
    await window.call('release', call)
  })

  it('is encrypted both ways', async () => {
    const { call, end } = await newCall({ srtp: 'required' })
    const [ours] = readSdp(await window.call('describe', call))?.audio[0]?.crypto ?? []
    if (!ours) throw new Error('no key was offered')
    const theirs = { ...ours, key: Buffer.alloc(30, 77) }
    const [into, out] = [createUnprotector(ours), createProtector(theirs)]
    let genuine = 0
    end.echo((packet) => {
      const opened = into.rtp(packet)
      genuine += opened ? 1 : 0
      return opened && out.rtp(opened)
    })
    const more = [`a=crypto:${writeCrypto(theirs)}`]
    await window.call(
      'accept',
      call,
      end.description({ payloads: [MAPS.opus, EVENTS], profile: 'RTP/SAVP', more }),
    )
    await agentHears(call)
    expect(genuine).toBe(end.raw.length)
    await window.call('release', call)
  })

  it.each([
    ['PCMU', 8_000],
    ['opus', 48_000],
    ['opus', 8_000],
  ] as const)('in %s sends tones at %i Hz, and takes them', async (codec, clock) => {
    const { call, end } = await newCall()
    const offer = await window.call('describe', call)
    const to = readSdp(offer)?.audio[0]?.rtp.port ?? 0
    const events = [100, `telephone-event/${clock}`, '0-16'] as const
    await window.call('accept', call, end.description({ payloads: [MAPS[codec], events] }))
    await expect.poll(() => end.seen.length, soon).toBeGreaterThan(10)

    expect(await window.call('sendTones', call, '12#')).toBe(true)
    const digits = (): string => {
      const reader = createDtmfReader()
      for (const { type, payload, timestamp } of end.seen) if (type === 100) reader.packet(payload, timestamp)
      return reader.digits
    }
    await expect.poll(digits, soon).toBe('12#')

    const ours = Number(offer.match(new RegExp(`^a=rtpmap:(\\d+) telephone-event/${clock}`, 'm'))?.[1])
    for (const [index, event] of [4, 4, 10].entries()) {
      for (let packet = 0; packet < 6; packet += 1) {
        const payload = Buffer.from([event, packet > 2 ? 0x8a : 0x0a, 0, 160])
        const sequence = index * 6 + packet
        end.send(to, rtpPacket({ type: ours, sequence, timestamp: 1_000 * index, source: 9, payload }))
      }
    }
    await expect.poll(() => window.call('tones', call), soon).toBe('44*')
    await window.call('release', call)
  })

  it('sends another codec once the far end does', async () => {
    const { call, end } = await newCall()
    const to = readSdp(await window.call('describe', call))?.audio[0]?.rtp.port ?? 0
    await window.call('accept', call, end.description({ payloads: [MAPS.opus, MAPS.PCMU, EVENTS] }))
    await expect.poll(() => end.seen.at(-1)?.type, soon).toBe(MAPS.opus[0])
    // A steady tone keeps the echo canceller busy: first the far end listens, then it is heard.
    let frames = toneFrames(440, 0)
    let sequence = 0
    const timer = setInterval(() => {
      sequence += 1
      const payload = frames[sequence % frames.length] ?? new Uint8Array()
      end.send(to, rtpPacket({ type: 0, sequence, timestamp: sequence * 160, source: 9, payload }))
    }, 20)
    try {
      await expect.poll(() => end.seen.at(-1)?.type, soon).toBe(MAPS.PCMU[0])
      await expect.poll(() => farHears(end), soon).toBeGreaterThan(audible)
      frames = toneFrames(440)
      await agentHears(call)
      await expect.poll(async () => (await window.call('stats', call)).last?.codec, soon).toBe('pcmu')
    } finally {
      clearInterval(timer)
    }
    await window.call('release', call)
  })

  it('goes on after the media window was killed, without a word to the far end', async () => {
    const [open, muted] = [await newCall(), await newCall()]
    for (const { call, end } of [open, muted]) {
      end.echo((packet) => packet)
      await window.call('describe', call)
      await window.call('accept', call, end.description({ payloads: [MAPS.PCMU] }))
    }
    await window.call('setAudio', muted.call, { microphone: false, hear: true })
    await expect.poll(() => farHears(open.end), soon).toBeGreaterThan(audible)
    await expect.poll(() => farHears(muted.end), soon).toBeLessThan(audible / 100)

    const before = (await window.states()).length
    const packets = [open.end.seen.length, muted.end.seen.length] as const
    process.kill(await window.call('pid'), 'SIGKILL')
    await expect.poll(async () => (await window.states()).slice(before), soon).toEqual(['gone', 'ready'])
    await expect.poll(() => open.end.seen.length, soon).toBeGreaterThan(packets[0] + 100)
    await expect.poll(() => muted.end.seen.length, soon).toBeGreaterThan(packets[1] + 100)
    await expect.poll(() => farHears(open.end), soon).toBeGreaterThan(audible)
    expect(farHears(muted.end)).toBeLessThan(audible / 100)
    await agentHears(open.call)
    for (const { call, end } of [open, muted]) {
      expect(new Set(end.seen.map(({ source }) => source)).size).toBe(1)
      await window.call('release', call)
    }
  })
})
