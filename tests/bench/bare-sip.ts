// The phone that `ring` and `ring-udp` are measured against, on a thread of its own: SIP.js, and a 180 for each INVITE.
import { createSocket, type Socket } from 'node:dgram'
import { workerData } from 'node:worker_threads'
import { EmitterImpl, Registerer, type Transport, TransportState, UserAgent } from 'sip.js'
import { WebSocket } from 'ws'
import { createFakeDescriptionHandler } from '../../src/main/sip/testing/fake-description-handler.ts'

/** The least that SIP.js needs to speak: no guard, no ping, no reconnect, nothing said twice. */
class BareTransport implements Transport {
  readonly protocol: string
  readonly stateChange = new EmitterImpl<TransportState>()
  onConnect: (() => void) | undefined
  onDisconnect: ((error?: Error) => void) | undefined
  onMessage: ((message: string) => void) | undefined
  state = TransportState.Disconnected
  private readonly url: string
  private socket: WebSocket | null = null
  private datagrams: Socket | null = null

  constructor(_logger: unknown, options: { readonly url: string }) {
    this.url = options.url
    this.protocol = options.url.startsWith('udp:') ? 'UDP' : 'WS'
  }

  private connected(): void {
    this.state = TransportState.Connected
    this.stateChange.emit(this.state)
    this.onConnect?.()
  }

  private bind(): Promise<void> {
    const { hostname, port } = new URL(this.url)
    const socket = createSocket('udp4')
    socket.on('message', (data) => this.onMessage?.(String(data)))
    this.datagrams = socket
    return new Promise((resolve) => {
      socket.connect(Number(port), hostname, () => {
        this.connected()
        resolve()
      })
    })
  }

  connect(): Promise<void> {
    if (this.protocol === 'UDP') return this.bind()
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.url, 'sip')
      socket.once('error', reject)
      socket.once('open', () => {
        this.connected()
        resolve()
      })
      socket.on('message', (data) => this.onMessage?.(String(data)))
      this.socket = socket
    })
  }
  disconnect(): Promise<void> {
    this.socket?.terminate()
    this.datagrams?.close()
    return Promise.resolve()
  }
  dispose(): Promise<void> {
    return this.disconnect()
  }
  isConnected(): boolean {
    return this.state === TransportState.Connected
  }
  send(message: string): Promise<void> {
    this.socket?.send(message)
    this.datagrams?.send(message)
    return Promise.resolve()
  }
}

const { url, domain } = workerData as { readonly url: string; readonly domain: string }
const uri = UserAgent.makeURI(`sip:bare@${domain}`)
if (!uri) throw new Error('no address')
const ua = new UserAgent({
  uri,
  authorizationUsername: 'bare',
  authorizationPassword: 'bare',
  transportConstructor: BareTransport,
  transportOptions: { url },
  contactParams: { transport: 'ws' },
  sendInitialProvisionalResponse: false,
  logBuiltinEnabled: false,
  sessionDescriptionHandlerFactory: () => createFakeDescriptionHandler(),
  delegate: { onInvite: (invitation) => void invitation.progress() },
})
await ua.start()
await new Registerer(ua, { expires: 600 }).register()
