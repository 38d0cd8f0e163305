import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { bad, good, type StepResult, skipped } from '../../domain/line-check.ts'
import { type Protocol, written } from '../sip/transport/addressing.ts'
import { identityError, trusted } from '../sip/transport/certificate.ts'
import { type Endpoint, placeOf } from '../sip/transport/failure.ts'
import { locate } from '../sip/transport/locate.ts'
import type { Resolver } from '../sip/transport/resolver.ts'
import type { Servers } from '../sip/transport/targets.ts'
import { judgeCertificate } from './certificate.ts'

/** One way to the server. `host` is what the account says; a certificate has to be made out for that. */
export type Place = Endpoint & { readonly protocol: Protocol | 'ws' | 'wss' }

const NO_NETWORK = new Set(['ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EADDRNOTAVAIL'])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const isEncrypted = ({ protocol }: Place): boolean => protocol === 'tls' || protocol === 'wss'

async function placesOf(servers: Servers, resolver: Resolver): Promise<readonly Place[]> {
  if (servers.kind === 'plain') {
    const { transport } = servers
    const asked = servers.servers.map((server) => locate(server, transport, resolver, Math.random))
    return (await Promise.all(asked)).flat()
  }
  const asked = servers.servers.map(async ({ host, port, secure }) => {
    const addresses = isIP(host) === 0 ? await resolver.addresses(host) : [host]
    return addresses.map((address) => ({ protocol: secure ? 'wss' : 'ws', host, port, address }) as const)
  })
  return (await Promise.all(asked)).flat()
}

/** The ways that the DNS leads to, in the order in which the line takes them. */
export async function findPlaces(
  servers: Servers,
  resolver: Resolver,
): Promise<{ readonly places: readonly Place[]; readonly result: StepResult }> {
  const hosts = servers.servers.map(({ host }) => host)
  try {
    const places = await placesOf(servers, resolver)
    const found = places.map((place) => `${place.protocol.toUpperCase()} ${placeOf(place)}`).join(', ')
    if (places.length === 0) return { places, result: bad('hostNotFound', hosts.join(', ')) }
    const named = hosts.some((host) => isIP(host) === 0)
    return { places, result: named ? good(found) : skipped('isAddress', found) }
  } catch (error) {
    return { places: [], result: bad('dnsNoAnswer', `${hosts.join(', ')}: ${codeOf(error)}`) }
  }
}

function connectionFailure(error: Error, place: Place): StepResult {
  const code = codeOf(error)
  const detail = `${placeOf(place)}: ${code || error.message}`
  if (NO_NETWORK.has(code)) return bad('noNetwork', detail)
  if (code === 'ECONNREFUSED') return bad('connectionRefused', detail)
  if (code === 'ECONNRESET' || code === 'EPIPE') return bad('connectionLost', detail)
  return bad('noAnswer', detail)
}

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

function openTo(place: Place, signal: AbortSignal): Promise<StepResult> {
  const socket = connectTcp({ host: place.address ?? place.host, port: place.port })
  return whenOpen(
    socket,
    'connect',
    signal,
    () => {
      const here = written({ host: socket.localAddress ?? '', port: socket.localPort ?? 0 })
      const there = written({ host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 })
      return good(`${here} → ${there}`)
    },
    (error) => connectionFailure(error, place),
  )
}

/** Tries one way after the other, as the line does, until one takes the connection. */
export async function connectTo(
  places: readonly Place[],
  signal: AbortSignal,
): Promise<{ readonly place: Place | null; readonly result: StepResult }> {
  const failures: StepResult[] = []
  for (const place of places) {
    if (place.protocol === 'udp') return { place, result: skipped('noConnection', placeOf(place)) }
    const result = await openTo(place, signal)
    if (result.state !== 'bad') return { place, result }
    failures.push(result)
  }
  const detail = failures.map((failure) => failure.detail).join(', ')
  return { place: null, result: { ...(failures[0] ?? bad('noAnswer')), detail } }
}

/**
 * Fetches the server's certificate, where the way has one, and says whether the line would take it. The handshake is let through in order to
 * see it, with the verdict beside it; nothing is sent or read over this connection.
 */
export async function showCertificate(
  place: Place,
  certificates: readonly string[],
  now: number,
  signal: AbortSignal,
): Promise<StepResult> {
  if (!isEncrypted(place)) return skipped('notEncrypted')
  const socket = connectTls({
    host: place.address ?? place.host,
    port: place.port,
    ...(isIP(place.host) === 0 && { servername: place.host }),
    ca: trusted(certificates),
    rejectUnauthorized: false,
    // By the name that the account says, never by one that the DNS led to.
    checkServerIdentity: (_name, certificate) => identityError(place.host, certificate),
  })
  return whenOpen(
    socket,
    'secureConnect',
    signal,
    () => judgeCertificate(socket.getPeerX509Certificate(), socket.authorizationError, place.host, now),
    (error) => {
      const code = codeOf(error)
      const detail = `${placeOf(place)}: ${code || error.message}`
      return code === 'ECONNRESET' || code.startsWith('ERR_SSL') || code === 'EPROTO'
        ? bad('noTls', detail)
        : connectionFailure(error, place)
    },
  )
}
