import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Transport } from '../../domain/line.ts'
import { parseServerAddress } from '../sip/server-address.ts'
import type { Resolver } from '../sip/transport/resolver.ts'
import { connectTo, findPlaces, type Place } from './reach.ts'

/** Nobody answers it, and where nothing listens the system says so (RFC 5626 §3.5.1). */
const KEEP_ALIVE = '\r\n\r\n'
/** Milliseconds in which a computer says that nothing listens on one of its UDP ports. */
const REFUSED_WITHIN = 500

function takesDatagrams({ address, host, port }: Place): Promise<boolean> {
  const to = address ?? host
  const socket = createSocket(isIPv6(to) ? 'udp6' : 'udp4')
  return new Promise((resolve) => {
    const finish = (reached: boolean): void => {
      clearTimeout(late)
      socket.close()
      resolve(reached)
    }
    const late = setTimeout(() => finish(true), REFUSED_WITHIN)
    socket.once('error', () => finish(false))
    socket.connect(port, to, () => socket.send(KEEP_ALIVE))
  })
}

/**
 * Whether a SIP server, `host[:port]`, can be reached at all: its name has an address, and something listens there. What
 * gives no sign within `deadline` milliseconds can't. By UDP silence is no sign either way, only a refusal is.
 */
export async function isReachable(
  server: string,
  transport: Exclude<Transport, 'websocket'>,
  resolver: Resolver,
  deadline: number,
): Promise<boolean> {
  const address = parseServerAddress(server)
  if (!address.ok) return false
  const signal = AbortSignal.timeout(deadline)
  const tooLate = new Promise<false>((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true })
  })
  const reached = async (): Promise<boolean> => {
    const { places } = await findPlaces({ kind: 'plain', servers: [address.value], transport }, resolver)
    const { place, result } = await connectTo(places, signal)
    if (place === null || result.state === 'bad') return false
    return place.protocol === 'udp' ? takesDatagrams(place) : true
  }
  return Promise.race([reached(), tooLate])
}
