import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** The far end of the line: a registrar that says yes but has no voice mailboxes, sends any bytes whatever and writes down what comes back. */
export type TorturePeer = {
  readonly url: string
  /** As a text frame, whatever the bytes are: that is how most servers send. */
  readonly send: (message: string | Buffer) => void
  /** Every message that came and is neither REGISTER nor SUBSCRIBE, in order. */
  readonly received: readonly string[]
  readonly registrations: () => number
  readonly close: () => Promise<void>
}

export async function startTorturePeer(): Promise<TorturePeer> {
  const received: string[] = []
  const sockets = new Set<WebSocket>()
  let registrations = 0
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' })
  await new Promise<void>((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.terminate())
    socket.on('message', (data) => {
      const text = String(data)
      const registers = text.startsWith('REGISTER ')
      if (!registers && !text.startsWith('SUBSCRIBE ')) {
        received.push(text)
        return
      }
      if (registers) registrations += 1
      const copied = text.match(/^(Via|From|To|Call-ID|CSeq|Contact): .*$/gim) ?? []
      const status = registers ? '200 OK' : '489 Bad Event'
      socket.send([`SIP/2.0 ${status}`, ...copied, 'Content-Length: 0', '', ''].join('\r\n'))
    })
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    registrations: () => registrations,
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
