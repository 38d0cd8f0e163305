import { describe, expect, test } from 'vitest'
import type { View } from '../../src/contract/view.ts'
import { hearEachOther, listen, talk } from '../faults/harness/call.ts'
import { isRegistered } from '../faults/harness/phone.ts'
import { until } from '../faults/harness/until.ts'
import { useBench } from './harness/bench.ts'
import { THERE } from './harness/network.ts'

const bench = useBench()

describe('another address of this computer', () => {
  test.each(['websocket', 'udp', 'tcp'] as const)(
    'over %s: the call goes on from there, and can be steered',
    async (transport) => {
      const [phone, network] = [bench.phone(), bench.network()]
      await bench.signInOver(transport)
      const { id, customer } = await talk(phone, bench.line())
      const heard = await listen(customer)
      const before = (await phone.view()).lines[0]?.since
      network.moveTo(THERE)
      await phone.until(
        'registered from the new address',
        (view) => isRegistered(view) && view.lines[0]?.since !== before,
        60_000,
      )
      await hearEachOther(phone, customer)
      console.log(`${transport}: longest gaps ${JSON.stringify(heard.stop())} ms`)
      expect(customer.agentSdp).toContain(`c=IN IP4 ${THERE}`)
      expect(await phone.call('call.hold', { call: id })).toMatchObject({ ok: true })
      await customer.whenHeld(true)
      expect(await phone.call('call.resume', { call: id })).toMatchObject({ ok: true })
      await customer.whenHeld(false)
      await phone.call('call.hangUp', { call: id })
      expect(await customer.ended()).toMatchObject({ by: 'agent', how: 'bye' })
    },
  )
})

/** A call's sound is back both ways this soon after the network is. The media window tells of what is heard once a second. */
const BACK_MS = 3_000
const TOLD_EVERY_MS = 1_000

describe('a network that is away, and another one that takes its place', () => {
  test.each(['websocket', 'udp'] as const)(
    'over %s: both are heard again within three seconds, and nothing else about the call has changed',
    async (transport) => {
      const [phone, network] = [bench.phone(), bench.network()]
      await bench.signInOver(transport)
      const { id, customer } = await talk(phone, bench.line())
      network.leave()
      await phone.until('the agent is told', ({ lines: [one] }) => one?.reason === 'noNetwork')
      await until('nothing is heard any more', () => customer.stats(1).heard.recentPackets === 0)
      const back = performance.now()
      network.moveTo(THERE)
      await hearEachOther(phone, customer)
      const took = performance.now() - back
      console.log(`${transport}: heard both ways ${Math.round(took)} ms after the network was back`)
      expect(took).toBeLessThan(BACK_MS + TOLD_EVERY_MS)
      expect(customer.agentSdp).toContain(`c=IN IP4 ${THERE}`)
      const view = await phone.until('it says so', (one) => one.calls.some((call) => !call.mediaLost) && one)
      expect(view.calls).toMatchObject([{ id, phase: 'connected', ended: null }])
    },
  )
})

const tellsOfSilence = ({ problems }: View): boolean =>
  problems.some(({ kind }) => kind === 'noAudioArriving')

describe('a network that is away', () => {
  test('for some seconds: a plain call says that nothing arrives, and is heard again by itself', async () => {
    const [phone, network] = [bench.phone(), bench.network()]
    await bench.signInOver('udp')
    const { customer } = await talk(phone, bench.line())
    network.lose(1)
    await phone.until('the agent is told', tellsOfSilence)
    network.mend()
    await hearEachOther(phone, customer)
    const view = await phone.until('nothing is said of it any more', (one) => !tellsOfSilence(one) && one)
    expect(view.calls).toMatchObject([{ phase: 'connected', ended: null }])
  })

  test('and a far end that hung up meanwhile: the call ends with what it took, and can be dialled again', async () => {
    const [phone, network] = [bench.phone(), bench.network()]
    await bench.signInOver('udp')
    const { id, customer } = await talk(phone, bench.line())
    network.lose(1)
    await customer.hangUp().catch(() => undefined)
    await phone.until('the line is away', (view) => !isRegistered(view), 90_000)
    network.mend()
    const ended = await phone.until(
      'the call ended',
      ({ calls }) => calls.find((call) => call.id === id && call.phase === 'ended'),
      90_000,
    )
    expect(ended.ended).toMatchObject({ cause: 'network' })
    expect(ended.connected.ms).toBeGreaterThan(0)
    await until('it is registered again', async () => isRegistered(await phone.view()))
  })

  test('packets that are lost on the way are told by the quality, and the call goes on', async () => {
    const [phone, network] = [bench.phone(), bench.network()]
    await bench.signInOver('udp')
    const { customer } = await talk(phone, bench.line())
    network.lose(0.2)
    const lossy = await phone.until(
      'the loss is measured',
      ({ calls }) => calls.find(({ quality }) => (quality?.lossPercent ?? 0) > 8),
      60_000,
    )
    expect(lossy.quality?.mos).toBeLessThan(4)
    network.mend()
    await phone.until(
      'the quality is back',
      ({ calls }) => calls.some(({ quality }) => quality && quality.lossPercent < 1 && quality.mos > 4),
      60_000,
    )
    await hearEachOther(phone, customer)
  })
})
