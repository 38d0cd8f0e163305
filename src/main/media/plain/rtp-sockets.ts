import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import { MediaError } from '../media-error.ts'
import type { Endpoint } from './sdp.ts'

/** A pair of UDP sockets: RTP on the even port, RTCP on the next one (RFC 3550 §11). */
export type RtpSockets = {
  readonly address: string
  readonly rtp: Socket
  readonly rtcp: Socket
  readonly rtpPort: number
  readonly rtcpPort: number
  readonly close: () => void
}

export type PortRange = { readonly from: number; readonly to: number }

/** Where the system chooses, it may choose odd ports, or even ones with a neighbour. */
const TRIES_WITHOUT_RANGE = 40

/** RTP of several calls comes in bursts, and must not be lost while main is busy for a moment. */
const BUFFER_BYTES = 512 * 1024

export function bound(address: string, port: number): Promise<Socket> {
  const socket = createSocket({
    type: isIP(address) === 6 ? 'udp6' : 'udp4',
    // Every address here is one already: looking it up would only put the packet off.
    lookup: (host, _options, done) => done(null, host, isIP(host)),
  })
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.close()
      reject(error)
    }
    socket.once('error', failed)
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off('error', failed)
      // ICMP errors of a far end that is gone come here; silence tells as much.
      socket.on('error', () => undefined)
      try {
        socket.setRecvBufferSize(BUFFER_BYTES)
      } catch {
        // The system's own size has to do.
      }
      resolve(socket)
    })
  })
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')

/** Null when one of the two is taken. */
async function pairAt(address: string, port: number): Promise<RtpSockets | null> {
  let rtp: Socket | null = null
  try {
    rtp = await bound(address, port)
    const even = rtp.address().port
    if (even % 2 !== 0) {
      rtp.close()
      return null
    }
    const first = rtp
    const second = await bound(address, even + 1)
    const close = (): void => {
      first.close()
      second.close()
    }
    return { address, rtp: first, rtcp: second, rtpPort: even, rtcpPort: even + 1, close }
  } catch (error) {
    rtp?.close()
    if (isTaken(error)) return null
    throw new MediaError('noPort', `${address}: ${String(error)}`)
  }
}

/** Every even port of the range that has its neighbour in it, from a random one on. */
function* pairsOf({ from, to }: PortRange, random: () => number): Generator<number> {
  const first = from + (from % 2)
  const count = Math.floor((to - first + 1) / 2)
  const start = Math.floor(random() * count)
  for (let step = 0; step < count; step += 1) yield first + 2 * ((start + step) % count)
}

function* anyPort(): Generator<number> {
  for (let tried = 0; tried < TRIES_WITHOUT_RANGE; tried += 1) yield 0
}

/** Rejects with `noPort` when no pair is free, or the address isn't one of this computer. */
export async function openRtpSockets(
  address: string,
  range: PortRange | null,
  random: () => number = Math.random,
): Promise<RtpSockets> {
  for (const port of range === null ? anyPort() : pairsOf(range, random)) {
    const pair = await pairAt(address, port)
    if (pair) return pair
  }
  const where = range === null ? 'this computer' : `${range.from} to ${range.to}`
  throw new MediaError('noPort', `no pair of UDP ports is free on ${address} (${where})`)
}

export const sendTo = (socket: Socket, bytes: Buffer, { port, address }: Endpoint): void => {
  socket.send(bytes, port, address, ignore)
}

/** What can't be sent is lost, as on the way. */
const ignore = (): void => undefined
