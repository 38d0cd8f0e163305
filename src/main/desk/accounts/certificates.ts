import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { ok, type Result, refuse } from '../../../domain/result.ts'

export type CertificatesRefusal = 'caUnreadable' | 'caNotCertificate' | 'caExpired'

const LARGEST_FILE = 1024 * 1024
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

function contentOf(file: string): Buffer | null {
  try {
    return statSync(file).size > LARGEST_FILE ? null : readFileSync(file)
  } catch {
    return null
  }
}

/** The certificates of a PEM file, or the one of a DER file, as PEM. All of them must be readable and one still valid. */
export function readCertificates(file: string): Result<readonly string[], CertificatesRefusal> {
  const content = contentOf(file)
  if (!content) return refuse('caUnreadable')
  const blocks = content.toString('latin1').match(PEM) ?? [content]
  try {
    const certificates = blocks.map((block) => new X509Certificate(block))
    if (certificates.every(({ validTo }) => Date.parse(validTo) < Date.now())) return refuse('caExpired')
    return ok(certificates.map((certificate) => certificate.toString()))
  } catch {
    return refuse('caNotCertificate')
  }
}
