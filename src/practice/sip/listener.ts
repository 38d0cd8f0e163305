import type { AddressInfo, Server } from 'node:net'
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

/** Resolves with the port; rejects when it can't be had. */
export async function listenOn(server: Server, wanted: number): Promise<number> {
  // Without a listener a TLS client that rejects the certificate would end the process.
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, HOST, resolve)
  })
  return (server.address() as AddressInfo).port
}

/** Resolves once nothing is left of the server; its connections have to be cut beside. */
export async function stopped(server: Server | undefined): Promise<void> {
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
}
