import { rmSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { CallEffect } from '../../src/domain/call/decide.ts'
import { LINE, startDesk } from '../../src/main/desk/testing/test-desk.ts'
import { createLine } from '../../src/main/sip/create-line.ts'
import type { Line } from '../../src/main/sip/line.ts'
import { createFakeDescriptionHandler } from '../../src/main/sip/testing/fake-description-handler.ts'
import { TEST_ACCOUNT } from '../../src/main/sip/testing/line-under-test.ts'
import { startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Bench, type Measurement, median, quantile } from './measurement.ts'

const ROUNDS = 60
const WARM_UP = 10

/** The product as it runs in main: line, journal on this disk, look-up, decision. */
function startProduct(url: string, domain: string) {
  const line: { current: Line | null } = { current: null }
  const test = startDesk()
  const order = (effect: { kind: string }): void => {
    if (effect.kind !== 'audio' && effect.kind !== 'sound' && effect.kind !== 'release') {
      line.current?.order(effect as CallEffect)
    }
  }
  const { push } = test.effects
  test.effects.push = (...effects) => {
    for (const effect of effects) order(effect)
    return push.apply(test.effects, effects)
  }
  line.current = createLine({
    listener: {
      fact: test.desk.fact,
      state: (state) => test.desk.lineState(LINE, state),
      voicemail: (voicemail) => test.desk.voicemail(LINE, voicemail),
      lamp: () => {},
      log: () => {},
      message: () => {},
    },
    descriptionHandler: () => createFakeDescriptionHandler(),
    newCallId: () => crypto.randomUUID(),
    instanceId: crypto.randomUUID(),
    userAgent: 'Offhook/bench',
  })
  line.current.start(
    {
      ...TEST_ACCOUNT,
      server: url,
      user: 'product',
      domain,
      authorizationUser: 'product',
      displayName: '',
    },
    'product',
  )
  return { line: line.current, remove: test.remove, folder: test.folder }
}

async function measure(): Promise<readonly Measurement[]> {
  const peer = await startPracticeLine({ users: { bare: 'bare', product: 'product' }, media: 'none' })
  const product = startProduct(peer.url, peer.domain)
  const workerData = { url: peer.url, domain: peer.domain }
  // On a thread of its own it has its own SIP.js, which nothing of ours has touched.
  const bare = new Worker(new URL('./bare-sip.ts', import.meta.url), { workerData })
  await Promise.all([peer.registered('product'), peer.registered('bare')])

  let sent = 0
  let rang: ((ms: number) => void) | null = null
  peer.onMessage((direction, text) => {
    if (direction === 'out' && text.startsWith('INVITE ')) sent = performance.now()
    if (direction === 'in' && text.startsWith('SIP/2.0 180 ')) rang?.(performance.now() - sent)
  })
  const once = async (to: string): Promise<number> => {
    const measured = new Promise<number>((resolve) => {
      rang = resolve
    })
    const call = peer.call({ to, from: '+12025550101', displayName: 'Ana Ruiz' })
    const ms = await measured
    await call.hangUp()
    // The product takes five new calls a second, so that a flood can't stall it; a bench must not be one.
    await new Promise((resolve) => setTimeout(resolve, 210))
    return ms
  }
  const pairs: [product: number, bare: number][] = []
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const pair: [number, number] = [await once('product'), await once('bare')]
    if (round >= WARM_UP) pairs.push(pair)
  }
  await product.line.stop()
  await bare.terminate()
  await peer.close()
  product.remove()
  rmSync(product.folder, { recursive: true, force: true })

  const mine = pairs.map(([ms]) => ms)
  const other = pairs.map(([, ms]) => ms)
  const ratio = median(mine) / median(other)
  return [
    {
      id: 'ring',
      what: `INVITE → 180, p50 (p95 ${quantile(mine, 0.95).toFixed(2)} ms)`,
      value: median(mine),
      unit: 'ms',
      against: `bare SIP.js over ws, ${median(other).toFixed(2)} ms (p95 ${quantile(other, 0.95).toFixed(2)})`,
      ratio,
      target: '≤ 1.3',
      holds: ratio <= 1.3,
    },
  ]
}

export const ringBench: Bench = { ids: ['ring'], measure }
