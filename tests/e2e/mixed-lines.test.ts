import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlainEnd, type PlainEnd } from '../../src/main/media/testing/plain-end.ts'
import { createVoices } from '../../src/practice/media/customer-sound.ts'
import { createFrameClock } from '../../src/practice/media/frame-clock.ts'
import { createWebRtcLeg } from '../../src/practice/media/webrtc-leg.ts'
import { type MediaWindowApp, startMediaWindow } from './media-window/start.ts'

const soon = { timeout: 15_000, interval: 100 }

let window: MediaWindowApp
let userData: string
let end: PlainEnd
const customer = createWebRtcLeg({
  media: 'audio',
  voice: 1,
  voices: createVoices(),
  clock: createFrameClock(),
})

beforeAll(async () => {
  userData = await mkdtemp(join(tmpdir(), 'offhook-mixed-'))
  window = await startMediaWindow(userData)
  end = await openPlainEnd()
})

afterAll(async () => {
  customer.close()
  end.close()
  await window.close()
  await rm(userData, { recursive: true, force: true })
})

test('a plain line and a WebRTC line hear each other in a conference, and no longer after it', async () => {
  await window.call('plain', 'desk-phone', { codecs: ['PCMU'], srtp: 'off', stunServer: '', ports: null })
  await window.call('describe', 'desk-phone')
  const payloads = [
    [0, 'PCMU/8000'],
    [100, 'telephone-event/8000', '0-16'],
  ] as const
  await window.call('accept', 'desk-phone', end.description({ payloads }))
  await window.call('accept', 'browser', await customer.answer(await window.call('describe', 'browser')))
  // With the agent muted, only what the desk phone sends back can bring the customer any sound: their own voice.
  for (const call of ['desk-phone', 'browser']) {
    await window.call('setAudio', call, { microphone: false, hear: true })
  }
  end.echo((packet) => packet)
  await expect.poll(() => customer.stats(1).heard.recentPackets, soon).toBeGreaterThan(30)
  await expect.poll(() => customer.stats(1).heard.rms, soon).toBeLessThan(0.001)

  await window.call('mix', ['desk-phone', 'browser'])
  await expect.poll(() => customer.stats(1).heard.rms, soon).toBeGreaterThan(0.01)

  await window.call('mix', [])
  await expect.poll(() => customer.stats(1).heard.rms, soon).toBeLessThan(0.001)
})
