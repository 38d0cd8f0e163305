import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { sendTo } from './rtp-sockets.ts'
import type { Endpoint } from './sdp.ts'
import { bindingRequest, mappedAddress, readStun } from './stun.ts'

const DEFAULT_PORT = 3478
/** RFC 5389 §7.2.1 would go on for 40 s; nobody waits that long for a call. */
const SEND_AT_MS = [0, 200, 500]
const GIVE_UP_MS = 1_000

/** `host[:port]`, an IPv6 address in brackets. Null for what is neither. */
export function readServer(text: string): { readonly host: string; readonly port: number } | null {
  const [, six, host, port] = text.trim().match(/^(?:\[([0-9a-f:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/i) ?? []
  const name = six ?? host
  const number = port === undefined ? DEFAULT_PORT : Number(port)
  return name === undefined || number === 0 || number > 65_535 ? null : { host: name, port: number }
}

/** Where the far end sees this socket (RFC 5389, binding), as the server tells it. Null when it tells nothing in time. */
export async function publicEndpoint(socket: Socket, server: Endpoint): Promise<Endpoint | null> {
  const transaction = randomBytes(12)
  const request = bindingRequest(transaction)
  return new Promise((resolve) => {
    const finish = (found: Endpoint | null): void => {
      for (const timer of timers) clearTimeout(timer)
      socket.off('message', look)
      resolve(found)
    }
    const look = (datagram: Buffer): void => {
      const message = readStun(datagram)
      if (message?.kind !== 'response' || !message.transaction.equals(transaction)) return
      finish(mappedAddress(message))
    }
    socket.on('message', look)
    const timers = SEND_AT_MS.map((ms) => setTimeout(() => sendTo(socket, request, server), ms))
    timers.push(setTimeout(() => finish(null), GIVE_UP_MS))
  })
}

/** Throws when the name is in no DNS. */
export async function serverAddress(text: string): Promise<Endpoint> {
  const server = readServer(text)
  if (server === null) throw new Error(`${text} is no address of a STUN server`)
  const { address } = await lookup(server.host, 4)
  return { address, port: server.port }
}
