import { isIP } from 'node:net'
import { parseServerAddress } from '../../sip/server-address.ts'

/** The host of `host[:port]` as the line will read it; null where it is no name or address that can exist. */
export function hostOf(text: string): string | null {
  const address = parseServerAddress(text)
  if (!address.ok) return null
  const { host } = address.value
  if (text.includes('[')) return isIP(host) === 6 ? host : null
  // Digits and dots alone are an address, or a slip of one: no name ends in a number.
  if (/^[\d.]+$/.test(host)) return isIP(host) === 4 ? host : null
  return host.includes('..') ? null : host
}
