import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { PRACTICE_DOMAIN } from '../../src/domain/line.ts'
import { type PlainPeer, startPlainPeer } from '../../src/main/sip/testing/plain-peer.ts'
import { startBaresip } from '../interop/servers/baresip.ts'
import { inviteTo, otherRequest } from './invite.ts'
import { type Bench, type Measurement, quantile } from './measurement.ts'
import { startProduct } from './product.ts'

const ROUNDS = 200
const WARM_UP = 10
const SILENCE_MS = 70

/** One phone at a registrar of its own, called by that: milliseconds from the INVITE to the 180. */
function ringer(peer: PlainPeer, user: string): () => Promise<number> {
  let round = 0
  return async () => {
    round += 1
    const callId = `${user}-${round}`
    const invite = inviteTo(user, callId, peer.server)
    const rung = new Promise<number>((resolve) => {
      let sent = 0
      peer.lose = (direction, text) => {
        if (direction === 'out' && text === invite) sent = performance.now()
        const rings = direction === 'in' && text.startsWith('SIP/2.0 180 ') && text.includes(callId)
        if (rings) resolve(performance.now() - sent)
        return false
      }
    })
    peer.send(invite)
    const ms = await rung
    peer.send(otherRequest(invite, 'CANCEL'))
    const refusal = await peer.heard(new RegExp(`^SIP/2\\.0 487 [\\s\\S]*${callId}\\r`))
    peer.send(otherRequest(invite, 'ACK', refusal))
    return ms
  }
}

async function measure(): Promise<readonly Measurement[]> {
  const peers = await Promise.all([1, 2, 3].map(() => startPlainPeer({ protocol: 'udp' })))
  const [mine, bares, desks] = peers
  if (!mine || !bares || !desks) throw new Error('no peers')
  const folder = await mkdtemp(join(tmpdir(), 'offhook-bench-'))
  const product = startProduct(mine.server, PRACTICE_DOMAIN, 'udp')
  // On a thread of its own it has its own SIP.js, which nothing of ours has touched.
  const bare = new Worker(new URL('./bare-sip.ts', import.meta.url), {
    workerData: { url: `udp://${bares.server}`, domain: PRACTICE_DOMAIN },
  })
  const desk = await startBaresip({
    folder,
    user: 'desk',
    password: 'desk',
    proxy: desks.server,
    tone: 440,
    answers: false,
  })
  await Promise.all(peers.map((peer) => peer.heard(/^REGISTER /)))

  const rings = [ringer(mine, 'product'), ringer(bares, 'bare'), ringer(desks, 'desk')]
  const taken: number[][] = [[], [], []]
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [index, ring] of rings.entries()) {
      const ms = await ring()
      if (round >= WARM_UP) taken[index]?.push(ms)
      // Each is called out of the same silence: whoever comes second finds the processor awake. The product takes five
      // new calls a second, so that a flood can't stall it; a bench must not be one.
      await new Promise((resolve) => setTimeout(resolve, SILENCE_MS))
    }
  }
  await product.stop()
  await bare.terminate()
  await desk.stop()
  await Promise.all(peers.map((peer) => peer.close()))
  await rm(folder, { recursive: true, force: true })

  const at = (p: number) => taken.map((times) => quantile(times, p))
  const [ours = 0, theirs = 0, baresips = 0] = at(0.95)
  const [half = 0, halfTheirs = 0, halfBaresips = 0] = at(0.5)
  const ratio = ours / theirs
  return [
    {
      id: 'ring-udp',
      what: `INVITE → 180 over UDP, p95 (p50 ${half.toFixed(2)} ms)`,
      value: ours,
      unit: 'ms',
      against: `bare SIP.js over UDP, ${theirs.toFixed(2)} ms (p50 ${halfTheirs.toFixed(2)}); baresip ${baresips.toFixed(2)} (${halfBaresips.toFixed(2)})`,
      ratio,
      target: '≤ 1.3',
      holds: ratio <= 1.3,
    },
  ]
}

export const ringUdpBench: Bench = { ids: ['ring-udp'], measure }
