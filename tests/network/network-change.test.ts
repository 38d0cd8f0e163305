import { afterEach, beforeEach, expect, test } from 'vitest'
import type { View } from '../../src/contract/view.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { hearEachOther, talk } from '../faults/harness/call.ts'
import {
  newFolder,
  PASSWORD,
  type Phone,
  removeFolder,
  signIn,
  startPhone,
  USER,
} from '../faults/harness/phone.ts'
import { HERE, type Network, THERE, takeNetwork } from './harness/network.ts'

let network: Network
let line: PracticeLine
let phone: Phone

beforeEach(async () => {
  network = takeNetwork()
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  phone = await startPhone(newFolder())
  await signIn(phone, line)
})

afterEach(async () => {
  network.mend()
  await phone.electron.quit()
  await line.close()
  removeFolder(phone.userData)
})

const registered = ({ line: { state } }: View) => state === 'registered'

test('another address of this computer: the call goes on from there, and can be steered', async () => {
  const { id, customer } = await talk(phone, line)
  const since = line.registrations()[0]?.expiresAt ?? 0
  network.moveTo(THERE)
  await phone.until('it is noticed', (view) => !registered(view), 30_000)
  await phone.until('registered from the new address', registered, 30_000)
  expect(line.registrations()[0]?.expiresAt).toBeGreaterThan(since)
  await hearEachOther(phone, customer)
  expect(await phone.call('call.hold', { call: id })).toMatchObject({ ok: true })
  await customer.whenHeld(true)
  expect(await phone.call('call.resume', { call: id })).toMatchObject({ ok: true })
  await customer.whenHeld(false)
  await phone.call('call.hangUp', { call: id })
  expect(await customer.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  network.moveTo(HERE)
})
