import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createVoices } from '../../src/practice/media/customer-sound.ts'
import { createFrameClock } from '../../src/practice/media/frame-clock.ts'
import type { MediaKind, MediaLeg } from '../../src/practice/media/media-leg.ts'
import { createWebRtcLeg } from '../../src/practice/media/webrtc-leg.ts'
import { type MediaWindowApp, startMediaWindow } from './media-window/start.ts'

/** Chromium's fake microphone beeps at about 0.1 RMS; below this is silence. */
const audible = 0.01
const soon = { timeout: 15_000, interval: 100 }

let window: MediaWindowApp
let userData: string
const voices = createVoices()
const clock = createFrameClock()
const legs: MediaLeg[] = []
let calls = 0

beforeAll(async () => {
  userData = await mkdtemp(join(tmpdir(), 'offhook-media-'))
  window = await startMediaWindow(userData)
})

afterEach(() => {
  for (const leg of legs.splice(0)) leg.close()
})

afterAll(async () => {
  await window.close()
  await rm(userData, { recursive: true, force: true })
})

function customer(media: Exclude<MediaKind, 'none'>): { call: string; leg: MediaLeg } {
  const leg = createWebRtcLeg({ media, voice: 1, voices, clock })
  legs.push(leg)
  calls += 1
  return { call: `call${calls}`, leg }
}

async function offerTo(
  leg: MediaLeg,
  call: string,
  options: { hold?: boolean; iceRestart?: boolean } = {},
): Promise<string> {
  const offer = await window.call('describe', call, options)
  await window.call('accept', call, await leg.answer(offer))
  return offer
}

const hears = (leg: MediaLeg): Promise<void> =>
  expect.poll(() => leg.stats(1).heard.rms, soon).toBeGreaterThan(audible)

const hearsSilence = (leg: MediaLeg): Promise<void> =>
  expect.poll(() => leg.stats(1).heard.rms, soon).toBeLessThan(audible / 100)

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

describe('the media window', () => {
  it('offers the codecs of telephony with an address that can be reached', async () => {
    const { call } = customer('silent')
    const offer = await window.call('describe', call)
    const codecs = [...offer.matchAll(/^a=rtpmap:\d+ (\S+)/gm)].map(([, codec]) => codec)
    expect(codecs).toEqual([
      'opus/48000/2',
      'G722/8000',
      'PCMA/8000',
      'PCMU/8000',
      'telephone-event/8000',
      'telephone-event/48000',
    ])
    expect(offer).toMatch(/^a=candidate:\S+ 1 udp \d+ [\d.]+ \d+ typ host/m)
    expect(offer).toContain('a=sendrecv')
    await window.call('release', call)
  })

  it('carries sound both ways when it offers', async () => {
    const [quiet, talking] = [customer('silent'), customer('audio')]
    await offerTo(quiet.leg, quiet.call)
    await hears(quiet.leg)
    await offerTo(talking.leg, talking.call)
    await agentHears(talking.call)
    const { last } = await window.call('stats', talking.call)
    expect(last).toMatchObject({ codec: 'PCMU', packetsLost: 0 })
    for (const { call } of [quiet, talking]) await window.call('release', call)
  })

  it('carries sound both ways when it answers', async () => {
    const { call, leg } = customer('echo')
    await window.call('accept', call, await leg.offer())
    await leg.acceptAnswer(await window.call('describe', call))
    await hears(leg)
    await agentHears(call)
    await window.call('release', call)
  })

  it('sends nothing of the microphone while the call is held or muted', async () => {
    const { call, leg } = customer('silent')
    await offerTo(leg, call)
    await hears(leg)

    expect(await offerTo(leg, call, { hold: true })).toContain('a=sendonly')
    await hearsSilence(leg)
    expect(await offerTo(leg, call, { hold: false })).toContain('a=sendrecv')
    await hears(leg)

    await window.call('setAudio', call, { microphone: false, hear: true })
    await hearsSilence(leg)
    expect(await offerTo(leg, call, { hold: true })).toContain('a=sendonly')
    await offerTo(leg, call, { hold: false })
    await hearsSilence(leg)
    await window.call('setAudio', call, { microphone: true, hear: true })
    await hears(leg)
    await window.call('release', call)
  })

  it('is silent from the moment that hold is offered, and as before when it is refused', async () => {
    const { call, leg } = customer('silent')
    await offerTo(leg, call)
    await hears(leg)
    await window.call('describe', call, { hold: true })
    await hearsSilence(leg)
    await window.call('rollBack', call)
    await hears(leg)
    await offerTo(leg, call, { hold: true })
    await hearsSilence(leg)
    await window.call('release', call)
  })

  it('restarts ICE without losing the call', async () => {
    const { call, leg } = customer('silent')
    const ufrag = (sdp: string): string | undefined => sdp.match(/^a=ice-ufrag:(\S+)/m)?.[1]
    const first = await offerTo(leg, call)
    await hears(leg)
    const second = await offerTo(leg, call, { iceRestart: true })
    expect(ufrag(second)).not.toBe(ufrag(first))
    expect(second).toMatch(/^a=candidate:/m)
    await hears(leg)
    await window.call('release', call)
  })

  it('sends tones that the far end can tell apart', async () => {
    const { call, leg } = customer('silent')
    await offerTo(leg, call)
    await hears(leg)
    expect(await window.call('sendTones', call, '1')).toBe(true)
    expect(await window.call('sendTones', call, '12#')).toBe(true)
    await expect.poll(() => leg.digits(), soon).toBe('112#')
    await hears(leg)
    await window.call('release', call)
  })

  it('may be killed: the call’s next offer brings the sound back, muted calls stay muted', async () => {
    const [open, muted] = [customer('silent'), customer('silent')]
    await offerTo(open.leg, open.call)
    await offerTo(muted.leg, muted.call)
    await window.call('setAudio', muted.call, { microphone: false, hear: true })
    await hears(open.leg)
    await hearsSilence(muted.leg)

    const before = (await window.states()).length
    process.kill(await window.call('pid'), 'SIGKILL')
    await expect.poll(async () => (await window.states()).slice(before), soon).toEqual(['gone', 'ready'])
    await offerTo(open.leg, open.call)
    await offerTo(muted.leg, muted.call)
    await hears(open.leg)
    expect(open.leg.stats(1).rebuilt).toBe(1)
    await expect.poll(() => muted.leg.stats(1).heard.recentPackets, soon).toBeGreaterThan(40)
    await hearsSilence(muted.leg)
    for (const { call } of [open, muted]) await window.call('release', call)
  })

  it('is replaced when it hangs', async () => {
    const before = (await window.states()).length
    window.call('run', 'for (;;) {}').catch(() => undefined)
    await expect
      .poll(async () => (await window.states()).slice(before), { timeout: 60_000, interval: 250 })
      .toEqual(['gone', 'ready'])
  })

  it('uses the device that was chosen, and the default when there is none of that name', async () => {
    const inUse = async () => {
      const last = (await window.call('reports', 'devices')).at(-1)
      return last?.kind === 'devices' ? last : null
    }
    const known = await inUse()
    const [, second] = known?.microphones ?? []
    expect(known?.microphones.length).toBeGreaterThan(1)
    if (second === undefined) return
    await window.call('order', { kind: 'devices', microphone: second, speaker: null, ringer: null })
    await expect.poll(async () => (await inUse())?.inUse.microphone, soon).toEqual(second)

    const { call, leg } = customer('silent')
    await offerTo(leg, call)
    const microphone = async () => (await window.call('reports', 'microphone')).at(-1)
    await expect.poll(microphone, soon).toMatchObject({ state: 'ok', label: second.label })
    await window.call('order', {
      kind: 'devices',
      microphone: { id: 'gone', label: 'Unplugged' },
      speaker: { id: 'gone', label: 'Unplugged' },
      ringer: null,
    })
    await expect.poll(async () => (await inUse())?.inUse.microphone, soon).not.toEqual(second)
    await expect.poll(microphone, soon).toMatchObject({ state: 'ok' })
    await hears(leg)
    await window.call('release', call)
  })

  it('plays each sound on a device that exists, and says nothing of it', async () => {
    const log = (await window.log()).length
    for (const sound of ['ring', 'waiting', 'ringback', 'busy', 'none'] as const) {
      await window.call('order', { kind: 'signal', sound })
    }
    await window.call('order', { kind: 'testRing' })
    await window.call('run', 'new Promise((resolve) => setTimeout(resolve, 300))')
    expect((await window.log()).slice(log)).toEqual([])
  })

  it('may use nothing else of the machine', async () => {
    const attempt = (script: string): Promise<unknown> =>
      window.call('run', `Promise.resolve().then(() => ${script}).catch((error) => error.name)`)
    expect(await attempt('navigator.mediaDevices.getUserMedia({ video: true })')).toBe('NotAllowedError')
    expect(await attempt('navigator.mediaDevices.getUserMedia({ audio: true, video: true })')).toBe(
      'NotAllowedError',
    )
    expect(await attempt('Notification.requestPermission()')).toBe('denied')
    expect(await attempt("fetch('https://example.com/')")).toBe('TypeError')
    expect(await attempt("fetch('app://agent/index.html')")).toBe('TypeError')
    expect(await attempt("String(window.open('https://example.com/'))")).toBe('null')
    expect(await attempt('typeof require + typeof process')).toBe('undefinedundefined')
    expect(await attempt('Object.keys(window.media).join()')).toBe('report,onOrder')
    await attempt("location.assign('https://example.com/')")
    expect(await attempt('location.href')).toBe('app://media/index.html')
  })
})
