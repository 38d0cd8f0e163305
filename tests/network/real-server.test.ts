import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AgentContract } from '../../src/contract/agent.ts'
import type { InputOf } from '../../src/contract/boundary.ts'
import { newAccount } from '../../src/domain/account/account.ts'
import { isRegistered, newFolder, type Phone, removeFolder, startPhone } from '../faults/harness/phone.ts'
import { domain } from '../interop/servers/kamailio.ts'
import { useLab, users } from '../interop/servers/lab.ts'
import type { RtpEnd } from '../interop/servers/rtp-end.ts'
import { until } from '../interop/servers/wait.ts'
import { type Network, THERE, takeNetwork } from './harness/network.ts'

const TONE = 440
const AUDIBLE = 0.01
const BACK_MS = 3_000
const TOLD_EVERY_MS = 1_000

// Servers that are started while the phone's address leads to the loopback would have it themselves.
beforeAll(() => takeNetwork().release())
const lab = useLab()
let network: Network
let phone: Phone

beforeEach(async () => {
  network = takeNetwork()
  phone = await startPhone(newFolder())
})

afterEach(async () => {
  await phone.electron.quit()
  removeFolder(phone.userData)
  network.release()
})

async function signIn(): Promise<void> {
  const saved = await phone.call('account.save', {
    ...(newAccount('DE') as InputOf<AgentContract['account.save']>),
    id: null,
    transport: 'websocket',
    server: lab.kamailio().ws,
    user: 'anna',
    domain,
    password: users.anna,
    keepPassword: false,
  })
  expect(saved).toMatchObject({ ok: true })
  await phone.until('registered', isRegistered)
}

/** From now on, by what both ends are given to hear. */
async function bothAreHeard(audio: RtpEnd): Promise<void> {
  await phone.forgetSound()
  const before = audio.packets()
  await until(
    'the far end hears the agent',
    () => audio.packets() > before + 10 && audio.heard().rms > AUDIBLE,
  )
  await until('the agent hears the far end', async () => (await phone.heardRms()) > AUDIBLE)
}

/** Chromium takes a voice for noise now and then in the first seconds of a call. */
async function letThrough(audio: RtpEnd): Promise<void> {
  const CLEAR_MS = 2_000
  let since: number | null = null
  await until('the agent is heard loud and clear', () => {
    if (audio.heard().rms < 2 * AUDIBLE) since = null
    else since ??= performance.now()
    return since !== null && performance.now() - since > CLEAR_MS
  })
}

test('a WebRTC call by Kamailio and rtpengine is heard both ways within three seconds of another network', async () => {
  network.closeLoopback(lab.rtpengine().rtpPorts)
  await signIn()
  const { sipp, audio } = await lab.caller('caller-stays', 'anna', { tone: TONE, within: 90 })
  const id = await phone.until('it rings', ({ calls }) => calls.find(({ phase }) => phase === 'ringing')?.id)
  expect(await phone.call('call.answer', { call: id })).toMatchObject({ ok: true })
  await bothAreHeard(audio)
  await letThrough(audio)

  network.leave()
  await phone.until('the agent is told', ({ lines: [one] }) => one?.reason === 'noNetwork')
  await until('nothing is heard any more', () => audio.heard().rms === 0)
  const back = performance.now()
  network.moveTo(THERE)
  await bothAreHeard(audio)
  const took = performance.now() - back
  console.log(`heard both ways ${Math.round(took)} ms after the network was back`)
  expect(took).toBeLessThan(BACK_MS + TOLD_EVERY_MS)

  expect(await phone.call('call.hangUp', { call: id })).toMatchObject({ ok: true })
  await sipp.done()
})
