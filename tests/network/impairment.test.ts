import { afterEach, beforeEach, expect, test } from 'vitest'
import { hearEachOther, talk } from '../faults/harness/call.ts'
import { useBench } from './harness/bench.ts'
import { type ImpairedWay, type Impairment, impair } from './harness/impairment.ts'

const bench = useBench()
let way: ImpairedWay

beforeEach(async () => {
  way = await impair(bench.line())
  await bench.signInOver('udp')
})

afterEach(() => way.close())

const CASES: readonly (readonly [string, Impairment])[] = [
  ['late by 150 ms', { delay: 150, jitter: 0, reorder: false }],
  ['of uneven pace', { delay: 20, jitter: 60, reorder: false }],
  ['overtaking each other', { delay: 20, jitter: 50, reorder: true }],
]

test.each(CASES)(
  'a way with packets %s: both are heard, and nothing counts as lost',
  async (_name, impairment) => {
    const phone = bench.phone()
    const { id, customer } = await talk(phone, bench.line())
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
