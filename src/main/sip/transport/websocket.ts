import { type RawData, WebSocket } from 'ws'
import type { ServerUrl } from '../server-url.ts'
import type { LineTiming } from '../timing.ts'
import { certificateFailure, trusted } from './certificate.ts'
import { failureOf, failureOfHttp, isCertificateError, type SocketFailure } from './failure.ts'

export type SocketEvents = {
  opened(): void
  received(message: Buffer): void
  /** Once, whatever happened, and never before `openWebSocket` has returned. */
  closed(failure: SocketFailure): void
}

/** One connection. It isn't used again after it closed. */
export type Socket = {
  /** Rejects when the connection isn't open or breaks while the message is written. */
  readonly send: (message: string) => Promise<void>
  /** This computer's address on the way to the server; null before it opened. */
  readonly localAddress: () => string | null
  /** Asks the server for a sign of life within `deadline` milliseconds, else closes. */
  readonly probe: (deadline: number) => void
  /** Closes in order, without waiting for the server. */
  readonly close: (failure: SocketFailure) => void
}

/** Far above what the guard lets through, so that one oversized message doesn't cost the connection. */
const MOST_BYTES = 1024 * 1024

const asBuffer = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data

/**
 * Opens a SIP connection over WebSocket (RFC 7118) with the system's certificate verification. A ping after each
 * `idle` of silence finds a connection that died without a word: neither TCP nor SIP would notice for minutes.
 */
export function openWebSocket(
  server: ServerUrl,
  options: {
    readonly certificates: readonly string[]
    readonly userAgent: string
    readonly timing: LineTiming
  },
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
  // What may be waited for: anything at all, or the pong alone, as data may have lain in a buffer since before.
  let waiting: 'nothing' | 'sign' | 'pong' = 'nothing'
  let lastHeard = performance.now()
  let watch: NodeJS.Timeout | undefined

  const finish = (failure: SocketFailure) => {
    if (closed) return
    closed = true
    clearTimeout(watch)
    socket.terminate()
    events.closed(failure)
  }

  const heard = () => {
    lastHeard = performance.now()
    if (waiting === 'sign') watchIdle()
  }

  const ping = (deadline: number, wanted: 'sign' | 'pong') => {
    waiting = wanted
    clearTimeout(watch)
    watch = setTimeout(() => {
      finish({
        reason: 'connectionLost',
        detail: `${server.host} gave no sign of life for ${deadline / 1000} s`,
      })
    }, deadline)
    socket.ping()
  }

  const watchIdle = () => {
    waiting = 'nothing'
    clearTimeout(watch)
    const silent = performance.now() - lastHeard
    watch = setTimeout(
      () => {
        if (performance.now() - lastHeard >= timing.idle) ping(timing.pong, 'sign')
        else watchIdle()
      },
      Math.max(1, timing.idle - silent),
    )
  }

  watch = setTimeout(() => {
    finish({ reason: 'noAnswer', detail: `No answer from ${server.host}:${server.port}` })
  }, timing.connect)

  socket.on('upgrade', (response) => {
    localAddress = response.socket.localAddress ?? null
  })
  socket.on('open', () => {
    if (closed) return
    lastHeard = performance.now()
    watchIdle()
    events.opened()
  })
  socket.on('message', (data) => {
    heard()
    if (!closed) events.received(asBuffer(data))
  })
  socket.on('pong', () => {
    heard()
    if (waiting === 'pong') watchIdle()
  })
  socket.on('ping', heard)
  socket.on('unexpected-response', (_request, response) => {
    response.destroy()
    finish(failureOfHttp(response.statusCode ?? 0, response.statusMessage ?? '', server))
  })
  socket.on('error', (error) => {
    if (closed) return
    if (!isCertificateError(error)) {
      finish(failureOf(error, server))
      return
    }
    // Fetching the dates takes a moment; the close that follows the error must not win over them.
    clearTimeout(watch)
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
        socket.send(message, (error) => (error ? reject(error) : resolve()))
      }),
    localAddress: () => localAddress,
    probe: (deadline) => {
      if (!closed && socket.readyState === WebSocket.OPEN) ping(deadline, 'pong')
    },
    close: (failure) => {
      if (closed) return
      if (socket.readyState === WebSocket.OPEN) socket.close(1000)
      // `terminate` in `finish` would cut a close frame short that is still being written.
      closed = true
      clearTimeout(watch)
      setTimeout(() => socket.terminate(), 500).unref()
      queueMicrotask(() => events.closed(failure))
    },
  }
}
