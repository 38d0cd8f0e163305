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

const branchOf = (message: string | Buffer): string => transactionKey(message)?.branch.split(' ')[0] ?? ''

export function createLargeRequests(
  target: PlainTarget,
  options: SocketOptions,
  events: Pick<SocketEvents, 'received' | 'sent'> & {
    /** The connection broke before anything was said to a request. */
    readonly unanswered: (request: string) => void
  },
): LargeRequests {
  /** What went by TCP, until something is said to it. */
  const branches = new Map<string, string | null>()
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
          sent: events.sent,
          received: (bytes) => {
            const branch = branchOf(bytes)
            if (branches.has(branch)) branches.set(branch, null)
            events.received(bytes)
          },
          opened: () => {
            opened = true
            if (stopped) socket.close({ reason: 'signedOut', detail: '' })
            resolve(stopped ? null : socket)
          },
          closed: () => {
            const waiting = [...branches.values()].filter((request) => request !== null)
            // Asking once is enough: each further time would cost a call the same wait.
            if (!opened || waiting.length > 0) refused = true
            connection = null
            branches.clear()
            for (const request of waiting) if (!stopped) events.unanswered(request)
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
      branches.set(branch, message.startsWith('ACK ') ? null : message)
      const [oldest] = branches.keys()
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
