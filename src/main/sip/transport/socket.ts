import type { LineTiming } from '../timing.ts'
import type { Placeholders } from './addressing.ts'
import type { SharedPort } from './datagrams.ts'
import type { SocketFailure } from './failure.ts'
import type { FindRoute } from './network-watch.ts'

export type SocketEvents = {
  opened(): void
  received(message: Buffer): void
  /** A message as it goes out, each time that it does. */
  sent(message: string): void
  /** The server answered the question for a sign of life. */
  alive(): void
  /** The server sees us at another address than before: what was registered leads nowhere. */
  readdressed(): void
  /** No sign of life, but from a server that never gave one when asked: only a REGISTER can tell. */
  silent(): void
  /** Once, whatever happened, and never before the function that opens has returned. */
  closed(failure: SocketFailure): void
}

/** What a registrar grants of RFC 5626 to the connection that a REGISTER came by. */
export type Flow = {
  /** Requests to us come by this connection, and the server answers STUN on it where it is UDP. */
  readonly outbound: boolean
  /** The server wants to hear something this often, in milliseconds; null where it doesn't say. */
  readonly every: number | null
}

/** One connection. It isn't used again after it closed. */
export type Socket = {
  /** Rejects when the connection isn't open or breaks while the message is written. */
  readonly send: (message: string) => Promise<void>
  /** This computer's address on the way to the server; null before it opened. */
  readonly localAddress: () => string | null
  /** The server's address; null before it opened. */
  readonly remoteAddress: () => string | null
  /** The Contact that requests of ours carry; null where it isn't an address (RFC 7118). */
  readonly contact: () => string | null
  /** Asks the server for a sign of life within `deadline` milliseconds, else closes. */
  readonly probe: (deadline: number) => void
  /** Kept alive as the registrar wants it from now on. */
  readonly keep: (flow: Flow) => void
  /** Closes in order, without waiting for the server. */
  readonly close: (failure: SocketFailure) => void
}

export type SocketOptions = {
  readonly certificates: readonly string[]
  readonly userAgent: string
  readonly timing: LineTiming
  /** Of the user agent that sends by this socket. */
  readonly placeholders: Placeholders
  /** The port of direct calls, for a UDP flow; null where there are none. */
  readonly shared: SharedPort | null
  readonly findRoute: FindRoute
  /** Whom an OPTIONS of ours comes from and goes to: our own address, which the server knows. */
  readonly aor: string
}
