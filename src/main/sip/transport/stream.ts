import { connect as connectTcp, isIP, type Socket as TcpSocket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { certificateFailure, identityError, trusted } from './certificate.ts'
import { failureOf, isCertificateError, otherLanguage, placeOf, type SocketFailure } from './failure.ts'
import { createKeepAlive } from './keep-alive.ts'
import { createOwnNames, type OwnNames } from './own-name.ts'
import { createSipPing } from './sip-ping.ts'
import type { Socket, SocketEvents, SocketOptions } from './socket.ts'
import { createStreamFraming } from './stream-framing.ts'
import type { PlainTarget } from './target.ts'

const PING = '\r\n\r\n'
const PONG = '\r\n'
/** Shown of what came in another language. */
const MOST_SHOWN = 40
const MOST_FIRST_LINE = 10_000

function connect(target: PlainTarget, options: SocketOptions): TcpSocket {
  const to = { host: target.address, port: target.port, noDelay: true }
  if (target.protocol === 'tcp') return connectTcp(to)
  return connectTls({
    ...to,
    ...(isIP(target.host) === 0 && { servername: target.host }),
    minVersion: 'TLSv1.2',
    ca: trusted(options.certificates),
    checkServerIdentity: (_address, certificate) => identityError(target.host, certificate),
  })
}

/**
 * Opens a SIP connection over TCP or TLS 1.2 and later. Silence is asked about by CRLF (RFC 5626 §3.5.1), and by OPTIONS
 * as well until the server has shown that it answers that: many don't.
 */
export function openStream(target: PlainTarget, options: SocketOptions, events: SocketEvents): Socket {
  const { timing } = options
  const socket = connect(target, options)
  const framing = createStreamFraming()
  const ping = createSipPing(options.aor, options.placeholders.viaHost, options.userAgent)
  let own: OwnNames | null = null
  let closed = false
  /** What came first, until its first line is known to be SIP's; null from then on. */
  let beginning: string | null = ''
  let answersOptions = false
  /** Pings whose pong may still come. */
  let asked = 0
  let answersBreaks = false
  let breaks = 0
  let unfinished: NodeJS.Timeout | undefined

  const finish = (failure: SocketFailure) => {
    if (closed) return
    closed = true
    clearTimeout(late)
    clearTimeout(unfinished)
    keepAlive.stop()
    // What was written last, as the answer to a message that broke the stream, still goes out.
    socket.end()
    setTimeout(() => socket.destroy(), 500).unref()
    events.closed(failure)
  }

  const write = (text: string) => {
    if (!closed) socket.write(text)
  }

  const keepAlive = createKeepAlive(
    timing,
    () => {
      asked += 1
      write(PING)
      if (!answersBreaks && own) write(own.write(ping.make(), target.protocol))
    },
    (deadline) => {
      if (answersBreaks || answersOptions) {
        const detail = `${placeOf(target)} gave no sign of life for ${deadline / 1000} s`
        finish({ reason: 'connectionLost', detail })
        return
      }
      keepAlive.start()
      events.silent()
    },
  )

  const late = setTimeout(() => {
    finish({ reason: 'noAnswer', detail: `No answer from ${placeOf(target)}` })
  }, timing.connect)

  const lineBreak = () => {
    if (asked > 0) {
      asked -= 1
      answersBreaks = true
      keepAlive.answered()
      events.alive()
      return
    }
    breaks += 1
    if (breaks < PING.length / PONG.length) return
    breaks = 0
    write(PONG)
  }

  /** Whether the first line of all is SIP's: a web or mail server never says anything that could be waited for. */
  const speaksSip = (chunk: Buffer): boolean => {
    if (beginning === null) return true
    beginning = `${beginning}${chunk.toString('latin1')}`.replace(/^[\r\n]+/, '').slice(0, MOST_FIRST_LINE)
    const [line = '', more] = beginning.split(/[\r\n]/, 2)
    if (more === undefined && line.length < MOST_FIRST_LINE) return true
    if (/SIP\/\d/i.test(line)) {
      beginning = null
      return true
    }
    finish(otherLanguage(target, 'sip', line.slice(0, MOST_SHOWN)))
    return false
  }

  /** A message that promises more than it brings would swallow all that come after it. */
  const watchUnfinished = () => {
    clearTimeout(unfinished)
    if (!framing.unfinished()) return
    unfinished = setTimeout(() => {
      finish({ reason: 'connectionLost', detail: `${placeOf(target)} sent a message that doesn't end` })
    }, timing.pong)
  }

  const received = (bytes: Buffer) => {
    breaks = 0
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

  socket.on(target.protocol === 'tls' ? 'secureConnect' : 'connect', () => {
    if (closed) return
    clearTimeout(late)
    own = createOwnNames(options.placeholders, target.protocol, {
      host: socket.localAddress ?? '',
      port: socket.localPort ?? 0,
    })
    keepAlive.start()
    events.opened()
  })
  socket.on('data', (chunk: Buffer) => {
    keepAlive.heard()
    if (closed || !speaksSip(chunk)) return
    for (const frame of framing.push(chunk)) {
      if (closed) return
      if (frame.kind === 'break') lineBreak()
      else if (frame.kind === 'message') received(frame.bytes)
      else finish({ reason: 'connectionLost', detail: `${placeOf(target)} sent ${frame.why}` })
    }
    watchUnfinished()
  })
  socket.on('error', (error) => {
    if (closed) return
    if (!isCertificateError(error)) {
      finish(failureOf(error, target, 'sip'))
      return
    }
    // Fetching the dates takes a moment; the close that follows the error must not win over them.
    clearTimeout(late)
    socket.removeAllListeners('close')
    void certificateFailure(error, target, timing.connect / 2).then(finish)
  })
  socket.on('close', () => {
    finish({ reason: 'connectionLost', detail: `${placeOf(target)} closed the connection` })
  })

  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (closed || !own) {
          reject(new Error('not connected'))
          return
        }
        const text = own.write(message, target.protocol)
        events.sent(text)
        socket.write(text, (error) => (error ? reject(error) : resolve()))
      }),
    localAddress: () => (own ? (socket.localAddress ?? null) : null),
    remoteAddress: () => (own ? target.address : null),
    contact: () => own?.contact() ?? null,
    probe: (deadline) => {
      if (!closed && own) keepAlive.probe(deadline)
    },
    keep: ({ every }) => keepAlive.pace(every),
    close: (failure) => {
      if (closed) return
      closed = true
      clearTimeout(late)
      clearTimeout(unfinished)
      keepAlive.stop()
      socket.end()
      setTimeout(() => socket.destroy(), 500).unref()
      queueMicrotask(() => events.closed(failure))
    },
  }
}
