import type { Socket as TcpSocket } from 'node:net'
import type { LineTiming } from '../timing.ts'
import type { HostPort, Protocol } from '../transport/addressing.ts'
import { createStreamFraming } from '../transport/stream-framing.ts'
import { createTransactions } from '../transport/transactions.ts'
import { responsePort } from './received-via.ts'

/** The way to one other end: what came from there, and what goes there. */
export type Flow = {
  readonly protocol: Protocol
  readonly remote: HostPort
  /** This computer's end of it: the address of a UDP flow may change with the network. */
  readonly local: () => HostPort
  readonly isOpen: () => boolean
  /** Rejects when it isn't open or breaks while the message is written. */
  readonly send: (message: string) => Promise<void>
  readonly close: () => void
}

export type UdpFlow = Flow & {
  /** Whether what came is for the layer above; a repetition has been dealt with then. */
  readonly received: (message: Buffer) => boolean
  readonly localIs: (address: string) => void
}

/** Requests and answers of one other end over a socket that all of them share, each sent again as RFC 3261 §17 says. */
export function createUdpFlow(
  remote: HostPort,
  timing: LineTiming,
  port: number,
  write: (message: string, to: HostPort) => void,
): UdpFlow {
  let address = ''
  let open = true
  const transactions = createTransactions(timing, (message) => {
    const isResponse = message.startsWith('SIP/2.0 ')
    write(message, isResponse ? { host: remote.host, port: responsePort(message) } : remote)
  })
  return {
    protocol: 'udp',
    remote,
    local: () => ({ host: address, port }),
    localIs: (now) => {
      address = now
    },
    isOpen: () => open,
    received: transactions.received,
    send: async (message) => {
      if (!open) throw new Error('not open')
      transactions.send(message)
    },
    close: () => {
      open = false
      transactions.stop()
    },
  }
}

const PING = '\r\n\r\n'
const PONG = '\r\n'

export type StreamEvents = {
  readonly received: (message: Buffer) => void
  readonly sent: (message: string) => void
  readonly closed: () => void
}

/**
 * A connection that is open. `port` is the one that others reach us at: over TLS only this very connection leads back,
 * as nobody listens for it.
 */
export function createStreamFlow(
  socket: TcpSocket,
  protocol: 'tcp' | 'tls',
  remote: HostPort,
  port: number,
  timing: LineTiming,
  events: StreamEvents,
): Flow {
  const framing = createStreamFraming()
  const local = {
    host: socket.localAddress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '',
    port: protocol === 'tls' ? (socket.localPort ?? 0) : port,
  }
  let open = true
  let breaks = 0
  let unfinished: NodeJS.Timeout | undefined

  const finish = (): void => {
    if (!open) return
    open = false
    clearTimeout(unfinished)
    socket.end()
    setTimeout(() => socket.destroy(), 500).unref()
    events.closed()
  }
  const lineBreak = (): void => {
    breaks += 1
    if (breaks < PING.length / PONG.length) return
    breaks = 0
    socket.write(PONG)
  }

  socket.setKeepAlive(true, timing.idle)
  socket.on('error', finish)
  socket.on('close', finish)
  socket.on('data', (chunk: Buffer) => {
    for (const frame of framing.push(chunk)) {
      if (!open) return
      if (frame.kind === 'break') lineBreak()
      else if (frame.kind === 'broken') finish()
      else {
        breaks = 0
        events.received(frame.bytes)
      }
    }
    clearTimeout(unfinished)
    // A message that promises more than it brings would hold the connection for ever.
    if (open && framing.unfinished()) unfinished = setTimeout(finish, timing.pong)
  })

  return {
    protocol,
    remote,
    local: () => local,
    isOpen: () => open,
    send: (message) =>
      new Promise((resolve, reject) => {
        if (!open) {
          reject(new Error('not open'))
          return
        }
        events.sent(message)
        socket.write(message, (error) => (error ? reject(error) : resolve()))
      }),
    close: finish,
  }
}
