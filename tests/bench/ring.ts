import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Bench, type Measurement, median, quantile } from './measurement.ts'
import { startProduct } from './product.ts'

const ROUNDS = 60
const WARM_UP = 10

async function measure(): Promise<readonly Measurement[]> {
  const peer = await startPracticeLine({ users: { bare: 'bare', product: 'product' }, media: 'none' })
  const product = startProduct(peer.url, peer.domain, 'websocket')
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
  await product.stop()
  await bare.terminate()
  await peer.close()

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
