import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { type AddressInfo, createServer, isIPv6, type Server, type Socket as TcpSocket } from 'node:net'
import { ok, type Result, refuse } from '../../../domain/result.ts'
import type { HostPort } from '../transport/addressing.ts'

/** `portNotAllowed`: the system keeps it for itself. */
export type PortRefusal = { readonly reason: 'portInUse' | 'portNotAllowed'; readonly detail: string }

export type PortEvents = {
  readonly datagram: (message: Buffer, from: HostPort) => void
  readonly connection: (socket: TcpSocket) => void
}

/** One port of this computer, open over UDP and TCP, IPv4 and IPv6. */
export type OpenPort = {
  readonly port: number
  readonly write: (message: string | Buffer, to: HostPort) => void
  readonly close: () => void
}

type Bound = { readonly udp: UdpSocket; readonly tcp: Server; readonly port: number }
type Family = { readonly udp: 'udp4' | 'udp6'; readonly host: string }

const IPV4: Family = { udp: 'udp4', host: '0.0.0.0' }
const IPV6: Family = { udp: 'udp6', host: '::' }
/** Of a system that has no such addresses. */
const NO_FAMILY = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL', 'EPROTONOSUPPORT'])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)

function bindUdp({ udp, host }: Family, port: number): Promise<UdpSocket> {
  const socket = createSocket({ type: udp, ipv6Only: udp === 'udp6' })
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close()
      reject(error)
    })
    socket.bind({ port, address: host, exclusive: true }, () => resolve(socket))
  })
}

function bindTcp({ udp, host }: Family, port: number): Promise<Server> {
  const server = createServer({ noDelay: true })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, ipv6Only: udp === 'udp6', exclusive: true }, () => resolve(server))
  })
}

async function bind(family: Family, wanted: number): Promise<Bound> {
  const tcp = await bindTcp(family, wanted)
  const { port } = tcp.address() as AddressInfo
  try {
    return { tcp, udp: await bindUdp(family, port), port }
  } catch (error) {
    tcp.close()
    throw error
  }
}

const close = ({ udp, tcp }: Bound): void => {
  udp.close()
  tcp.close()
}

async function bindBoth(wanted: number): Promise<readonly [Bound, Bound | null]> {
  const ipv4 = await bind(IPV4, wanted)
  try {
    return [ipv4, await bind(IPV6, ipv4.port)]
  } catch (error) {
    if (NO_FAMILY.has(codeOf(error))) return [ipv4, null]
    close(ipv4)
    throw error
  }
}

/** Opens `port`, or with 0 any that is free. */
export async function openPort(wanted: number, events: PortEvents): Promise<Result<OpenPort, PortRefusal>> {
  let bound: Awaited<ReturnType<typeof bindBoth>>
  try {
    bound = await bindBoth(wanted)
  } catch (error) {
    const code = codeOf(error)
    const reason = code === 'EACCES' ? 'portNotAllowed' : 'portInUse'
    return refuse({ reason, detail: `port ${wanted}: ${code}` })
  }
  const [ipv4, ipv6] = bound
  for (const one of [ipv4, ipv6]) {
    // A datagram that nobody takes comes back as an error of the socket: there is nothing to be done about it here.
    one?.udp.on('error', () => {})
    one?.tcp.on('error', () => {})
    one?.tcp.on('connection', events.connection)
    one?.udp.on('message', (message, { address, port }) => events.datagram(message, { host: address, port }))
  }
  return ok({
    port: ipv4.port,
    write: (message, { host, port }) => {
      const socket = isIPv6(host) ? ipv6?.udp : ipv4.udp
      socket?.send(message, port, host)
    },
    close: () => {
      close(ipv4)
      if (ipv6) close(ipv6)
    },
  })
}
