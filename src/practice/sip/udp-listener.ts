import { createSocket, type Socket } from 'node:dgram'
import type { Channel, Receiver } from './connection.ts'
import { HOST, type Listener, type ListenerEvents } from './listener.ts'
import { isResponse, type Remote, replyPort, topViaOf } from './message-text.ts'

const mostPeers = 1_000

/** SIP over UDP, server side: whatever comes from one address is one connection, as behind a NAT (RFC 3581). */
export function createUdpListener(options: ListenerEvents): Listener {
  let socket: Socket | undefined
  let port = 0
  const peers = new Map<string, Receiver>()

  function forget(key: string): void {
    const receiver = peers.get(key)
    peers.delete(key)
    receiver?.onClosed()
  }

  function receiverOf(remote: Remote): Receiver {
    const key = keyOf(remote)
    const known = peers.get(key)
    if (known) return known
    const [oldest] = peers.keys()
    if (peers.size >= mostPeers && oldest !== undefined) forget(oldest)
    const receiver = options.accept(channelOf(remote))
    peers.set(key, receiver)
    return receiver
  }

  function channelOf(remote: Remote): Channel {
    const key = keyOf(remote)
    return {
      transport: 'udp',
      local: `${HOST}:${port}`,
      remote,
      get open() {
        return peers.has(key)
      },
      write: (data) =>
        new Promise((resolve, reject) => {
          if (!socket) return reject(new Error('The line is down'))
          const to =
            typeof data === 'string' && isResponse(data) ? replyPort(topViaOf(data), remote) : remote.port
          socket.send(data, to, remote.host, (error) => (error ? reject(error) : resolve()))
        }),
      freeze: () => undefined, // nothing is read or answered any more, and there is no socket to stop
      cut: () => forget(key),
      close: () => forget(key),
    }
  }

  return {
    async listen(wanted) {
      const next = createSocket('udp4')
      next.on('message', (bytes, { address, port: from }) => {
        const receiver = receiverOf({ host: address, port: from })
        const text = bytes.toString()
        if (/^[\r\n\0]*$/.test(text)) receiver.onPing()
        else receiver.onText(text)
      })
      await new Promise<void>((resolve, reject) => {
        next.once('error', reject)
        next.bind(wanted, HOST, resolve)
      })
      next.on('error', () => undefined) // a datagram that can't be sent is one that is lost
      port = next.address().port
      socket = next
      return port
    },

    async goDown() {
      const last = socket
      socket = undefined
      for (const key of [...peers.keys()]) forget(key)
      if (last) await new Promise<void>((resolve) => last.close(() => resolve()))
    },
  }
}

function keyOf({ host, port }: Remote): string {
  return `${host}:${port}`
}
