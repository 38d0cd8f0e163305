import { EmitterImpl, type Transport, TransportState } from 'sip.js'
import type { ListeningPoint } from '../listening/listening-point.ts'
import { allowWhatIsServed } from '../message/allow.ts'
import { tokenBucket } from '../token-bucket.ts'
import type { Socket } from './socket.ts'

/** More REGISTERs than this are a loop, whatever caused it. Refreshing and reconnecting stay far below. */
const REGISTER_BURST = 12
const REGISTERS_PER_SECOND = 0.5

export type SipTransportOptions = {
  /** As Via names it; what a plain line's says is written as it leaves (`addressing.ts`). */
  readonly protocol: 'WS' | 'WSS' | 'UDP'
  /** Every message that goes out, before it does. */
  readonly onSend: (message: string) => void
}

/**
 * What SIP.js sends by. It outlives its sockets, so that calls survive a reconnect; opening and closing them is the
 * connection's business alone, which is why `connect` and `disconnect` do nothing. Messages from the socket don't go
 * through `onMessage` but through the intake, which answers what SIP.js would drop.
 */
export class SipTransport implements Transport {
  readonly protocol: string
  readonly stateChange = new EmitterImpl<TransportState>()
  onConnect: (() => void) | undefined
  onDisconnect: ((error?: Error) => void) | undefined
  onMessage: ((message: string) => void) | undefined

  private readonly hosts = new Set<string>()
  private registeredContact: string | null = null
  private socket: Socket | null = null
  private point: ListeningPoint | null = null
  /** All that is sent goes by the listening point. */
  private direct = false
  private readonly onSend: (message: string) => void
  private readonly registers = tokenBucket(REGISTER_BURST, REGISTERS_PER_SECOND)

  /** SIP.js calls it with a logger that isn't needed and the `transportOptions` of the user agent. */
  constructor(_logger: unknown, options: SipTransportOptions) {
    this.protocol = options.protocol
    this.onSend = options.onSend
  }

  get state(): TransportState {
    return this.isConnected() ? TransportState.Connected : TransportState.Disconnected
  }

  /** What else there is to send by; `direct`: nothing else. */
  listenAt(point: ListeningPoint, direct: boolean): void {
    this.point = point
    this.direct = direct
  }

  attach(socket: Socket): void {
    this.socket = socket
    const address = socket.localAddress()
    if (address !== null) this.hosts.add(address)
    this.stateChange.emit(this.state)
    this.onConnect?.()
  }

  detach(): void {
    if (!this.socket) return
    this.socket = null
    this.stateChange.emit(this.state)
    this.onDisconnect?.()
  }

  /** This computer's address on the way to the server; null without a connection. */
  localAddress(): string | null {
    return this.socket?.localAddress() ?? null
  }

  /** Whether a Via names an address that requests of a plain line were sent from. */
  wasHere(viaHost: string): boolean {
    if (this.point?.wasHere(viaHost)) return true
    return this.contact() !== null && this.hosts.has(viaHost.replace(/^\[|\]$/g, ''))
  }

  /** The Contact that is written into what goes out now; null where SIP.js's own stands. */
  contact(): string | null {
    return this.socket?.contact() ?? null
  }

  /** The Contact that the last REGISTER carried: its answer may bring another one. */
  contactRegistered(): string | null {
    return this.registeredContact
  }

  isConnected(): boolean {
    return this.direct ? (this.point?.isOpen() ?? false) : this.socket !== null
  }

  connect(): Promise<void> {
    return Promise.resolve()
  }

  disconnect(): Promise<void> {
    return Promise.resolve()
  }

  dispose(): Promise<void> {
    this.detach()
    return Promise.resolve()
  }

  send(made: string): Promise<void> {
    const message = allowWhatIsServed(made)
    if (this.point && (this.direct || this.point.owns(message))) {
      this.onSend(message)
      return this.point.send(message)
    }
    if (!this.socket) return Promise.reject(new Error('not connected'))
    if (message.startsWith('REGISTER ')) {
      if (!this.registers.take(performance.now())) {
        return Promise.reject(new Error('too many REGISTER requests'))
      }
      this.registeredContact = this.contact()
    }
    this.onSend(message)
    return this.socket.send(message)
  }
}
