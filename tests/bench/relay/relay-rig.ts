import { fork } from 'node:child_process'
import { once } from 'node:events'
import { openPlainEnd, type PlainEnd, rtpPacket } from '../../../src/main/media/testing/plain-end.ts'
import {
  createWeriftWindow,
  type WeriftPeer,
  WINDOW_TYPES,
} from '../../../src/main/media/testing/werift-window.ts'
import type { FromRelay, Question, ToRelay, Usage } from './relay-process.ts'

export const FRAME_MS = 20
const FRAME_BYTES = 160
const SOON_MS = 20_000

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A call through the relay, with both of its ends in this process. */
export type RelayedCall = {
  readonly end: PlainEnd
  readonly peer: WeriftPeer
  /** The relay's port of RTP. */
  readonly port: number
  readonly release: () => Promise<void>
}

/** Of V8, and what the environment has on top. */
export type RelayRuntime = {
  readonly flags: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export type RelayRig = {
  readonly call: () => Promise<RelayedCall>
  readonly usage: (collect?: boolean) => Promise<Usage>
  /** From now on, what is kept for good shows in the resident size. */
  readonly fill: () => Promise<void>
  readonly lose: (bytes: number) => Promise<void>
  readonly close: () => Promise<void>
}

export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + SOON_MS
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await pause(5)
  }
}

export async function startRelay({ flags, env }: RelayRuntime = { flags: [], env: {} }): Promise<RelayRig> {
  const child = fork(new URL('./relay-process.ts', import.meta.url), {
    execArgv: ['--expose-gc', ...flags],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const window = createWeriftWindow()
  const waiting = new Map<number, (answer: string | Usage | null) => void>()
  const tell = (message: ToRelay): void => {
    if (child.connected) child.send(message)
  }
  let asked = 0
  let calls = 0

  window.onReport((report) => tell({ report }))
  child.on('message', (message: FromRelay) => {
    if ('order' in message) return window.send(message.order)
    waiting.get(message.id)?.(message.answer)
    waiting.delete(message.id)
  })
  const ask = (question: Question): Promise<string | Usage | null> =>
    new Promise((resolve) => {
      asked += 1
      waiting.set(asked, resolve)
      tell({ id: asked, question })
    })
  /** On a busy machine the first one may fail; the relay then opens another. */
  const openPeer = async (call: string): Promise<WeriftPeer> => {
    const find = (): WeriftPeer | undefined =>
      [...window.peers.values()].find((peer) => peer.id.startsWith(`${call}.`) && peer.isOpen())
    await until('a peer is open', () => find() !== undefined)
    const found = find()
    if (!found) throw new Error('the peer is gone')
    return found
  }
  await once(child, 'spawn')
  window.start()

  return {
    call: async () => {
      calls += 1
      const call = `c${calls}`
      const end = await openPlainEnd()
      const offer = String(await ask({ ask: 'describe', call }))
      await ask({ ask: 'accept', call, sdp: end.description({ payloads: [[0, 'PCMU/8000']] }) })
      const peer = await openPeer(call)
      return {
        end,
        peer,
        port: Number(offer.match(/^m=audio (\d+)/m)?.[1]),
        release: async () => {
          await ask({ ask: 'release', call })
          end.close()
        },
      }
    },
    fill: async () => {
      await ask({ ask: 'fill' })
    },
    lose: async (bytes) => {
      await ask({ ask: 'lose', bytes })
    },
    usage: async (collect = false) => (await ask({ ask: 'usage', collect })) as Usage,
    close: async () => {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

/** A frame that says when it left. */
export function stampedFrame(): Buffer {
  const payload = Buffer.alloc(FRAME_BYTES)
  payload.writeDoubleBE(performance.now(), 0)
  return payload
}

export const age = (payload: Buffer): number => performance.now() - payload.readDoubleBE(0)

/** Talks both ways at 50 packets a second; each call at moments of its own, as calls are. */
export function talk(call: RelayedCall, phase: number): { readonly stop: () => number } {
  let sent = 0
  const frame = (): void => {
    sent += 1
    const stamps = { sequence: sent, timestamp: sent * FRAME_BYTES }
    call.end.send(call.port, rtpPacket({ type: 0, source: 7, ...stamps, payload: stampedFrame() }))
    call.peer.send(WINDOW_TYPES.pcmu, stamps.sequence, stamps.timestamp, stampedFrame())
  }
  let timer: NodeJS.Timeout | null = null
  const starts = setTimeout(() => {
    timer = setInterval(frame, FRAME_MS)
  }, phase)
  return {
    stop: () => {
      clearTimeout(starts)
      if (timer !== null) clearInterval(timer)
      return sent
    },
  }
}
