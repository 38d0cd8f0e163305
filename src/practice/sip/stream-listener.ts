import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Channel } from './connection.ts'
import { HOST, type Listener, type ListenerEvents, listenOn, stopped } from './listener.ts'
import { createFramer } from './stream-framing.ts'

/** SIP over TCP, or over TLS with a certificate: server side (RFC 3261 §18). */
export function createStreamListener(
  options: ListenerEvents & { tls?: { cert: string | Buffer; key: string | Buffer } },
): Listener {
  let server: Server | undefined
  let port = 0
  const open = new Set<Socket>()

  function accept(socket: Socket): void {
    const receiver = options.accept(channelOf(socket))
    open.add(socket)
    const framer = createFramer(receiver)
    socket.on('data', (bytes) => {
      try {
        framer.push(bytes)
      } catch {
        socket.destroy()
      }
    })
    socket.on('error', () => undefined) // 'close' follows and is handled
    socket.on('close', () => {
      open.delete(socket)
      receiver.onClosed()
    })
  }

  function channelOf(socket: Socket): Channel {
    return {
      transport: options.tls ? 'tls' : 'tcp',
      local: `${HOST}:${port}`,
      remote: { host: socket.remoteAddress ?? HOST, port: socket.remotePort ?? 0 },
      get open() {
        return !socket.destroyed && socket.writable
      },
      write: (data) =>
        new Promise((resolve, reject) => {
          socket.write(data, (error) => (error ? reject(error) : resolve()))
        }),
      freeze: () => void socket.pause(),
      cut: () => socket.resetAndDestroy(),
      close: () => void socket.end(),
    }
  }

  return {
    async listen(wanted) {
      const next = options.tls ? createTlsServer(options.tls, accept) : createServer(accept)
      port = await listenOn(next, wanted)
      server = next
      return port
    },

    async goDown() {
      const last = server
      server = undefined
      const closed = stopped(last)
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
