import { type DatagramEvents, type Datagrams, ownDatagrams, sharedDatagrams } from './datagrams.ts'
import { failureOf, placeOf, type SocketFailure } from './failure.ts'
import { createKeepAlive } from './keep-alive.ts'
import { createLargeRequests } from './large-requests.ts'
import { createOwnNames, type OwnNames } from './own-name.ts'
import { createSipPing } from './sip-ping.ts'
import type { Socket, SocketEvents, SocketOptions } from './socket.ts'
import { createStunPing, isStun } from './stun-ping.ts'
import type { PlainTarget } from './target.ts'
import { createTransactions } from './transactions.ts'

/** Keeps the way open through a NAT where the server knows no STUN, and nobody answers it. */
const KEEP_OPEN = '\r\n\r\n'

/**
 * One flow to one server over UDP, with the retransmissions that SIP.js doesn't do: by a socket of its own, or by the port
 * of direct calls while that is open, so that what is registered is where they come to.
 */
export function openUdp(target: PlainTarget, options: SocketOptions, events: SocketEvents): Socket {
  const { timing } = options
  const ping = createSipPing(options.aor, options.placeholders.viaHost, options.userAgent)
  let own: OwnNames | null = null
  let local: string | null = null
  let closed = false
  let answersOptions = false
  /** The registrar grants flows, so that the server has to answer STUN; some don't, until they have shown that they do. */
  let mayStun = false
  let answersStun = false
  let keepOpen: NodeJS.Timeout | undefined

  const stop = () => {
    closed = true
    clearInterval(keepOpen)
    keepAlive.stop()
    stun.stop()
    transactions.stop()
    large.close()
    datagrams.close()
  }
  const finish = (failure: SocketFailure) => {
    if (closed) return
    stop()
    events.closed(failure)
  }

  const write = (text: string): void => {
    if (closed) return
    events.sent(text)
    datagrams.send(text)
  }
  const transactions = createTransactions(timing, write)
  const large = createLargeRequests(target, options, {
    received: (bytes) => received(bytes),
    sent: (message) => events.sent(message),
    unanswered: (request) => {
      if (own && !closed) transactions.send(own.write(request, 'udp'))
    },
  })

  const stun = createStunPing(timing.t1, (bytes) => {
    if (!closed) datagrams.send(bytes)
  })
  const keepAlive = createKeepAlive(
    timing,
    () => {
      if (mayStun) stun.ask()
      if (answersStun) return
      if (own) transactions.send(own.write(ping.make(), 'udp'))
    },
    (deadline) => {
      if (answersOptions || answersStun) {
        const detail = `${placeOf(target)} gave no sign of life for ${deadline / 1000} s`
        finish({ reason: 'connectionLost', detail })
        return
      }
      keepAlive.start()
      events.silent()
    },
  )

  const receivedStun = (bytes: Buffer): void => {
    const what = stun.received(bytes)
    if (what === 'nothing') return
    answersStun = true
    // From now on each question keeps the way open as well.
    clearInterval(keepOpen)
    keepAlive.answered()
    events.alive()
    // Over another address than before no request finds us any more (RFC 5626 §4.4.2).
    if (what === 'moved' && !closed) events.readdressed()
  }

  const received = (bytes: Buffer): void => {
    if (closed) return
    keepAlive.heard()
    if (ping.isAnswer(bytes)) {
      answersOptions = true
      keepAlive.answered()
      events.alive()
      return
    }
    const moved = own?.learn(bytes) ?? false
    events.received(bytes)
    if (moved && !closed) events.readdressed()
  }

  const { shared, findRoute } = options
  const wire: DatagramEvents = {
    failed: (error) => finish(failureOf(error, target, 'sip')),
    opened: (at) => {
      if (closed) return
      local = at.host
      own = createOwnNames(options.placeholders, 'udp', at)
      keepOpen = setInterval(() => datagrams.send(KEEP_OPEN), timing.idle)
      keepAlive.start()
      events.opened()
    },
    received: (bytes) => {
      if (closed) return
      if (isStun(bytes)) return receivedStun(bytes)
      keepAlive.heard()
      if (transactions.received(bytes)) received(bytes)
    },
  }
  const datagrams: Datagrams =
    shared !== null && shared.port() !== null
      ? sharedDatagrams(target, shared, findRoute, wire)
      : ownDatagrams(target, wire)

  return {
    send: async (message) => {
      if (closed || !own) throw new Error('not connected')
      if (large.wants(message) && (await large.send(message, own))) return
      if (closed) throw new Error('not connected')
      transactions.send(own.write(message, 'udp'))
    },
    localAddress: () => local,
    remoteAddress: () => (own ? target.address : null),
    contact: () => own?.contact() ?? null,
    probe: (deadline) => {
      if (!closed && own) keepAlive.probe(deadline)
    },
    keep: ({ outbound, every }) => {
      mayStun = outbound
      // Also while much comes in: it's what we send that keeps a NAT open.
      keepAlive.pace(outbound ? Math.min(every ?? timing.idle, timing.idle) : every)
    },
    close: (failure) => {
      if (closed) return
      stop()
      queueMicrotask(() => events.closed(failure))
    },
  }
}
