import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { Channel } from './connection.ts'
import { HOST, type Listener, type ListenerEvents, listenOn, stopped } from './listener.ts'

const keepAlive = '\r\n\r\n'
const largestMessage = 1024 * 1024

/** SIP over WebSocket, server side (RFC 7118). */
export function createWebSocketListener(
  options: ListenerEvents & { tls?: { cert: string | Buffer; key: string | Buffer } },
): Listener {
  let http: Server | undefined
  let port = 0
  const open = new Set<WebSocket>()

  function accept(socket: WebSocket, remote: Socket): void {
    const receiver = options.accept(channelOf(socket, remote))
    open.add(socket)
    socket.on('message', (data) => {
      const text = data.toString()
      if (text === keepAlive) receiver.onPing()
      else receiver.onText(text)
    })
    socket.on('error', () => undefined) // 'close' follows and is handled
    socket.on('close', () => {
      open.delete(socket)
      receiver.onClosed()
    })
  }

  function channelOf(socket: WebSocket, { remoteAddress, remotePort }: Socket): Channel {
    return {
      transport: options.tls ? 'wss' : 'ws',
      local: `${HOST}:${port}`,
      remote: { host: remoteAddress ?? HOST, port: remotePort ?? 0 },
      get open() {
        return socket.readyState === WebSocket.OPEN
      },
      write: (data) =>
        new Promise((resolve, reject) => {
          socket.send(data, (error) => (error ? reject(error) : resolve()))
        }),
      freeze: () => socket.pause(),
      cut: () => socket.terminate(),
      close: (code = 1000) => socket.close(code),
    }
  }

  return {
    async listen(wanted) {
      const server = options.tls ? createTlsServer(options.tls) : createServer()
      const sockets = new WebSocketServer({
        server,
        maxPayload: largestMessage,
        handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
      })
      sockets.on('connection', (socket, request) => accept(socket, request.socket))
      sockets.on('error', () => undefined) // it repeats the server's
      port = await listenOn(server, wanted)
      http = server
      return port
    },

    async goDown() {
      const server = http
      http = undefined
      const closed = stopped(server)
      for (const socket of open) socket.terminate()
      server?.closeAllConnections()
      await closed
    },
  }
}
