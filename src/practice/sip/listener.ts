import type { Channel, Receiver } from './connection.ts'

/** One transport's server on 127.0.0.1. */
export interface Listener {
  /** Starts to listen on `port`, or a free one for 0; resolves with which. Rejects when it can't be had. */
  listen(port: number): Promise<number>
  /** Stops to listen and cuts every connection. */
  goDown(): Promise<void>
}

export interface ListenerEvents {
  /** A new connection; what comes over it goes to the receiver. */
  accept(channel: Channel): Receiver
}

/** Nothing of the line is ever reachable from another machine. */
export const HOST = '127.0.0.1'
