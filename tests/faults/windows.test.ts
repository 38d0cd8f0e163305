import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { expectSound, hearEachOther, listen, talk } from './harness/call.ts'
import { newFolder, PASSWORD, type Phone, removeFolder, signIn, startPhone, USER } from './harness/phone.ts'
import { until } from './harness/until.ts'

let line: PracticeLine
let phone: Phone

beforeEach(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  phone = await startPhone(newFolder())
  await signIn(phone, line)
})

afterEach(async () => {
  await phone.electron.quit()
  await line.close()
  removeFolder(phone.userData)
})

/** Kills the process that draws a window, as a crash of it or a system without memory would. */
async function killPage(name: 'agent' | 'media'): Promise<void> {
  const pid = await phone.pageProcess(name)
  expect(pid).toBeGreaterThan(0)
  process.kill(pid, 'SIGKILL')
}

test('the agent window dies in a call: the sound goes on, and the window is back with the call', async () => {
  const { id, customer } = await talk(phone, line)
  const heard = await listen(customer)
  const killed = performance.now()
  await killPage('agent')

  await until('the page has died', () => phone.electron.output().includes('the page of app://agent'))
  const shown = await phone.until('the call is shown', ({ calls }) => calls.find((call) => call.id === id))
  await until('its page shows the caller', async () =>
    (await phone.electron.inPage<string>('document.body.innerText')).includes('Ada Byron'),
  )
  const backAfter = performance.now() - killed
  expect(shown.phase).toBe('connected')
  await hearEachOther(phone, customer)
  const gaps = heard.stop()

  console.log(`agent window back after ${Math.round(backAfter)} ms; longest gaps ${JSON.stringify(gaps)} ms`)
  expectSound(gaps)
  expect(backAfter).toBeLessThan(6_000)

  const held = await phone.call('call.hold', { call: id })
  expect(held.ok).toBe(true)
  await customer.whenHeld(true)
})

test('the media window dies in a call: a re-INVITE brings the sound back in both ways', async () => {
  const { id, customer } = await talk(phone, line)
  const { reInvites } = customer
  const killed = performance.now()
  await killPage('media')

  await until('the page has died', () => phone.electron.output().includes('the page of app://media'))
  await until('a new offer came', () => customer.reInvites > reInvites, 15_000)
  await hearEachOther(phone, customer, 15_000)
  const backAfter = performance.now() - killed
  console.log(`sound back after ${Math.round(backAfter)} ms`)
  expect(backAfter).toBeLessThan(8_000)

  const call = await phone.until('the sound is known to be back', ({ calls }) =>
    calls.find((one) => one.id === id && !one.mediaLost),
  )
  expect(call.phase).toBe('connected')
  const view = await phone.view()
  expect(view.problems.map(({ kind }) => kind)).not.toContain('mediaGone')
  const facts = await phone.call('history.facts', { call: id })
  expect(Array.isArray(facts) ? facts.map(({ fact }) => fact.kind) : facts).toEqual([
    'offered',
    'answered',
    'mediaLost',
    'mediaRestored',
  ])
})

test('the media window dies while it rings: the agent answers, and both hear each other', async () => {
  const customer = line.call({ to: USER, from: '+12025550143' })
  const ringing = await phone.until('it rings', ({ calls }) => calls.find(({ phase }) => phase === 'ringing'))
  await killPage('media')
  expect(await phone.call('call.answer', { call: ringing.id })).toMatchObject({ ok: true })
  await customer.answered()
  await hearEachOther(phone, customer)
})

test('the media window dies while a call is on hold: it stays held, and resuming brings the sound back', async () => {
  const { id, customer } = await talk(phone, line)
  await phone.call('call.hold', { call: id })
  await customer.whenHeld(true)
  const { reInvites } = customer
  await killPage('media')
  await until('a new offer came', () => customer.reInvites > reInvites, 15_000)
  expect(customer.held).toBe(true)
  const { calls } = await phone.view()
  expect(calls).toMatchObject([{ id, phase: 'connected', held: true }])
  expect(await phone.call('call.resume', { call: id })).toMatchObject({ ok: true })
  await customer.whenHeld(false)
  await hearEachOther(phone, customer)
})

test('the media window dies during a conference: the next one mixes the same two calls again', async () => {
  const ada = await talk(phone, line)
  const silent = line.call({ to: USER, from: '+12025550188', displayName: 'Ken Ito', media: 'silent' })
  const ken = await phone.until('it rings', ({ calls }) => calls.find(({ phase }) => phase === 'ringing')?.id)
  await phone.call('call.answer', { call: ken })
  await silent.answered()
  await ada.customer.whenHeld(true)
  expect(await phone.call('call.conference', { call: ken, with: ada.id })).toMatchObject({ ok: true })
  await ada.customer.whenHeld(false)
  // With the agent muted, whatever the silent one hears is the other customer.
  await phone.call('call.mute', { call: ada.id })
  await silent.whenHearing()

  await killPage('media')
  await until('the page has died', () => phone.electron.output().includes('the page of app://media'))
  await until('a new peer connection', () => silent.stats().rebuilt > 0, 15_000)
  const before = silent.stats().heard.packets
  await until(
    'the mix is back',
    () => silent.stats().heard.packets > before + 25 && silent.stats(0.5).heard.rms > 0.02,
    15_000,
  )
  await until('the agent is still muted', () => ada.customer.stats(1).heard.rms < 0.001, 15_000)
  await phone.until('the sound is known to be back', ({ calls }) =>
    calls.every(({ mediaLost }) => !mediaLost),
  )
  await phone.call('call.unmute', { call: ada.id })
  await ada.customer.whenHearing()
  await phone.until('the agent hears the customer', ({ calls }) =>
    calls.some(({ id, quality }) => id === ada.id && (quality?.heardLevel ?? 0) > 0.01),
  )
})
