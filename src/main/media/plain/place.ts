import type { PlainMedia } from '../../../domain/line.ts'
import { openRtpSockets, type RtpSockets } from './rtp-sockets.ts'
import type { Endpoint } from './sdp.ts'
import { publicEndpoint, serverAddress } from './stun-client.ts'

/** Where a call can be reached: its sockets, and what its descriptions say of them. */
export type Place = {
  readonly sockets: RtpSockets
  readonly rtp: Endpoint
  readonly rtcp: Endpoint
}

/** Opens a pair of sockets and, where the account names a STUN server, asks how they look from outside. */
export async function openPlace(
  address: string,
  media: Pick<PlainMedia, 'ports' | 'stunServer'>,
  log: (message: string) => void,
): Promise<Place> {
  const sockets = await openRtpSockets(address, media.ports)
  const local = {
    sockets,
    rtp: { address, port: sockets.rtpPort },
    rtcp: { address, port: sockets.rtcpPort },
  }
  if (media.stunServer === '') return local
  try {
    const server = await serverAddress(media.stunServer)
    const [rtp, rtcp] = await Promise.all(
      [sockets.rtp, sockets.rtcp].map((socket) => publicEndpoint(socket, server)),
    )
    if (rtp && rtcp) return { sockets, rtp, rtcp }
    log(`${media.stunServer} did not tell our public address: the local one, ${address}, is used`)
  } catch (error) {
    log(`${String(error)}: the local address, ${address}, is used`)
  }
  return local
}
