import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'

/** This computer's address on the way to another one; null where there is no way. Nothing is sent for it. */
export type FindRoute = (to: string) => Promise<string | null>

export const findRoute: FindRoute = (to) =>
  new Promise((resolve) => {
    const socket = createSocket(isIPv6(to) ? 'udp6' : 'udp4')
    const found = (address: string | null) => {
      socket.close()
      resolve(address)
    }
    socket.once('error', () => found(null))
    // By the event: a callback of `connect` is called for a failure as well, with `0.0.0.0` as the address.
    socket.once('connect', () => found(socket.address().address))
    // Connecting a datagram socket asks the routing table and no more; the port is never used.
    socket.connect(9, to)
  })

export type NetworkWatch = {
  /** Whose way is watched from now on, and the address that was used for it. */
  readonly follow: (remote: string, local: string) => void
  readonly stop: () => void
}

/**
 * Tells when the way to the server begins at another address than before, or begins to exist: a cable pulled, another
 * WLAN, a VPN. No system tells Node, and a socket of an address that is gone only falls silent.
 */
export function watchNetwork(
  find: FindRoute,
  every: number,
  changed: (local: string | null) => void,
): NetworkWatch {
  let remote: string | null = null
  let local: string | null = null
  let looking = false
  let watch: NodeJS.Timeout | undefined

  const look = async (): Promise<void> => {
    if (looking || remote === null) return
    looking = true
    const asked = remote
    const now = await find(asked)
    looking = false
    if (remote !== asked || now === local) return
    local = now
    changed(now)
  }

  return {
    follow: (to, from) => {
      remote = to
      local = from
      watch ??= setInterval(() => void look(), every)
    },
    stop: () => {
      clearInterval(watch)
      watch = undefined
      remote = null
    },
  }
}
