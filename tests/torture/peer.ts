import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { obliging, startPlainPeer } from '../../src/main/sip/testing/plain-peer.ts'

export const WAYS = ['ws', 'udp', 'tcp', 'tls'] as const
export type Way = (typeof WAYS)[number]

/** The far end of the line: a registrar that says yes but has no voice mailboxes, sends any bytes whatever and writes down what comes back. */
export type TorturePeer = {
  /** As an account names it. */
  readonly server: string
  /** Over a WebSocket as a text frame, whatever the bytes are: that is how most servers send. */
  readonly send: (message: string | Buffer) => void
  /** Every message that came and is neither REGISTER nor SUBSCRIBE, in order. */
  readonly received: readonly string[]
  readonly registrations: () => number
  /** Whether the line's own first requests have had their answers. */
  readonly settled: () => boolean
  readonly close: () => Promise<void>
}

const answeredByRegistrar = (text: string): boolean => /^(?:REGISTER|SUBSCRIBE) /.test(text)

async function overWebSocket(): Promise<TorturePeer> {
  const received: string[] = []
  const sockets = new Set<WebSocket>()
  let registrations = 0
  let settled = false
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' })
  await new Promise<void>((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.terminate())
    socket.on('message', (data) => {
      const text = String(data)
      if (!answeredByRegistrar(text)) {
        received.push(text)
        return
      }
      if (text.startsWith('REGISTER ')) registrations += 1
      else settled = true
      socket.send(obliging(text) ?? '')
    })
  })
  return {
    server: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    registrations: () => registrations,
    settled: () => settled,
    send: (message) => {
      for (const socket of sockets) socket.send(message, { binary: false })
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.terminate()
        server.close(() => resolve())
      }),
  }
}

async function plainly(
  protocol: 'udp' | 'tcp' | 'tls',
  certificate: { readonly cert: string; readonly key: string },
): Promise<TorturePeer> {
  const peer = await startPlainPeer({ protocol, certificate })
  const received: string[] = []
  let registrations = 0
  let settled = false
  peer.answer = (request) => {
    if (request.startsWith('REGISTER ')) registrations += 1
    else if (request.startsWith('SUBSCRIBE ')) settled = true
    return answeredByRegistrar(request) ? obliging(request) : null
  }
  peer.lose = (direction, text) => {
    // Over UDP a refusal is said again until its ACK, which never comes here.
    const again = protocol === 'udp' && received.includes(text)
    if (direction === 'in' && !answeredByRegistrar(text) && !again) received.push(text)
    return false
  }
  return {
    server: peer.server.replace('127.0.0.1', protocol === 'tls' ? 'localhost' : '127.0.0.1'),
    received,
    registrations: () => registrations,
    settled: () => settled,
    send: (message) => peer.send(Buffer.from(message)),
    close: peer.close,
  }
}

export const startTorturePeer = (
  way: Way,
  certificate: { readonly cert: string; readonly key: string },
): Promise<TorturePeer> => (way === 'ws' ? overWebSocket() : plainly(way, certificate))
