import { isResponse, type Remote, withSource } from './message-text.ts'
import { createTransactionTimers, type TransactionTimerOptions } from './transaction-timers.ts'

/** `in`: from an agent to the line. `out`: from the line to an agent. */
export type Direction = 'in' | 'out'

export type TransportName = 'ws' | 'wss' | 'udp' | 'tcp' | 'tls'

/** One agent's connection; over UDP, what comes from and goes to one address. */
export interface Connection {
  readonly id: number
  readonly transport: TransportName
  /** The line's own end, `host:port`. */
  readonly local: string
  readonly remote: Remote
  readonly open: boolean
  /** Sends SIP text through the hooks (see `WireHooks`). Rejects when the socket is gone. */
  send(text: string): Promise<void>
  /** Sends bytes as they are, past every hook; over WebSocket a string is a text frame, a Buffer a binary frame. */
  sendRaw(data: string | Buffer): void
  /** Half-open: the socket stays open, but nothing is read or written any more, pings included. */
  freeze(): void
  /** Cuts the connection without a closing handshake; over UDP the line forgets the address. */
  cut(): void
  /** Closes in order, with a WebSocket close code where there is one. */
  close(code?: number): void
}

/** A message on its way, once the hooks have had it. */
export interface Passage {
  readonly text: string
  /** Milliseconds from now. */
  readonly after: number
}

export interface WireHooks {
  onMessage(direction: Direction, text: string, connection: Connection): void
  /** What to pass on of a message, changed or not, late or twice; nothing swallows it. */
  pass(direction: Direction, text: string): readonly Passage[]
}

/** What a listener has of one agent: a socket, or over UDP an address. */
export interface Channel {
  readonly transport: TransportName
  readonly local: string
  readonly remote: Remote
  readonly open: boolean
  write(data: string | Buffer): Promise<void>
  freeze(): void
  cut(): void
  close(code?: number): void
}

export interface ConnectionEvents {
  hooks: WireHooks
  onText(text: string, connection: Connection): void
}

/** What its listener tells a connection. */
export interface Receiver {
  readonly connection: Connection
  onText(text: string): void
  /** Answers a keep-alive. */
  onPing(): void
  onClosed(): void
}

export interface ReceiverOptions extends ConnectionEvents {
  /** Repeats and recognises what an unreliable transport loses and doubles. */
  timers?: TransactionTimerOptions
  /** Whether a keep-alive is answered. */
  pong: boolean
}

/** A connection over any channel: hooks, half-openness and, where it is asked for, retransmission. */
export function createReceiver(id: number, channel: Channel, options: ReceiverOptions): Receiver {
  const { hooks } = options
  let frozen = false
  const timers = options.timers && createTransactionTimers(transmit, options.timers)

  async function transmit(text: string): Promise<void> {
    const passages = hooks.pass('out', text)
    hooks.onMessage('out', text, connection)
    if (frozen) return
    await Promise.all(passages.map((passage) => along(passage, (passed) => channel.write(passed))))
  }

  const connection: Connection = {
    id,
    transport: channel.transport,
    local: channel.local,
    remote: channel.remote,
    get open() {
      return channel.open
    },
    send: (text) => (timers ? timers.send(text) : transmit(text)),
    sendRaw: (data) => void channel.write(data).catch(() => undefined),
    freeze() {
      frozen = true
      channel.freeze()
    },
    cut: () => channel.cut(),
    close: (code) => channel.close(code),
  }

  return {
    connection,
    onText(text) {
      if (frozen) return
      hooks.onMessage('in', text, connection)
      for (const passage of hooks.pass('in', text)) {
        void along(passage, (passed) => {
          if (!timers || timers.receive(passed)) options.onText(sourced(passed, channel), connection)
        })
      }
    },
    onPing() {
      // RFC 5626 §3.5.1: the answer to a double CRLF is a single one.
      if (!frozen && options.pong) connection.sendRaw('\r\n')
    },
    onClosed: () => timers?.stop(),
  }
}

/** At once for what isn't late, so that messages keep their order. */
async function along({ text, after }: Passage, run: (text: string) => Promise<void> | void): Promise<void> {
  if (after === 0) return run(text)
  await new Promise((resolve) => setTimeout(resolve, after).unref())
  // What comes late may find the socket gone, as on a network.
  await Promise.resolve(run(text)).catch(() => undefined)
}

/** A request that says where it really came from; a WebSocket's client has no address to be wrong about. */
function sourced(text: string, { transport, remote }: Channel): string {
  return isResponse(text) || transport === 'ws' || transport === 'wss' ? text : withSource(text, remote)
}
