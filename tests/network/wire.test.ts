import { afterEach, beforeEach, expect, test } from 'vitest'
import { talk } from '../faults/harness/call.ts'
import { until } from '../faults/harness/until.ts'
import { useBench } from './harness/bench.ts'
import { type Capture, capture } from './harness/capture.ts'
import { HERE } from './harness/network.ts'

/** Six seconds of 20 ms each, with the first reports among them. */
const PACKETS = 300

const bench = useBench()
let wire: Capture

beforeEach(async () => {
  await bench.signInOver('udp')
  wire = await capture()
})

afterEach(() => wire.remove())

test('a plain call on the wire is RTP as others read it: G.711 at 20 ms each way, none lost, and reports', async () => {
  const phone = bench.phone()
  const { id, customer } = await talk(phone, bench.line())
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
    // Over so many packets only the pace that was agreed on counts, whatever the machine does meanwhile.
    expect(Math.round((direction[0]?.meanDelta ?? 0) / 5) * 5).toBe(20)
  }
  // Symmetric: what goes out leaves from where it comes in (RFC 4961).
  expect(out[0]?.from).toBe(back[0]?.to)
  expect(wire.count(`rtcp.pt == 200 && ip.src == ${HERE}`)).toBeGreaterThan(0)
})
