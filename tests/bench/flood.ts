import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { PRACTICE_DOMAIN } from '../../src/domain/line.ts'
import { type Bench, type Measurement, quantile } from './measurement.ts'
import { startProduct } from './product.ts'

const MOST = 50
const EVERY = 2

/** How late each turn of the event loop is, in milliseconds. */
function watchLoop(): () => readonly number[] {
  const late: number[] = []
  let due = performance.now() + EVERY
  const turn = () => {
    const now = performance.now()
    late.push(Math.max(0, now - due))
    due = now + EVERY
    timer = setTimeout(turn, EVERY)
  }
  let timer = setTimeout(turn, EVERY)
  return () => {
    clearTimeout(timer)
    return late
  }
}

async function measure(): Promise<readonly Measurement[]> {
  const peer = new Worker(new URL('./flood-peer.ts', import.meta.url))
  const [{ server }] = (await once(peer, 'message')) as [{ server: string }]
  const registered = once(peer, 'message')
  const product = startProduct(server, PRACTICE_DOMAIN, 'udp')
  await registered

  const stop = watchLoop()
  const answered = once(peer, 'message')
  peer.postMessage('go')
  const [said] = (await answered) as [{ answered: number }]
  const late = stop()
  await product.stop()
  await peer.terminate()

  const p99 = quantile(late, 0.99)
  return [
    {
      id: 'flood',
      what: `1,000 INVITEs in 1 s over UDP: main's event loop late, p99 (${said.answered} of them answered)`,
      value: p99,
      unit: 'ms',
      against: `${MOST} ms; at worst ${Math.max(...late).toFixed(1)} ms`,
      ratio: p99 / MOST,
      target: '≤ 1',
      holds: p99 <= MOST,
    },
  ]
}

export const floodBench: Bench = { ids: ['flood'], measure }
