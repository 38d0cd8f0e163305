import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { HostPort } from './addressing.ts'
import type { FindRoute } from './network-watch.ts'
import type { PlainTarget } from './target.ts'

export type DatagramEvents = {
  /** `local` is this computer's address on the way there. */
  readonly opened: (local: HostPort) => void
  readonly received: (message: Buffer) => void
  readonly failed: (error: Error) => void
}

/** Datagrams to and from one other end. */
export type Datagrams = { readonly send: (message: string | Buffer) => void; readonly close: () => void }

/**
 * By a socket of their own, which is connected: nobody else gets a word in, the system says when nothing listens there, and
 * it knows which of this computer's addresses leads there.
 */
export function ownDatagrams({ address, port }: PlainTarget, events: DatagramEvents): Datagrams {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  socket.on('error', events.failed)
  socket.on('message', events.received)
  socket.on('connect', () => {
    const local = socket.address()
    events.opened({ host: local.address, port: local.port })
  })
  socket.connect(port, address)
  return { send: (message) => socket.send(message), close: () => socket.close() }
}

/** A port that others find us at, too. */
export type SharedPort = {
  /** Null while it isn't open. */
  readonly port: () => number | null
  /** What comes from this one end is handed over, until it leaves. */
  readonly join: (
    remote: HostPort,
    received: (message: Buffer) => void,
  ) => { readonly send: (message: string | Buffer) => void; readonly leave: () => void }
}

/**
 * By a port that is shared: what is registered then is where those can call who aren't the server. It isn't told when
 * nothing listens there.
 */
export function sharedDatagrams(
  { address, port }: PlainTarget,
  shared: SharedPort,
  findRoute: FindRoute,
  events: DatagramEvents,
): Datagrams {
  const { send, leave } = shared.join({ host: address, port }, events.received)
  let closed = false
  void findRoute(address).then((host) => {
    const own = shared.port()
    if (closed) return
    if (host !== null && own !== null) events.opened({ host, port: own })
    else events.failed(Object.assign(new Error(`no way to ${address}`), { code: 'ENETUNREACH' }))
  })
  return {
    send,
    close: () => {
      closed = true
      leave()
    },
  }
}
