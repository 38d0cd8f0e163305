import { type RawData, WebSocket } from 'ws'
import type { ServerUrl } from '../server-url.ts'
import { certificateFailure, trusted } from './certificate.ts'
import { failureOf, failureOfHttp, isCertificateError, type SocketFailure } from './failure.ts'
import { createKeepAlive } from './keep-alive.ts'
import type { Socket, SocketEvents, SocketOptions } from './socket.ts'

/** Far above what the guard lets through, so that one oversized message doesn't cost the connection. */
const MOST_BYTES = 1024 * 1024

const asBuffer = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data

/** Opens a SIP connection over WebSocket (RFC 7118) with the system's certificate verification. */
export function openWebSocket(
  server: ServerUrl,
  options: Pick<SocketOptions, 'certificates' | 'userAgent' | 'timing'>,
  events: SocketEvents,
): Socket {
  const { timing } = options
  const socket = new WebSocket(server.url, 'sip', {
    perMessageDeflate: false,
    // Broken UTF-8 in one header must not tear the connection down: the guard deals with it.
    skipUTF8Validation: true,
    maxPayload: MOST_BYTES,
    followRedirects: false,
    headers: { 'User-Agent': options.userAgent },
    ca: trusted(options.certificates),
  })

  let closed = false
  let localAddress: string | null = null
  let remoteAddress: string | null = null

  const finish = (failure: SocketFailure) => {
    if (closed) return
    closed = true
    clearTimeout(late)
    keepAlive.stop()
    socket.terminate()
    events.closed(failure)
  }
  const keepAlive = createKeepAlive(
    timing,
    () => socket.ping(),
    (deadline) =>
      finish({
        reason: 'connectionLost',
        detail: `${server.host} gave no sign of life for ${deadline / 1000} s`,
      }),
  )
  const late = setTimeout(() => {
    finish({ reason: 'noAnswer', detail: `No answer from ${server.host}:${server.port}` })
  }, timing.connect)

  socket.on('upgrade', (response) => {
    localAddress = response.socket.localAddress ?? null
    remoteAddress = response.socket.remoteAddress ?? null
  })
  socket.on('open', () => {
    if (closed) return
    clearTimeout(late)
    keepAlive.start()
    events.opened()
  })
  socket.on('message', (data) => {
    keepAlive.heard()
    if (!closed) events.received(asBuffer(data))
  })
  socket.on('pong', () => {
    keepAlive.answered()
    if (!closed) events.alive()
  })
  socket.on('ping', keepAlive.heard)
  socket.on('unexpected-response', (_request, response) => {
    response.destroy()
    finish(failureOfHttp(response.statusCode ?? 0, response.statusMessage ?? '', server))
  })
  socket.on('error', (error) => {
    if (closed) return
    if (!isCertificateError(error)) {
      finish(failureOf(error, server, 'websocket'))
      return
    }
    // Fetching the dates takes a moment; the close that follows the error must not win over them.
    clearTimeout(late)
    socket.removeAllListeners('close')
    void certificateFailure(error, server, timing.connect / 2).then(finish)
  })
  socket.on('close', (code, reason) => {
    const said = reason.length > 0 ? `, ${reason.toString('utf8')}` : ''
    finish({ reason: 'connectionLost', detail: `${server.host} closed the connection (${code}${said})` })
  })

  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (closed || socket.readyState !== WebSocket.OPEN) {
          reject(new Error('not connected'))
          return
        }
        events.sent(message)
        socket.send(message, (error) => (error ? reject(error) : resolve()))
      }),
    localAddress: () => localAddress,
    remoteAddress: () => remoteAddress,
    contact: () => null,
    probe: (deadline) => {
      if (!closed && socket.readyState === WebSocket.OPEN) keepAlive.probe(deadline)
    },
    keep: ({ every }) => keepAlive.pace(every),
    close: (failure) => {
      if (closed) return
      if (socket.readyState === WebSocket.OPEN) socket.close(1000)
      // `terminate` in `finish` would cut a close frame short that is still being written.
      closed = true
      clearTimeout(late)
      keepAlive.stop()
      setTimeout(() => socket.terminate(), 500).unref()
      queueMicrotask(() => events.closed(failure))
    },
  }
}
