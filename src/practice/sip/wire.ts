import {
  type Channel,
  type Connection,
  type ConnectionEvents,
  createReceiver,
  type Receiver,
} from './connection.ts'
import type { Listener } from './listener.ts'
import { createStreamListener } from './stream-listener.ts'
import type { TransactionTimerOptions } from './transaction-timers.ts'
import { createUdpListener } from './udp-listener.ts'
import { createWebSocketListener } from './websocket-listener.ts'

export interface Certificate {
  cert: string | Buffer
  key: string | Buffer
}

/** Which transports to serve; a port is 0 where any will do. */
export interface Transports {
  websocket?: { port: number; tls?: Certificate }
  udp?: { port: number; timers: TransactionTimerOptions }
  tcp?: { port: number }
  tls?: { port: number; certificate: Certificate }
}

const pairingTries = 20

export interface Wire {
  readonly connections: readonly Connection[]
  /** 0 for a transport that isn't served. */
  readonly ports: Readonly<Record<keyof Transports, number>>
  /** Starts to listen, on the same ports as before when there were any. */
  listen(): Promise<void>
  /** Stops to listen and cuts every connection. */
  goDown(): Promise<void>
}

export interface WireOptions extends ConnectionEvents {
  transports: Transports
  /** Whether keep-alives are answered; Asterisk answers none. */
  pong: boolean
  onClosed(connection: Connection): void
}

/** SIP over every transport asked for, server side, on 127.0.0.1 only. */
export function createWire(options: WireOptions): Wire {
  const { transports } = options
  const open = new Set<Connection>()
  let nextId = 1

  function accept(channel: Channel): Receiver {
    const { hooks, onText, pong } = options
    const timers = channel.transport === 'udp' ? transports.udp?.timers : undefined
    const receiver = createReceiver(nextId++, channel, { hooks, onText, pong, ...(timers ? { timers } : {}) })
    open.add(receiver.connection)
    return {
      ...receiver,
      onClosed() {
        open.delete(receiver.connection)
        receiver.onClosed()
        options.onClosed(receiver.connection)
      },
    }
  }

  const { websocket, tls, tcp, udp } = transports
  const listeners: { [name in keyof Transports]?: Listener } = {
    ...(websocket && { websocket: createWebSocketListener({ accept, ...websocket }) }),
    ...(tls && { tls: createStreamListener({ accept, tls: tls.certificate }) }),
    ...(tcp && { tcp: createStreamListener({ accept }) }),
    ...(udp && { udp: createUdpListener({ accept }) }),
  }
  const ports = {
    websocket: websocket?.port ?? 0,
    tls: tls?.port ?? 0,
    tcp: tcp?.port ?? 0,
    udp: udp?.port ?? 0,
  }

  /** What is too long for a datagram goes to the same port over TCP (RFC 3261 §18.1.1). */
  async function listenPlain(tries = pairingTries): Promise<void> {
    const got = (await listeners.tcp?.listen(ports.tcp || ports.udp)) ?? 0
    try {
      ports.udp = (await listeners.udp?.listen(ports.udp || got)) ?? 0
      ports.tcp = got
    } catch (error) {
      await listeners.tcp?.goDown()
      if (!listeners.tcp || ports.tcp || ports.udp || tries === 0) throw error
      await listenPlain(tries - 1) // a port that was free for TCP isn't always for UDP
    }
  }

  return {
    get connections() {
      return [...open]
    },
    ports,
    async listen() {
      ports.websocket = (await listeners.websocket?.listen(ports.websocket)) ?? 0
      ports.tls = (await listeners.tls?.listen(ports.tls)) ?? 0
      await listenPlain()
    },
    async goDown() {
      await Promise.all(Object.values(listeners).map((listener) => listener.goDown()))
    },
  }
}
