import { createSocket } from 'node:dgram'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createStreamFraming } from '../transport/stream-framing.ts'
import { fakeSdp } from './fake-description-handler.ts'
import { responseTo } from './plain-peer.ts'
import { fieldIn, statusIn } from './raw-call.ts'
import { until } from './until.ts'

export type DirectPeer = {
  /** `host:port`. */
  readonly at: string
  readonly port: number
  readonly received: readonly string[]
  /** What came, of this call and beginning so; waits for it. */
  readonly heard: (begins: RegExp, callId?: string) => Promise<string>
  /** A request to a line at `port`. Over TCP by the connection that is open, or a new one. */
  readonly send: (message: string, port: number) => void
  /** What it answers a request; null for nothing. */
  answer: (request: string) => string | null
  /** Cuts its connections. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** A phone with an address of its own, over UDP and TCP, that says what a test tells it. */
export async function startDirectPeer(
  protocol: 'udp' | 'tcp',
  address = '127.0.0.1',
  wanted = 0,
): Promise<DirectPeer> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  let outgoing: Socket | null = null
  const arrived = (text: string, reply: (message: string) => void) => {
    if (text.trim() === '') return
    received.push(text)
    const answer = text.startsWith('SIP/2.0 ') ? null : peer.answer(text)
    if (answer !== null) reply(answer)
  }
  const overStream = (socket: Socket): Socket => {
    sockets.add(socket)
    const framing = createStreamFraming()
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      if (outgoing === socket) outgoing = null
    })
    socket.on('data', (chunk) => {
      for (const frame of framing.push(chunk)) {
        if (frame.kind === 'message') arrived(String(frame.bytes), (message) => socket.write(message))
      }
    })
    return socket
  }
  const udp = createSocket('udp4')
  udp.on('message', (bytes, from) =>
    arrived(String(bytes), (message) => udp.send(message, from.port, from.address)),
  )
  const tcp = createServer(overStream)
  // What is free for the one may be taken for the other: any free pair does.
  const port = await until(async () => {
    await new Promise<void>((resolve, reject) => {
      tcp.once('error', reject).listen(wanted, address, resolve)
    })
    const free = (tcp.address() as AddressInfo).port
    await new Promise<void>((resolve, reject) => {
      udp.once('error', (error) => tcp.close(() => reject(error))).bind(free, address, resolve)
    })
    return free
  })

  const peer: DirectPeer = {
    at: `${address}:${port}`,
    port,
    received,
    heard: (begins, callId) =>
      until(() => {
        const found = received.find(
          (text) => begins.test(text) && (callId === undefined || fieldIn(text, 'Call-ID') === callId),
        )
        if (found === undefined) throw new Error(`nothing of ${begins} in\n${received.join('\n')}`)
        return found
      }),
    send: (message, to) => {
      if (protocol === 'udp') udp.send(message, to, '127.0.0.1')
      else {
        outgoing ??= overStream(connect({ port: to, host: '127.0.0.1', localAddress: address }))
        outgoing.write(message)
      }
    },
    answer: () => null,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      peer.cut()
      await new Promise<void>((resolve) => udp.close(resolve))
      await new Promise<void>((resolve) => tcp.close(() => resolve()))
    },
  }
  return peer
}

/** Answers every call with `180` and `200`, and every request in it. */
export const obligingPhone =
  (peer: DirectPeer, protocol: 'udp' | 'tcp') =>
  (request: string): string | null => {
    const contact = `Contact: <sip:carol@${peer.at}${protocol === 'tcp' ? ';transport=tcp' : ''}>`
    if (request.startsWith('ACK ')) return null
    if (!request.startsWith('INVITE ')) return responseTo(request, '200 OK')
    return responseTo(request, '200 OK', [contact, 'Content-Type: application/sdp'], fakeSdp('sendrecv'))
  }

export type DirectCall = {
  readonly id: string
  readonly request: (
    method: string,
    more?: { readonly to?: string; readonly headers?: readonly string[] },
  ) => string
}

let made = 0

/** The requests of a caller who rings at `port` for `user`. */
export function directCall(
  peer: DirectPeer,
  protocol: 'udp' | 'tcp',
  port: number,
  { user = 'agent', from = 'carol', tag = '', id = '' } = {},
): DirectCall {
  made += 1
  const callId = id === '' ? `direct-${made}` : id
  let cseq = 0
  let branch = ''
  return {
    id: callId,
    request: (method, { to = '', headers = [] } = {}) => {
      if (method !== 'ACK' && method !== 'CANCEL') cseq += 1
      if (method !== 'CANCEL') branch = `z9hG4bK${callId}-${made}-${cseq}-${method}`
      const body = method === 'INVITE' ? fakeSdp('sendrecv') : ''
      const transport = protocol === 'tcp' ? ';transport=tcp' : ''
      return [
        `${method} sip:${user}@127.0.0.1:${port}${transport} SIP/2.0`,
        `Via: SIP/2.0/${protocol.toUpperCase()} ${peer.at};branch=${branch};rport`,
        'Max-Forwards: 70',
        `From: "Carol" <sip:${from}@${peer.at}>;tag=${tag || callId}`,
        `To: ${to === '' ? `<sip:${user}@127.0.0.1>` : to}`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq} ${method}`,
        `Contact: <sip:${from}@${peer.at}${transport}>`,
        ...headers,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n')
    },
  }
}

export { fieldIn, statusIn }
