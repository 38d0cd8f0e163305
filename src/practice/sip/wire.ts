import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/** `in`: from an agent to the line. `out`: from the line to an agent. */
export type Direction = 'in' | 'out'

/** One agent's WebSocket. */
export interface Connection {
  readonly id: number
  readonly open: boolean
  /** Sends SIP text through the hooks (see `WireHooks`). Rejects when the socket is gone. */
  send(text: string): Promise<void>
  /** Sends bytes as they are, past every hook; a string as a text frame, a Buffer as a binary frame. */
  sendRaw(data: string | Buffer): void
  /** Half-open: the socket stays open, but nothing is read or written any more, pings included. */
  freeze(): void
  /** Cuts the TCP connection without a closing handshake. */
  cut(): void
  /** Closes in order, with a WebSocket close code. */
  close(code?: number): void
}

export interface WireHooks {
  onMessage(direction: Direction, text: string, connection: Connection): void
  /** The text to pass on, changed or not; `undefined` swallows the message. */
  pass(direction: Direction, text: string): string | undefined
}

export interface Wire {
  readonly port: number
  readonly connections: readonly Connection[]
  /** Starts to listen, on the same port as before when there was one. */
  listen(): Promise<void>
  /** Stops to listen and cuts every connection. */
  goDown(): Promise<void>
}

export interface WireOptions {
  port: number
  tls?: { cert: string | Buffer; key: string | Buffer }
  hooks: WireHooks
  onText(text: string, connection: Connection): void
  onClosed(connection: Connection): void
}

const keepAlive = '\r\n\r\n'
const largestMessage = 1024 * 1024

/** SIP over WebSocket, server side (RFC 7118), on 127.0.0.1 only. */
export function createWire(options: WireOptions): Wire {
  let http: Server | undefined
  let port = options.port
  let nextId = 1
  const open = new Map<WebSocket, Connection>()

  function accept(socket: WebSocket): void {
    const connection = createConnection(socket, nextId++, options)
    open.set(socket, connection)
    socket.on('error', () => undefined) // 'close' follows and is handled
    socket.on('close', () => {
      open.delete(socket)
      options.onClosed(connection)
    })
  }

  return {
    get port() {
      return port
    },
    get connections() {
      return [...open.values()]
    },

    async listen() {
      const server = options.tls ? createTlsServer(options.tls) : createServer()
      const sockets = new WebSocketServer({
        server,
        maxPayload: largestMessage,
        handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
      })
      sockets.on('connection', accept)
      // Without a listener a TLS client that rejects the certificate would end the process.
      sockets.on('error', () => undefined)
      server.on('tlsClientError', () => undefined)
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', resolve)
      })
      port = (server.address() as AddressInfo).port
      http = server
    },

    async goDown() {
      const server = http
      http = undefined
      const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
      for (const socket of open.keys()) socket.terminate()
      server?.closeAllConnections()
      await closed
    },
  }
}

function createConnection(socket: WebSocket, id: number, options: WireOptions): Connection {
  let frozen = false

  const connection: Connection = {
    id,
    get open() {
      return socket.readyState === WebSocket.OPEN
    },
    async send(text) {
      const passed = options.hooks.pass('out', text)
      options.hooks.onMessage('out', text, connection)
      if (passed === undefined || frozen) return
      await new Promise<void>((resolve, reject) => {
        socket.send(passed, (error) => (error ? reject(error) : resolve()))
      })
    },
    sendRaw: (data) => socket.send(data),
    freeze() {
      frozen = true
      socket.pause()
    },
    cut: () => socket.terminate(),
    close: (code = 1000) => socket.close(code),
  }

  socket.on('message', (data) => {
    if (frozen) return
    const text = data.toString()
    if (text === keepAlive) {
      socket.send('\r\n') // RFC 5626 §3.5.1: the answer to a double CRLF is a single one
      return
    }
    options.hooks.onMessage('in', text, connection)
    const passed = options.hooks.pass('in', text)
    if (passed !== undefined) options.onText(passed, connection)
  })
  return connection
}
