import type { LineReason } from '../../../domain/line.ts'
import type { ServerUrl } from '../server-url.ts'

/** Why there is no connection: the reason for the agent, the rest for *Details*. */
export type SocketFailure = { readonly reason: LineReason; readonly detail: string }

/** Whom a connection goes to: `host` is the name that the account says, `address` where that led, if it did. */
export type Endpoint = { readonly host: string; readonly port: number; readonly address?: string }

/** What was expected to be spoken there. */
export type Expectation = 'websocket' | 'sip'

/** What OpenSSL and Node call a certificate that can't be trusted. */
const CERTIFICATE_CODES = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

const NETWORK_CODES = new Set(['ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EADDRNOTAVAIL'])
const NAME_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA'])

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

export const isCertificateError = (error: Error): boolean => CERTIFICATE_CODES.has(codeOf(error))

/** For messages: what the account says, and the address where that isn't the same. */
export function placeOf({ host, port, address }: Endpoint): string {
  return address === undefined || address === host ? `${host}:${port}` : `${host} (${address}:${port})`
}

/** Something is there, but it speaks something else. */
export function otherLanguage(server: Endpoint, expected: Expectation, said: string): SocketFailure {
  return expected === 'websocket'
    ? { reason: 'notWebSocket', detail: `${placeOf(server)} doesn't speak SIP over WebSocket: ${said}` }
    : { reason: 'notSip', detail: `${placeOf(server)} doesn't speak SIP: ${said}` }
}

/** Names what went wrong with a connection that didn't open. Certificate errors are told apart before. */
export function failureOf(error: Error, server: Endpoint, expected: Expectation): SocketFailure {
  const code = codeOf(error)
  const at = placeOf(server)
  if (NAME_CODES.has(code)) return { reason: 'hostNotFound', detail: `No address found for ${server.host}` }
  if (NETWORK_CODES.has(code)) return { reason: 'noNetwork', detail: `No way to ${at} (${code})` }
  if (code === 'ECONNREFUSED') return { reason: 'connectionRefused', detail: `Nothing listens at ${at}` }
  if (code === 'ETIMEDOUT') return { reason: 'noAnswer', detail: `No answer from ${at}` }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return { reason: 'connectionLost', detail: `${at} cut the connection` }
  }
  // TLS to a port that speaks something else, HTTP garbage, a wrong Sec-WebSocket-Accept, no `sip` subprotocol.
  return otherLanguage(server, expected, error.message)
}

/** An HTTP answer where the upgrade to WebSocket was expected. A gateway's 5xx says that the server behind is down. */
export function failureOfHttp(status: number, phrase: string, server: ServerUrl): SocketFailure {
  const said = `${server.url} answered HTTP ${status} ${phrase}`.trim()
  if (status === 502 || status === 503 || status === 504) return { reason: 'serverError', detail: said }
  return { reason: 'notWebSocket', detail: said }
}
