import { ok, type Result, refuse } from '../../../domain/result.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Reads the URL of a CRM. `http:` is taken for this computer only: anywhere else it would show secrets and customers.
 * A name and a password have a place of their own.
 */
export function parseCrmUrl(text: string): Result<URL, 'badUrl' | 'notEncrypted'> {
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    return refuse('badUrl')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('badUrl')
  if (url.hostname === '' || url.username !== '' || url.password !== '') return refuse('badUrl')
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) return refuse('notEncrypted')
  return ok(url)
}
