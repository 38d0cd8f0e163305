import { transactionKey } from '../message/transaction-key.ts'
import type { OwnNames } from './own-name.ts'
import type { Socket, SocketEvents, SocketOptions } from './socket.ts'
import { openStream } from './stream.ts'
import type { PlainTarget } from './target.ts'

/** Requests that a UDP line sends by TCP, because datagrams of that size get lost as a whole (RFC 3261 §18.1.1). */
export type LargeRequests = {
  /** Whether a request is too large for UDP, or belongs to one that was: its ACK or CANCEL. */
  readonly wants: (message: string) => boolean
  /** False: the server takes no TCP, and the request has to go by UDP after all. */
  readonly send: (message: string, own: OwnNames) => Promise<boolean>
  readonly close: () => void
}

/** Bytes; what is added to Via and Contact on the way out is counted in. */
const MOST_BY_UDP = 1_300 - 60
const MOST_BRANCHES = 1_000

const branchOf = (message: string): string => transactionKey(message)?.branch.split(' ')[0] ?? ''

export function createLargeRequests(
  target: PlainTarget,
  options: SocketOptions,
  events: Pick<SocketEvents, 'received' | 'sent'>,
): LargeRequests {
  const branches = new Set<string>()
  let connection: Promise<Socket | null> | null = null
  let refused = false
  let stopped = false

  const connect = (): Promise<Socket | null> =>
    new Promise((resolve) => {
      let opened = false
      const socket = openStream(
        { ...target, protocol: 'tcp' },
        { ...options, timing: { ...options.timing, connect: options.timing.largeByTcp } },
        {
          ...events,
          opened: () => {
            opened = true
            if (stopped) socket.close({ reason: 'signedOut', detail: '' })
            resolve(stopped ? null : socket)
          },
          closed: () => {
            // Asking once is enough: each further time would cost a call the same wait.
            if (!opened) refused = true
            connection = null
            resolve(null)
          },
          alive: () => {},
          readdressed: () => {},
          silent: () => {},
        },
      )
    })

  return {
    wants: (message) => {
      if (refused || message.startsWith('SIP/2.0 ')) return false
      return Buffer.byteLength(message) > MOST_BY_UDP || branches.has(branchOf(message))
    },
    send: async (message, own) => {
      connection ??= connect()
      const socket = await connection
      if (!socket) return false
      const branch = branchOf(message)
      branches.add(branch)
      const [oldest] = branches
      if (branches.size > MOST_BRANCHES && oldest !== undefined) branches.delete(oldest)
      try {
        // Whoever answers the call still reaches us by UDP.
        await socket.send(message.replaceAll(options.placeholders.contact, own.contact()))
        return true
      } catch {
        branches.delete(branch)
        return false
      }
    },
    close: () => {
      stopped = true
      void connection?.then((socket) => socket?.close({ reason: 'signedOut', detail: '' }))
    },
  }
}
