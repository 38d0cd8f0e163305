import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { createStreamFraming } from '../transport/stream-framing.ts'
import { isStun, stunAnswer } from './stun-server.ts'
import { until } from './until.ts'

export type PlainPeerOptions = {
  readonly protocol: 'udp' | 'tcp' | 'tls'
  readonly certificate?: { readonly cert: string; readonly key: string }
  readonly address?: string
  readonly port?: number
}

/** A server of plain SIP that does what a test tells it: a registrar that says yes, unless it is told otherwise. */
export type PlainPeer = {
  /** `host:port`. */
  readonly server: string
  readonly port: number
  /** To whoever sent something last. */
  readonly send: (message: string | Buffer) => void
  /** Every message that arrived, repetitions too. */
  readonly received: readonly string[]
  /** The first message that matches, waited for. */
  readonly heard: (pattern: RegExp) => Promise<string>
  readonly count: (pattern: RegExp) => number
  /** Where the last message came from. */
  readonly from: () => { readonly address: string; readonly port: number }
  /** Whether a message gets lost on its way to the line or from it. */
  lose: (direction: 'in' | 'out', text: string) => boolean
  /** What a request is answered; null for nothing. */
  answer: (request: string) => string | null
  /** Raw bytes instead of what a SIP server would say, to whoever connects. */
  greeting: string | null
  /** Whether it answers line breaks on a stream, as few servers do. */
  pongs: boolean
  /** Which port of the line's it says that it sees, where it answers STUN at all. */
  stun: 'none' | number
  /** STUN requests so far. */
  readonly stunned: () => number
  /** Cuts every connection. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

const COPIED = /^(?:From|To|Call-ID|CSeq): .*$/gim

/** A response to a request of the line's, with what RFC 3261 §8.2.6 copies. */
export function responseTo(
  request: string,
  status: string,
  headers: readonly string[] = [],
  body = '',
): string {
  const copied = (request.match(COPIED) ?? []).map((line) =>
    /^To:/i.test(line) && !/;tag=/i.test(line) ? `${line};tag=peer` : line,
  )
  const vias = request.match(/^Via: .*$/gim) ?? []
  return [
    `SIP/2.0 ${status}`,
    ...vias,
    ...copied,
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

/** The answer of an obliging registrar without voice mailboxes. */
export function obliging(request: string): string | null {
  if (request.startsWith('REGISTER ')) {
    const contact = request.match(/^Contact: (<[^>]*>)/im)?.[1]
    return responseTo(request, '200 OK', contact === undefined ? [] : [`Contact: ${contact};expires=600`])
  }
  if (request.startsWith('OPTIONS ')) return responseTo(request, '200 OK')
  return request.startsWith('SUBSCRIBE ') ? responseTo(request, '489 Bad Event') : null
}

type Wire = { readonly send: (bytes: Buffer) => void; readonly address: string; readonly port: number }

export async function startPlainPeer(options: PlainPeerOptions): Promise<PlainPeer> {
  const { protocol, address = '127.0.0.1', port = 0 } = options
  const received: string[] = []
  const sockets = new Set<Socket>()
  let last: Wire | null = null
  let stunned = 0

  const deliver = (text: string, wire: Wire) => {
    if (peer.lose('out', text)) return
    wire.send(Buffer.from(text))
  }
  const arrived = (bytes: Buffer, wire: Wire) => {
    const text = String(bytes)
    if (text.trim() === '' || peer.lose('in', text)) return
    last = wire
    received.push(text)
    const answer = /^SIP\/2\.0 /.test(text) ? null : peer.answer(text)
    if (answer !== null) deliver(answer, wire)
  }

  const overStream = (socket: Socket) => {
    sockets.add(socket)
    const framing = createStreamFraming()
    const wire = {
      send: (bytes: Buffer) => socket.write(bytes),
      address: socket.remoteAddress ?? '',
      port: socket.remotePort ?? 0,
    }
    if (peer.greeting !== null) socket.write(peer.greeting)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      const frames = framing.push(chunk)
      for (const frame of frames) if (frame.kind === 'message') arrived(frame.bytes, wire)
      if (peer.pongs && frames.some(({ kind }) => kind === 'break')) socket.write('\r\n')
    })
  }

  const listen = async (): Promise<{ port: number; close: () => Promise<void> }> => {
    if (protocol === 'udp') {
      const socket = createSocket('udp4')
      socket.on('message', (bytes, { address: host, port: at }) => {
        if (!isStun(bytes)) {
          arrived(bytes, { send: (reply) => socket.send(reply, at, host), address: host, port: at })
          return
        }
        stunned += 1
        if (peer.stun !== 'none') socket.send(stunAnswer(bytes, peer.stun), at, host)
      })
      await new Promise<void>((resolve) => socket.bind(port, address, resolve))
      return { port: socket.address().port, close: () => new Promise((resolve) => socket.close(resolve)) }
    }
    const server =
      protocol === 'tls' ? createTlsServer({ ...options.certificate }, overStream) : createServer(overStream)
    await new Promise<void>((resolve) => server.listen(port, address, resolve))
    return {
      port: (server.address() as AddressInfo).port,
      close: () =>
        new Promise((resolve) => {
          for (const socket of sockets) socket.destroy()
          server.close(() => resolve())
        }),
    }
  }

  const peer: PlainPeer = {
    server: '',
    port: 0,
    received,
    send: (message) => {
      if (!last) throw new Error('nobody is there')
      if (typeof message === 'string') deliver(message, last)
      else last.send(message)
    },
    heard: (pattern) =>
      until(() => {
        const found = received.find((text) => pattern.test(text))
        if (found === undefined) throw new Error(`no ${pattern} in ${received.join('\n')}`)
        return found
      }),
    count: (pattern) => received.filter((text) => pattern.test(text)).length,
    from: () => last ?? { address: '', port: 0 },
    lose: () => false,
    answer: obliging,
    greeting: null,
    pongs: false,
    stun: 'none',
    stunned: () => stunned,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: () => listening.close(),
  }
  const listening = await listen()
  return Object.assign(peer, { port: listening.port, server: `${address}:${listening.port}` })
}
