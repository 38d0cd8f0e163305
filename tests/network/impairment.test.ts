import { afterEach, beforeEach, expect, test } from 'vitest'
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
import { type ImpairedWay, type Impairment, impair } from './harness/impairment.ts'
import { takeNetwork } from './harness/network.ts'

let line: PracticeLine
let way: ImpairedWay
let phone: Phone

beforeEach(async () => {
  takeNetwork()
  line = await startPracticeLine({ users: { [USER]: PASSWORD }, transports: { udp: true } })
  way = await impair(line)
  phone = await startPhone(newFolder())
  await signIn(phone, line, { transport: 'udp', server: line.addresses.udp ?? '' })
})

afterEach(async () => {
  await phone.electron.quit()
  way.close()
  await line.close()
  removeFolder(phone.userData)
})

const CASES: readonly (readonly [string, Impairment])[] = [
  ['late by 150 ms', { delay: 150, jitter: 0, reorder: false }],
  ['of uneven pace', { delay: 20, jitter: 60, reorder: false }],
  ['overtaking each other', { delay: 20, jitter: 50, reorder: true }],
]

test.each(CASES)(
  'a way with packets %s: both are heard, and nothing counts as lost',
  async (_name, impairment) => {
    const { id, customer } = await talk(phone, line)
    way.set(impairment)
    await phone.until(
      'the pace is measured',
      ({ calls }) =>
        calls.some(({ quality }) => quality !== null && (impairment.jitter === 0 || quality.jitterMs > 5)),
      60_000,
    )
    await hearEachOther(phone, customer)
    const [call] = (await phone.view()).calls
    expect(call).toMatchObject({ id, phase: 'connected', mediaLost: false })
    expect(call?.quality?.lossPercent).toBeLessThan(3)
    expect(call?.quality?.mos).toBeGreaterThan(impairment.jitter > 0 ? 2.5 : 3.5)
  },
)
