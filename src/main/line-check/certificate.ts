import type { X509Certificate } from 'node:crypto'
import {
  bad,
  type CheckedCertificate,
  type FaultReason,
  good,
  type StepResult,
  warning,
} from '../../domain/line-check.ts'

/** A certificate that ends within this time is told of: two weeks leave time to renew it. */
const SOON_MS = 14 * 24 * 60 * 60_000

const REASONS: Readonly<Record<string, FaultReason>> = {
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateNotYetValid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificateOtherName',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificateSelfSigned',
}

/** The common name where there is one, else all of it on one line. */
const named = (distinguished: string): string =>
  /^CN=(.+)$/m.exec(distinguished)?.[1] ?? distinguished.split('\n').filter(Boolean).join(', ')

export function readCertificate(certificate: X509Certificate): CheckedCertificate {
  const names = (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== '')
  return {
    subject: named(certificate.subject),
    issuer: named(certificate.issuer),
    names: names.map((name) => name.replace(/^(DNS|IP Address|URI):/, '')),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
  }
}

/** What is to be said of a server's certificate. `error` is Node's verdict on it, undefined where it is trusted. */
export function judgeCertificate(
  found: X509Certificate | undefined,
  error: Error | string | null | undefined,
  host: string,
  now: number,
): StepResult {
  if (!found) return bad('noTls', `${host} showed no certificate`)
  const certificate = readCertificate(found)
  // Node's type says Error, Node gives the code.
  const code = typeof error === 'string' ? error : error ? String(error) : ''
  if (code !== '') return bad(REASONS[code] ?? 'certificateUntrusted', code, certificate)
  if (certificate.validTo - now < SOON_MS) return warning('certificateEndsSoon', '', certificate)
  return good('', certificate)
}
