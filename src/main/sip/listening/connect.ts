import { connect as connectTcp, isIP, type Socket as TcpSocket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { identityError, trusted } from '../transport/certificate.ts'
import { placeOf } from '../transport/failure.ts'
import type { PlainTarget } from '../transport/target.ts'

/** Opens a connection over TCP or TLS within `within` milliseconds; rejects when nobody takes it, or none to be trusted. */
export function openConnection(
  target: PlainTarget,
  certificates: readonly string[],
  within: number,
): Promise<TcpSocket> {
  const to = { host: target.address, port: target.port, noDelay: true }
  const socket =
    target.protocol === 'tls'
      ? connectTls({
          ...to,
          ...(isIP(target.host) === 0 && { servername: target.host }),
          minVersion: 'TLSv1.2',
          ca: trusted(certificates),
          checkServerIdentity: (_address, certificate) => identityError(target.host, certificate),
        })
      : connectTcp(to)
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      clearTimeout(late)
      socket.destroy()
      reject(error)
    }
    const late = setTimeout(() => failed(new Error(`no answer from ${placeOf(target)}`)), within)
    socket.once('error', failed)
    socket.once(target.protocol === 'tls' ? 'secureConnect' : 'connect', () => {
      clearTimeout(late)
      socket.off('error', failed)
      resolve(socket)
    })
  })
}
