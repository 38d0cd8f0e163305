import { HOST } from './listener.ts'
import type { Certificate, Transports, Wire } from './wire.ts'

/** Which transports to serve, all on 127.0.0.1; without a port, or with 0, on a free one. */
export interface TransportOptions {
  /** Default true. */
  websocket?: boolean
  /** `t1`: milliseconds of RFC 3261's timer T1, for tests in a hurry; `repeat: false` sends everything once. */
  udp?: boolean | { port?: number; t1?: number; repeat?: boolean }
  /** On the port of UDP where there is one, unless it is given another. */
  tcp?: boolean | { port: number }
  tls?: Certificate & { port?: number }
}

/** Where to reach the line, for each transport that it serves: a URL for `websocket`, else `host:port`. */
export interface Addresses {
  readonly websocket?: string
  readonly udp?: string
  readonly tcp?: string
  readonly tls?: string
}

export function transportsOf(options: {
  port?: number
  tls?: Certificate
  transports?: TransportOptions
}): Transports {
  const { websocket = true, udp, tcp, tls } = options.transports ?? {}
  const { port: udpPort = 0, ...timers } = typeof udp === 'object' ? udp : {}
  return {
    ...(websocket && { websocket: { port: options.port ?? 0, ...(options.tls && { tls: options.tls }) } }),
    ...(udp && { udp: { port: udpPort, timers } }),
    ...(tcp && { tcp: typeof tcp === 'object' ? tcp : { port: 0 } }),
    ...(tls && { tls: { port: tls.port ?? 0, certificate: { cert: tls.cert, key: tls.key } } }),
  }
}

export function addressesOf(wire: Wire, websocketScheme: 'ws' | 'wss'): Addresses {
  const at = (port: number) => `${HOST}:${port}`
  const { websocket, udp, tcp, tls } = wire.ports
  return {
    ...(websocket && { websocket: `${websocketScheme}://${at(websocket)}` }),
    ...(udp && { udp: at(udp) }),
    ...(tcp && { tcp: at(tcp) }),
    ...(tls && { tls: at(tls) }),
  }
}
