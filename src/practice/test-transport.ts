import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type Transport, TransportState } from 'sip.js'
import { EmitterImpl } from 'sip.js/lib/api/emitter.js'
import { WebSocket } from 'ws'
import { createFramer } from './sip/stream-framing.ts'
import { createTransactionTimers } from './sip/transaction-timers.ts'

interface PipeEvents {
  onText(text: string): void
  onClose(): void
}

/** A socket that carries whole SIP messages. */
interface Pipe {
  readonly open: boolean
  send(text: string): Promise<void>
  close(): void
}

/** SIP.js's Transport over Node's sockets, as small as it goes: it never reconnects by itself. */
export class NodeTransport implements Transport {
  readonly protocol: string
  readonly stateChange = new EmitterImpl<TransportState>()
  state = TransportState.Disconnected
  onConnect: (() => void) | undefined
  onDisconnect: ((error?: Error) => void) | undefined
  onMessage: ((message: string) => void) | undefined
  readonly #url: string
  #pipe: Pipe | undefined

  /** `ws://…`, `wss://…`, `udp://host:port`, `tcp://…` or `tls://…`. */
  constructor(url: string) {
    this.#url = url
    this.protocol = new URL(url).protocol.slice(0, -1).toUpperCase()
  }

  isConnected = (): boolean => this.#pipe?.open ?? false

  async connect(): Promise<void> {
    this.#pipe = await openPipe(this.#url, {
      onText: (text) => this.onMessage?.(text),
      onClose: () => {
        this.#become(TransportState.Disconnected)
        this.onDisconnect?.(new Error('closed'))
      },
    })
    this.#become(TransportState.Connected)
    this.onConnect?.()
  }

  async disconnect(): Promise<void> {
    this.#pipe?.close()
  }

  async dispose(): Promise<void> {
    await this.disconnect()
  }

  async send(message: string): Promise<void> {
    if (!this.#pipe?.open) throw new Error('Not connected')
    await this.#pipe.send(message)
  }

  #become(state: TransportState): void {
    this.state = state
    this.stateChange.emit(state)
  }
}

function openPipe(url: string, events: PipeEvents): Promise<Pipe> {
  const { protocol, hostname: host, port } = new URL(url)
  if (protocol === 'udp:') return openUdp({ host, port: Number(port) }, events)
  if (protocol === 'tcp:') return openStream(connect(Number(port), host), 'connect', events)
  if (protocol === 'tls:') {
    const socket = connectTls({ host, port: Number(port), rejectUnauthorized: false })
    return openStream(socket, 'secureConnect', events)
  }
  return openWebSocket(url, events)
}

async function openWebSocket(url: string, { onText, onClose }: PipeEvents): Promise<Pipe> {
  const socket = new WebSocket(url, 'sip', { rejectUnauthorized: false })
  socket.on('message', (data) => onText(data.toString()))
  socket.on('close', onClose)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    get open() {
      return socket.readyState === WebSocket.OPEN
    },
    send: async (text) => socket.send(text),
    close: () => socket.terminate(),
  }
}

async function openStream(socket: Socket, ready: string, { onText, onClose }: PipeEvents): Promise<Pipe> {
  const framer = createFramer({ onText, onPing: () => undefined })
  socket.on('data', (bytes) => framer.push(bytes))
  socket.on('close', onClose)
  await new Promise<void>((resolve, reject) => {
    socket.once(ready, resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined) // 'close' follows
  return {
    get open() {
      return socket.writable
    },
    send: async (text) => void socket.write(text),
    close: () => socket.destroy(),
  }
}

async function openUdp(
  { host, port }: { host: string; port: number },
  { onText, onClose }: PipeEvents,
): Promise<Pipe> {
  const socket = createSocket('udp4')
  let open = true
  const timers = createTransactionTimers(async (text) => {
    if (open) socket.send(text, port, host)
  })
  socket.on('message', (bytes) => {
    const text = bytes.toString()
    if (timers.receive(text)) onText(text)
  })
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    get open() {
      return open
    },
    send: (text) => timers.send(text),
    close() {
      if (!open) return
      open = false
      timers.stop()
      socket.close(onClose)
    },
  }
}
