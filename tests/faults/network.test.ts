import { afterEach, beforeEach, expect, test } from 'vitest'
import type { View } from '../../src/contract/view.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { expectSound, hearEachOther, listen, talk } from './harness/call.ts'
import {
  isRegistered,
  newFolder,
  PASSWORD,
  type Phone,
  removeFolder,
  saveAccount,
  signIn,
  startPhone,
  USER,
} from './harness/phone.ts'

/** The first retry comes within two seconds; a busy machine may take its time over it. */
const BACK_MS = 20_000

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

const offline = (view: View) => !isRegistered(view)
const kinds = (view: View) => view.problems.map(({ kind }) => kind)

/** Calls go on while the line is away; then they are what they were, and can still be steered. */
async function survives(cut: () => Promise<void>, back: () => Promise<void>): Promise<View> {
  const { id, customer } = await talk(phone, line)
  const heard = await listen(customer)
  await cut()
  const away = await phone.until('the agent is told', (view) => offline(view) && view, 45_000)
  expect(away.calls).toMatchObject([{ id, phase: 'connected', ended: null }])
  expect(away.agent.kind).toBe('onCall')
  await back()
  await line.registered(USER)
  const registered = await phone.until('registered again', (view) => !offline(view) && view, BACK_MS)
  expect(kinds(registered)).not.toContain('lineOffline')
  await hearEachOther(phone, customer)
  const gaps = heard.stop()
  expectSound(gaps)

  expect(await phone.call('call.hold', { call: id })).toMatchObject({ ok: true })
  await customer.whenHeld(true)
  expect(await phone.call('call.resume', { call: id })).toMatchObject({ ok: true })
  await customer.whenHeld(false)
  await phone.call('call.hangUp', { call: id })
  expect(await customer.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  console.log(`longest gaps ${JSON.stringify(gaps)} ms`)
  return away
}

test('the connection is cut in a call: it goes on, and the line registers again', async () => {
  const cut = performance.now()
  const away = await survives(
    async () => line.dropConnections(),
    async () => {},
  )
  console.log(`cut, back and hung up within ${Math.round(performance.now() - cut)} ms`)
  expect(away.lines[0]).toMatchObject({ state: 'offline', reason: 'connectionLost' })
  expect(away.problems).toContainEqual(
    expect.objectContaining({ kind: 'lineOffline', subject: 'connectionLost', action: 'retry' }),
  )
})

test('the server is restarted in a call: it goes on, and the line is back when the server is', async () => {
  await survives(
    () => line.goDown(),
    async () => {
      const down = await phone.until(
        'nothing listens',
        ({ lines: [line], problems }) => line?.reason === 'connectionRefused' && { line, problems },
        BACK_MS,
      )
      expect(down.line.detail).toContain(`127.0.0.1:${line.port}`)
      expect(down.line.retryAt).not.toBeNull()
      expect(down.problems).toContainEqual(expect.objectContaining({ kind: 'lineOffline', action: 'retry' }))
      await line.comeUp()
    },
  )
})

test('a connection that died without a word is noticed by the ping that stays unanswered', async () => {
  const away = await survives(
    async () => line.freezeConnections(),
    async () => {},
  )
  expect(away.lines[0]).toMatchObject({ state: 'offline', reason: 'connectionLost' })
  expect(away.lines[0]?.detail).toContain('no sign of life for 10 s')
})

test('a host that has no address is named, and the next try is planned', async () => {
  const saved = await saveAccount(phone, line, { server: 'wss://sip.offhook.invalid/' })
  expect(saved).toMatchObject({ ok: true })
  const view = await phone.until(
    'it says so',
    (one) => one.lines[0]?.reason === 'hostNotFound' && one,
    BACK_MS,
  )
  expect(view.lines[0]?.detail).toContain('sip.offhook.invalid')
  expect(view.lines[0]?.retryAt).toBeGreaterThan(Date.now() - 1_000)
  expect(view.problems).toContainEqual(
    expect.objectContaining({ kind: 'lineOffline', subject: 'hostNotFound', action: 'retry' }),
  )
  expect(view.agent.kind).toBe('offline')

  await signIn(phone, line)
  expect(kinds(await phone.view())).not.toContain('lineOffline')
})
