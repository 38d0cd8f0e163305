import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'

const LOOPBACK = '127.0.0.1'
const HEADER_BYTES = 12

export type RtpSeen = {
  readonly type: number
  readonly marker: boolean
  readonly sequence: number
  readonly timestamp: number
  readonly source: number
  readonly payload: Buffer
  readonly from: RemoteInfo
}

/** A far end on plain RTP for tests, which knows nothing of the product: it reads and writes what is on the wire. */
export type PlainEnd = {
  readonly port: number
  readonly seen: readonly RtpSeen[]
  /** Compound packets of RTCP, as they came. */
  readonly reports: readonly Buffer[]
  /** Everything that came on the port of RTP, as it came. */
  readonly raw: readonly Buffer[]
  /** Sends back what comes from now on, as `how` has it; null sends nothing. */
  readonly echo: (how: ((packet: Buffer) => Buffer | null) | null) => void
  readonly send: (to: number, packet: Buffer) => void
  readonly sendReport: (to: number, packet: Buffer) => void
  readonly description: (options: PlainDescription) => string
  readonly close: () => void
}

export type PlainDescription = {
  readonly payloads: readonly (readonly [type: number, map: string, fmtp?: string])[]
  readonly direction?: string
  readonly profile?: string
  readonly version?: number
  readonly more?: readonly string[]
}

export function rtpPacket(of: {
  readonly type: number
  readonly sequence: number
  readonly timestamp: number
  readonly source: number
  readonly payload: Uint8Array
  readonly marker?: boolean
}): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header[0] = 0x80
  header[1] = of.type | (of.marker ? 0x80 : 0)
  header.writeUInt16BE(of.sequence & 0xffff, 2)
  header.writeUInt32BE(of.timestamp >>> 0, 4)
  header.writeUInt32BE(of.source >>> 0, 8)
  return Buffer.concat([header, of.payload])
}

const bind = (port: number): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => resolve(null))
    socket.bind(port, LOOPBACK, () => {
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })

async function bindPair(): Promise<readonly [Socket, Socket]> {
  for (;;) {
    const rtp = await bind(0)
    const isEven = rtp !== null && rtp.address().port % 2 === 0
    const rtcp = isEven ? await bind(rtp.address().port + 1) : null
    if (rtp && rtcp) return [rtp, rtcp]
    rtp?.close()
  }
}

export async function openPlainEnd(): Promise<PlainEnd> {
  const [rtp, rtcp] = await bindPair()
  const seen: RtpSeen[] = []
  const raw: Buffer[] = []
  const reports: Buffer[] = []
  let echo: ((packet: Buffer) => Buffer | null) | null = null

  rtp.on('message', (packet, from) => {
    raw.push(packet)
    const back = echo?.(packet)
    if (back) rtp.send(back, from.port, from.address)
    if (packet.length < HEADER_BYTES) return
    seen.push({
      type: (packet[1] ?? 0) & 0x7f,
      marker: ((packet[1] ?? 0) & 0x80) !== 0,
      sequence: packet.readUInt16BE(2),
      timestamp: packet.readUInt32BE(4),
      source: packet.readUInt32BE(8),
      payload: packet.subarray(HEADER_BYTES),
      from,
    })
  })
  rtcp.on('message', (packet) => reports.push(packet))

  const { port } = rtp.address()
  return {
    port,
    seen,
    reports,
    raw,
    echo: (how) => {
      echo = how
    },
    send: (to, packet) => rtp.send(packet, to, LOOPBACK),
    sendReport: (to, packet) => rtcp.send(packet, to, LOOPBACK),
    description: ({ payloads, direction = 'sendrecv', profile = 'RTP/AVP', version = 1, more = [] }) =>
      [
        'v=0',
        `o=far 1 ${version} IN IP4 ${LOOPBACK}`,
        's=-',
        `c=IN IP4 ${LOOPBACK}`,
        't=0 0',
        `m=audio ${port} ${profile} ${payloads.map(([type]) => type).join(' ')}`,
        ...payloads.flatMap(([type, map, fmtp]) => [
          `a=rtpmap:${type} ${map}`,
          ...(fmtp === undefined ? [] : [`a=fmtp:${type} ${fmtp}`]),
        ]),
        `a=${direction}`,
        ...more,
        '',
      ].join('\r\n'),
    close: () => {
      rtp.close()
      rtcp.close()
    },
  }
}
