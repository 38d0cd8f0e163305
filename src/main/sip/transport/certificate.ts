import { isIP } from 'node:net'
import { checkServerIdentity, connect, type PeerCertificate, rootCertificates } from 'node:tls'
import type { Endpoint, SocketFailure } from './failure.ts'

/** What to trust: Node's own roots, and the extra ones beside them, never instead of them. */
export function trusted(extra: readonly string[]): string[] | undefined {
  return extra.length === 0 ? undefined : [...rootCertificates, ...extra]
}

/**
 * Whether a certificate is made out for the name that the account says, never for one that the DNS led to (RFC 3261
 * §26.3.2.2, RFC 5922 §7): as a DNS name, an address, or the `sip:` URI of a domain, which Node doesn't look at.
 */
export function identityError(name: string, certificate: PeerCertificate): Error | undefined {
  // Node quotes a name that looks like several: what stands in quotes is one name, and no URI.
  const names = certificate.subjectaltname?.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  const uris = names?.match(/(?<=^|, )URI:sip:[^,@;?]+(?=,|$)/gi) ?? []
  if (uris.some((uri) => uri.slice('URI:sip:'.length).toLowerCase() === name.toLowerCase())) return undefined
  return checkServerIdentity(name, certificate)
}

/**
 * Fetches the certificate that was just refused, to tell the agent about it. Nothing is sent over this connection
 * and nothing else is read from it; the line's own connections never do without verification.
 */
function fetchCertificate(server: Endpoint, timeout: number): Promise<PeerCertificate | null> {
  return new Promise((resolve) => {
    const socket = connect({
      host: server.address ?? server.host,
      port: server.port,
      ...(isIP(server.host) === 0 && { servername: server.host }),
      rejectUnauthorized: false,
    })
    const finish = (certificate: PeerCertificate | null) => {
      socket.destroy()
      resolve(certificate)
    }
    socket.setTimeout(timeout, () => finish(null))
    socket.on('error', () => finish(null))
    socket.on('close', () => finish(null))
    socket.on('secureConnect', () => finish(socket.getPeerCertificate()))
  })
}

const CAUSES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'it is signed by an authority that this computer does not trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is not trusted, or the server does not send the whole chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is not trusted, or the server does not send the whole chain',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is made out for another name',
}

const day = (text: string): string => {
  const time = Date.parse(text)
  return Number.isNaN(time) ? text : new Date(time).toISOString().slice(0, 10)
}

/** Says what is wrong with the certificate of `server`: the name, the error, the dates, and this computer's clock. */
export async function certificateFailure(
  error: Error,
  server: Endpoint,
  timeout: number,
): Promise<SocketFailure> {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const parts = [`The certificate of ${server.host} was refused: ${CAUSES[code] ?? error.message} (${code})`]
  const certificate = await fetchCertificate(server, timeout)
  if (certificate?.valid_from) {
    const names = certificate.subjectaltname?.replaceAll('DNS:', '').replaceAll('IP Address:', '')
    const subject = names ?? String(certificate.subject?.CN ?? 'nobody')
    parts.push(`made out for ${subject}`)
    parts.push(`valid from ${day(certificate.valid_from)} to ${day(certificate.valid_to)}`)
  }
  parts.push(`this computer's clock says ${new Date().toISOString().slice(0, 10)}`)
  return { reason: 'certificateRefused', detail: parts.join('; ') }
}
