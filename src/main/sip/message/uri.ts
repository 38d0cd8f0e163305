import { addressOf } from './name-addr.ts'

const HOST =
  /^(?:(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?\.?|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

const escaped = (text: string, legal: RegExp): string =>
  [...text.replace(/%(?![0-9a-f]{2})/gi, '%25')]
    .map((char) =>
      legal.test(char)
        ? char
        : encodeURIComponent(char).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`),
    )
    .join('')

const LEGAL_IN_USER = /[A-Za-z0-9\-_.!~*'()&=+$,;?/%:]/
const LEGAL_IN_PARAMS = /[A-Za-z0-9\-_.!~*'()[\]/:&+$%;=?@,]/

export type CleanOptions = {
  /** Stands for the host of URIs that have none. */
  readonly domain: string
  /** For From and To, which only name somebody: a host that can't be read is replaced too. */
  readonly replaceHost: boolean
}

/**
 * A URI that SIP.js can read, and that means the same: `tel:` becomes a number at the account's domain, characters
 * that should have been escaped (`#`, spaces, umlauts) are. What is right already stays as it is.
 */
export function cleanUri(uri: string, { domain, replaceHost }: CleanOptions): string {
  const { scheme, user } = addressOf(uri)
  if (scheme !== 'sip' && scheme !== 'sips') {
    const number = escaped(user.replace(/\s/g, ''), LEGAL_IN_USER)
    return `sip:${number}@${domain}${scheme === 'tel' ? ';user=phone' : ''}`
  }
  const rest = uri.slice(uri.indexOf(':') + 1).trim()
  const at = rest.lastIndexOf('@')
  const userPart = at < 0 ? '' : `${escaped(rest.slice(0, at), LEGAL_IN_USER)}@`
  const [, host = '', params = ''] = rest.slice(at + 1).match(/^([^;?]*)(.*)$/s) ?? []
  const trimmed = host.trim()
  const kept = HOST.test(trimmed) || !replaceHost ? trimmed : domain
  return `${scheme}:${userPart}${kept}${escaped(params.trim(), LEGAL_IN_PARAMS)}`
}

export type RequestUriProblem = 'malformed' | 'unknownScheme'

/** What is wrong with a Request-URI; null when somebody can be meant by it. */
export function requestUriProblem(uri: string): RequestUriProblem | null {
  const scheme = uri.match(/^([a-z][a-z0-9+.-]*):/i)?.[1]?.toLowerCase()
  if (scheme === undefined || /[\s<>"]/.test(uri)) return 'malformed'
  if (scheme === 'tel') return uri.length > 4 ? null : 'malformed'
  if (scheme !== 'sip' && scheme !== 'sips') return 'unknownScheme'
  return addressOf(uri).host === '' ? 'malformed' : null
}
