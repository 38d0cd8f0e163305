import type { Socket, SocketEvents, SocketOptions } from './socket.ts'
import { openStream } from './stream.ts'
import type { Target } from './targets.ts'
import { openUdp } from './udp.ts'
import { openWebSocket } from './websocket.ts'

/** Opens the kind of connection that a target asks for. */
export function openSocket(target: Target, options: SocketOptions, events: SocketEvents): Socket {
  if (target.kind === 'websocket') return openWebSocket(target.server, options, events)
  return target.plain.protocol === 'udp'
    ? openUdp(target.plain, options, events)
    : openStream(target.plain, options, events)
}
