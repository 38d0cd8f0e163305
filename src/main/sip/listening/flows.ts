import type { Socket as TcpSocket } from 'node:net'
import type { LineTiming } from '../timing.ts'
import type { HostPort } from '../transport/addressing.ts'
import type { SharedPort } from '../transport/datagrams.ts'
import { placeOf } from '../transport/failure.ts'
import type { FindRoute } from '../transport/network-watch.ts'
import type { PlainTarget } from '../transport/target.ts'
import { createBounded } from './bounded.ts'
import { openConnection } from './connect.ts'
import { createStreamFlow, createUdpFlow, type Flow, type UdpFlow } from './flow.ts'
import type { OpenPort } from './ports.ts'
import { responsePort } from './received-via.ts'
import { plainAddress } from './sources.ts'

export type FlowsParts = {
  readonly timing: LineTiming
  readonly certificates: readonly string[]
  readonly findRoute: FindRoute
  readonly port: () => OpenPort | null
  /** A call goes by it: it has to stay. */
  readonly inUse: (flow: Flow) => boolean
  /** Whether a message may come in; it is judged before anything is remembered of whoever sent it. */
  readonly admits: (message: Buffer, address: string) => boolean
  /** It came in, by this flow. */
  readonly admitted: (message: Buffer, flow: Flow) => void
  /** It is for the layer above, and no repetition. */
  readonly received: (message: Buffer, flow: Flow) => void
  readonly sent: (message: string) => void
  readonly log: (level: 'info', message: string) => void
  /** A connection broke. */
  readonly closed: (flow: Flow) => void
}

/** Every other end that something came from or goes to. */
export type Flows = {
  readonly datagram: (message: Buffer, from: HostPort) => void
  /** What comes from there is somebody else's, until that leaves. */
  readonly join: SharedPort['join']
  readonly connection: (socket: TcpSocket, welcomes: (address: string) => boolean) => void
  /** To the first that can be reached; what is too large for UDP goes by TCP where that is spoken. Rejects: to nobody. */
  readonly to: (targets: readonly PlainTarget[], bytes: number) => Promise<Flow>
  /** For an answer whose connection is gone (RFC 3261 §18.2.2). */
  readonly back: (response: string, flow: Flow) => Promise<Flow>
  readonly close: () => void
}

const MOST_ENDS = 500
const MOST_CONNECTIONS = 100
const MOST_OF_ONE = 8
/** Bytes that a datagram may have (RFC 3261 §18.1.1); what is added to Via and Contact on the way out is counted in. */
const MOST_BY_UDP = 1_300 - 60

const keyOf = ({ host, port }: HostPort): string => `${host} ${port}`

export function createFlows(parts: FlowsParts): Flows {
  const { timing } = parts
  const ends = createBounded<UdpFlow>(
    MOST_ENDS,
    (_key, flow) => parts.inUse(flow),
    (flow) => flow.close(),
  )
  const joined = new Map<string, (message: Buffer) => void>()
  const connections = new Set<Flow>()
  const reached = new Map<string, Promise<Flow>>()
  const ownPort = (): number => parts.port()?.port ?? 0

  const end = (remote: HostPort): UdpFlow => {
    const known = ends.get(keyOf(remote))
    if (known) return known
    const made = createUdpFlow(remote, timing, ownPort(), (message, to) => {
      parts.sent(message)
      parts.port()?.write(message, to)
    })
    ends.set(keyOf(remote), made)
    return made
  }

  /** Which of this computer's addresses leads there: asked anew each time, as the network may have changed. */
  const localised = async (flow: UdpFlow): Promise<UdpFlow> => {
    const address = await parts.findRoute(plainAddress(flow.remote.host))
    if (address !== null) flow.localIs(address)
    return flow
  }

  const turns = new WeakMap<UdpFlow, Promise<unknown>>()
  /** Once it is known by which address we are reached, and after what came before. */
  const inOrder = (flow: UdpFlow, run: () => void): void => {
    const before = turns.get(flow) ?? Promise.resolve()
    turns.set(flow, before.then(() => localised(flow)).then(run))
  }

  const stream = (socket: TcpSocket, protocol: 'tcp' | 'tls', theirs: boolean): Flow => {
    const remote = { host: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 }
    // Whoever opens a connection and says nothing that is let in would keep one of a few for ever.
    let unproven = theirs
    const idle = theirs ? setTimeout(() => flow.close(), timing.pong) : undefined
    const flow: Flow = createStreamFlow(socket, protocol, remote, ownPort(), timing, {
      received: (message) => {
        if (!parts.admits(message, remote.host)) {
          if (unproven) flow.close()
          return
        }
        unproven = false
        clearTimeout(idle)
        parts.admitted(message, flow)
        parts.received(message, flow)
      },
      sent: parts.sent,
      closed: () => {
        clearTimeout(idle)
        connections.delete(flow)
        parts.closed(flow)
      },
    })
    connections.add(flow)
    return flow
  }

  const connect = (target: PlainTarget, within: number): Promise<Flow> => {
    const protocol = target.protocol === 'tls' ? 'tls' : 'tcp'
    const key = `${protocol} ${target.address} ${target.port}`
    const known = reached.get(key)
    if (known) return known
    const forget = (): void => void reached.delete(key)
    const made = openConnection({ ...target, protocol }, parts.certificates, within).then((socket) => {
      socket.once('close', forget)
      return stream(socket, protocol, false)
    })
    reached.set(key, made)
    made.catch(forget)
    return made
  }

  const reach = async (target: PlainTarget, bytes: number): Promise<Flow> => {
    if (target.protocol !== 'udp') return connect(target, timing.connect)
    if (bytes > MOST_BY_UDP) {
      const large = await connect(target, timing.largeByTcp).catch(() => null)
      if (large) return large
    }
    return localised(end({ host: target.address, port: target.port }))
  }

  return {
    join: (remote, received) => {
      const key = keyOf({ host: plainAddress(remote.host), port: remote.port })
      joined.set(key, received)
      return {
        send: (message) => parts.port()?.write(message, remote),
        leave: () => {
          if (joined.get(key) === received) joined.delete(key)
        },
      }
    },
    datagram: (message, from) => {
      const remote = { host: plainAddress(from.host), port: from.port }
      const taken = joined.get(keyOf(remote))
      if (taken) return taken(message)
      if (!parts.admits(message, remote.host)) return
      const flow = end(remote)
      parts.admitted(message, flow)
      inOrder(flow, () => {
        if (flow.received(message)) parts.received(message, flow)
      })
    },
    connection: (socket, welcomes) => {
      const address = socket.remoteAddress ?? ''
      const ofOne = [...connections].filter(({ remote }) => remote.host === plainAddress(address)).length
      if (!welcomes(address) || connections.size >= MOST_CONNECTIONS || ofOne >= MOST_OF_ONE) {
        socket.destroy()
        return
      }
      stream(socket, 'tcp', true)
    },
    to: async (targets, bytes) => {
      for (const target of targets) {
        const flow = await reach(target, bytes).catch((error: unknown) => {
          parts.log('info', `no way to ${placeOf(target)} by ${target.protocol}: ${String(error)}`)
          return null
        })
        if (flow) return flow
      }
      throw new Error('no way to whoever it is for')
    },
    back: (response, { remote }) =>
      connect(
        { protocol: 'tcp', host: remote.host, address: remote.host, port: responsePort(response) },
        timing.connect,
      ),
    close: () => {
      for (const flow of connections) flow.close()
      for (const [, flow] of ends.entries()) flow.close()
    },
  }
}
