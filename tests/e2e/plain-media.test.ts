import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PlainMedia } from '../../src/domain/line.ts'
import { openPlainEnd, type PlainEnd } from '../../src/main/media/testing/plain-end.ts'
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

describe('a plain call', () => {
  it.each(['PCMU', 'PCMA', 'G722', 'opus'] as const)('carries %s there and back', async (codec) => {
    const { call, end } = await newCall()
    end.echo(true)
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
})
