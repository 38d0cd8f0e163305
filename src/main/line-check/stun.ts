import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { bad, good, type StepResult } from '../../domain/line-check.ts'
import { publicEndpoint, serverAddress } from '../media/plain/stun-client.ts'

/** Asks a STUN server, `host[:port]`, where it sees this computer. */
export async function askStun(server: string, signal: AbortSignal): Promise<StepResult> {
  const address = await serverAddress(server).catch(() => null)
  if (!address) return bad('stunNotFound', server)
  const socket = createSocket('udp4')
  try {
    socket.bind(0)
    await once(socket, 'listening', { signal })
    const seen = await publicEndpoint(socket, address)
    return seen ? good(`${seen.address}:${seen.port}`) : bad('stunNoAnswer', server)
  } finally {
    socket.close()
  }
}
