// The registrar of `flood`, on a thread of its own so that what it does delays nothing that is measured.
import { parentPort } from 'node:worker_threads'
import { startPlainPeer } from '../../src/main/sip/testing/plain-peer.ts'
import { inviteTo } from './invite.ts'

const CALLS = 1_000
const EVERY = 5

const peer = await startPlainPeer({ protocol: 'udp' })
parentPort?.postMessage({ server: peer.server })
await peer.heard(/^REGISTER /)
parentPort?.postMessage({ registered: true })

let sent = 0
parentPort?.once('message', () => {
  const begun = performance.now()
  const more = setInterval(() => {
    const due = Math.min(CALLS, performance.now() - begun)
    for (; sent < due; sent += 1) peer.send(inviteTo('product', `flood-${sent}`, peer.server))
    if (sent < CALLS) return
    clearInterval(more)
    // What was refused is said until its ACK, which never comes: the time after the flood counts as well.
    setTimeout(() => {
      const answered = new Set(
        peer.received.flatMap((text) =>
          /^SIP\/2\.0 (?:180|486) /.test(text) ? (text.match(/flood-\d+/)?.[0] ?? []) : [],
        ),
      )
      parentPort?.postMessage({ answered: answered.size })
      parentPort?.close()
      void peer.close()
    }, 1_000)
  }, EVERY)
})
