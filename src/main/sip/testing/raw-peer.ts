import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** A registrar that says yes to everything and reads nothing else: for what a full SIP stack would be too slow for. */
export type RawPeer = {
  readonly url: string
  readonly send: (message: string) => void
  /** Every message that is neither REGISTER nor SUBSCRIBE: there are no voice mailboxes here. */
  readonly received: readonly string[]
  readonly close: () => Promise<void>
}

export async function startRawPeer(): Promise<RawPeer> {
  const received: string[] = []
  const sockets = new Set<WebSocket>()
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' })
  await new Promise<void>((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data) => {
      const text = String(data)
      const registers = text.startsWith('REGISTER ')
      if (!registers && !text.startsWith('SUBSCRIBE ')) {
        received.push(text)
        return
      }
      const copied = text.match(/^(Via|From|To|Call-ID|CSeq|Contact): .*$/gim) ?? []
      const status = registers ? '200 OK' : '489 Bad Event'
      socket.send([`SIP/2.0 ${status}`, ...copied, 'Content-Length: 0', '', ''].join('\r\n'))
    })
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    send: (message) => {
      for (const socket of sockets) socket.send(message)
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.terminate()
        server.close(() => resolve())
      }),
  }
}
