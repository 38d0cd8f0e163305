import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { talk } from '../faults/harness/call.ts'
import {
  newFolder,
  PASSWORD,
  type Phone,
  removeFolder,
  signIn,
  startPhone,
  USER,
} from '../faults/harness/phone.ts'
import { until } from '../faults/harness/until.ts'
import { type Capture, capture } from './harness/capture.ts'
import { HERE, takeNetwork } from './harness/network.ts'

/** Six seconds of 20 ms each, with the first reports among them. */
const PACKETS = 300

let line: PracticeLine
let phone: Phone
let wire: Capture

beforeEach(async () => {
  takeNetwork()
  line = await startPracticeLine({ users: { [USER]: PASSWORD }, transports: { udp: true } })
  phone = await startPhone(newFolder())
  await signIn(phone, line, { transport: 'udp', server: line.addresses.udp ?? '' })
  wire = await capture()
})

afterEach(async () => {
  wire.remove()
  await phone.electron.quit()
  await line.close()
  removeFolder(phone.userData)
})

test('a plain call on the wire is RTP as others read it: G.711 at 20 ms each way, none lost, and reports', async () => {
  const { id, customer } = await talk(phone, line)
  await until('some seconds of sound', () => customer.stats(1).heard.packets > PACKETS)
  await phone.call('call.hangUp', { call: id })
  await customer.ended()
  await until('the stream is closed', () => wire.count(`rtcp.pt == 203 && ip.src == ${HERE}`) > 0)
  const streams = await wire.streams()
  const out = streams.filter(({ from }) => from.startsWith(`${HERE}:`))
  const back = streams.filter(({ to }) => to.startsWith(`${HERE}:`))
  for (const direction of [out, back]) {
    expect(direction).toMatchObject([{ payload: 'g711A', lost: 0 }])
    expect(direction[0]?.packets).toBeGreaterThan(PACKETS / 2)
    expect(direction[0]?.meanDelta).toBeGreaterThan(19)
    expect(direction[0]?.meanDelta).toBeLessThan(21)
  }
  // Symmetric: what goes out leaves from where it comes in (RFC 4961).
  expect(out[0]?.from).toBe(back[0]?.to)
  expect(wire.count(`rtcp.pt == 200 && ip.src == ${HERE}`)).toBeGreaterThan(0)
})
