import { lookup } from 'node:dns/promises'
import { type AddressInfo, connect as connectTcp, isIP, type Socket } from 'node:net'
import { checkServerIdentity, connect as connectTls } from 'node:tls'
import { bad, good, type StepResult, skipped } from '../../domain/line-check.ts'
import { trusted } from '../sip/transport/certificate.ts'
import { judgeCertificate } from './certificate.ts'

/** Where a connection goes to. `host` is what the account says; a certificate has to be made out for that. */
export type Place = { readonly host: string; readonly port: number; readonly address?: string }

const NO_NAME = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NODATA', 'EAI_NONAME'])
const NO_NETWORK = new Set(['ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EADDRNOTAVAIL'])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** What the system finds behind a name. */
export async function lookUp(host: string): Promise<StepResult> {
  if (isIP(host) !== 0) return skipped('isAddress', host)
  try {
    const found = await lookup(host, { all: true })
    return good(`${host}: ${found.map(({ address }) => address).join(', ')}`)
  } catch (error) {
    return bad(NO_NAME.has(codeOf(error)) ? 'hostNotFound' : 'dnsNoAnswer', `${host}: ${codeOf(error)}`)
  }
}

function connectionFailure(error: Error, { host, port }: Place): StepResult {
  // Several addresses were tried: each failed in its own way, and the first tells most.
  const first = error instanceof AggregateError ? error.errors[0] : error
  const code = codeOf(first)
  const detail = `${host}:${port}: ${code || error.message}`
  if (NO_NAME.has(code)) return bad('hostNotFound', detail)
  if (NO_NETWORK.has(code)) return bad('noNetwork', detail)
  if (code === 'ECONNREFUSED') return bad('connectionRefused', detail)
  if (code === 'ECONNRESET' || code === 'EPIPE') return bad('connectionLost', detail)
  return bad('noAnswer', detail)
}

const written = ({ address, port }: AddressInfo): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** Resolves with what `opened` or `failed` says, and closes the socket in any case. */
function whenOpen(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  opened: () => StepResult,
  failed: (error: Error) => StepResult,
): Promise<StepResult> {
  return new Promise((resolve) => {
    const finish = (result: StepResult): void => {
      socket.destroy()
      resolve(result)
    }
    socket.once(event, () => finish(opened()))
    socket.on('error', (error) => finish(failed(error)))
    socket.on('close', () => finish(failed(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))))
    signal.addEventListener('abort', () => finish(skipped('stopped')), { once: true })
  })
}

/** Whether something takes connections there. */
export function connectTo(place: Place, signal: AbortSignal): Promise<StepResult> {
  const socket = connectTcp({ host: place.address ?? place.host, port: place.port })
  return whenOpen(
    socket,
    'connect',
    signal,
    () => {
      const here = { address: socket.localAddress ?? '', port: socket.localPort ?? 0, family: '' }
      const there = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0, family: '' }
      return good(`${written(here)} → ${written(there)}`)
    },
    (error) => connectionFailure(error, place),
  )
}

/**
 * Fetches the server's certificate and says whether the line would take it. The handshake is let through in order to
 * see it, with the verdict beside it; nothing is sent or read over this connection.
 */
export function showCertificate(
  place: Place,
  certificates: readonly string[],
  now: number,
  signal: AbortSignal,
): Promise<StepResult> {
  const socket = connectTls({
    host: place.address ?? place.host,
    port: place.port,
    ...(isIP(place.host) === 0 && { servername: place.host }),
    ca: trusted(certificates),
    rejectUnauthorized: false,
    // By the name that the account says, never by one that the DNS led to.
    checkServerIdentity: (_name, certificate) => checkServerIdentity(place.host, certificate),
  })
  return whenOpen(
    socket,
    'secureConnect',
    signal,
    () => judgeCertificate(socket.getPeerX509Certificate(), socket.authorizationError, place.host, now),
    (error) => {
      const code = codeOf(error)
      const detail = `${place.host}:${place.port}: ${code || error.message}`
      return code === 'ECONNRESET' || code.startsWith('ERR_SSL') || code === 'EPROTO'
        ? bad('noTls', detail)
        : connectionFailure(error, place)
    },
  )
}
