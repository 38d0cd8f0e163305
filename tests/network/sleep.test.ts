import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { hearEachOther, talk } from '../faults/harness/call.ts'
import { isRegistered, type Phone, USER } from '../faults/harness/phone.ts'
import { freezeApp } from '../faults/harness/processes.ts'
import { until } from '../faults/harness/until.ts'
import { useBench } from './harness/bench.ts'

const bench = useBench()

/** Long enough for every deadline of a media path: ICE gives one up after 16 s without a sign. */
const NAP_MS = 20_000
const STALE_MS = 3_000
const BACK_MS = 3_000
const TOLD_EVERY_MS = 1_000

/**
 * A sleep as the app sees it: it is announced, then nothing of the app runs, then it runs again and is told of it a
 * moment later, with every timer due at once. `meanwhile` the server goes on. Gives when it woke.
 */
async function nap(phone: Phone, meanwhile: () => Promise<void> | void): Promise<number> {
  const told = (event: string) =>
    phone.electron.inMain(`void require('electron').powerMonitor.emit('${event}')`)
  await told('suspend')
  const thaw = freezeApp(phone.electron.pid)
  await meanwhile()
  await delay(NAP_MS)
  thaw()
  const woke = performance.now()
  await told('resume')
  return woke
}

const since = (start: number): number => Math.round(performance.now() - start)

describe.each(['websocket', 'udp'] as const)('a computer that slept, over %s', (transport) => {
  test('is registered again at once, though the server forgot it, and is rung', async () => {
    const [phone, line] = [bench.phone(), bench.line()]
    await bench.signInOver(transport)
    const woke = await nap(phone, () => line.dropConnections())
    await line.registered(USER)
    const took = since(woke)
    await phone.until('registered', isRegistered)
    console.log(`${transport}: registered ${took} ms after waking`)
    expect(took).toBeLessThan(BACK_MS)
    await talk(phone, line)
  })

  test('goes on with its call: both are heard, and it took the whole time', async () => {
    const [phone, line] = [bench.phone(), bench.line()]
    await bench.signInOver(transport)
    const { id, customer } = await talk(phone, line)
    const woke = await nap(phone, () => line.dropConnections())
    await hearEachOther(phone, customer)
    const took = since(woke)
    console.log(`${transport}: heard both ways ${took} ms after waking`)
    expect(took).toBeLessThan(BACK_MS + TOLD_EVERY_MS)
    // What came in meanwhile lay in buffers and is heard in one go: now there is only what is said now.
    await delay(STALE_MS)
    await hearEachOther(phone, customer)
    const view = await phone.until('it says so', (one) => one.calls.some((call) => !call.mediaLost) && one)
    expect(view.calls).toMatchObject([{ id, phase: 'connected', ended: null }])
    expect(await phone.call('call.hangUp', { call: id })).toMatchObject({ ok: true })
    expect(await customer.ended()).toMatchObject({ by: 'agent', how: 'bye' })
    const ended = await phone.until('it ended', ({ calls }) => calls.find((call) => call.phase === 'ended'))
    expect(ended.connected.ms).toBeGreaterThan(NAP_MS)
  })

  test('finds its call gone: that took what it took before, the work after it begins now, and it can be dialled again', async () => {
    const [phone, line] = [bench.phone(), bench.line()]
    await bench.signInOver(transport)
    const answered = performance.now()
    const { id, customer } = await talk(phone, line)
    const talked = since(answered)
    const woke = await nap(phone, async () => {
      line.dropConnections()
      await customer.hangUp().catch(() => undefined)
    })
    const ended = await phone.until('it ended', ({ calls }) => calls.find((call) => call.phase === 'ended'))
    console.log(`${transport}: found gone ${since(woke)} ms after waking`)
    expect(ended).toMatchObject({ id, ended: { by: 'system', cause: 'network' }, wrapUp: 'open' })
    expect(ended.connected.ms).toBeLessThan(talked + 2_000)
    expect(ended.wrapUpTime.ms).toBeLessThan(NAP_MS / 2)
    await until('it can be dialled again', () =>
      phone.electron.inPage<boolean>(
        `[...document.querySelectorAll('button')].some((one) => /^Call (again|back)/.test(one.ariaLabel ?? one.textContent))`,
      ),
    )
  })
})
