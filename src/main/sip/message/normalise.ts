import { randomBytes } from 'node:crypto'
import { readChallenges } from '../auth/challenge.ts'
import { bodyOf } from './body.ts'
import { addressOf, parseNameAddr, splitList } from './name-addr.ts'
import { headerOf, headersOf, type RawMessage } from './raw-message.ts'
import { cleanUri } from './uri.ts'

export type NormaliseContext = {
  /** The account's domain, for numbers that come without one. */
  readonly domain: string
  /** What a Request-URI may name to be ours: the account's user and our contact. */
  readonly us: () => { readonly account: string; readonly contact: string; readonly host: string }
}

/** Contacts of a REGISTER response under a name that SIP.js doesn't parse: one that it can't read costs the response. */
export const REGISTERED_CONTACT = 'x-registered-contact'

const TOKEN_NAME = /^[A-Za-z0-9\-.!%*_+`'~]+$/
const PLAIN_PARAMS = /^(?:\s*;\s*[\w\-.!%*+`'~]+(?:\s*=\s*(?:[\w\-.!%*+`'~[\]:]+|"(?:[^"\\]|\\.)*"))?)*\s*$/

const quoted = (name: string): string =>
  name === '' ? '' : `"${name.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&')}" `

/** From, To or Contact as SIP.js can read it; null when nobody could. */
function cleanNameAddr(value: string, domain: string, replaceHost: boolean): string | null {
  const parsed = parseNameAddr(value)
  if (!parsed) return null
  const tag = parsed.params.match(/;\s*tag\s*=\s*[^\s;]+/i)?.[0] ?? ''
  const params = PLAIN_PARAMS.test(parsed.params) ? parsed.params : tag
  return `${quoted(parsed.name)}<${cleanUri(parsed.uri, { domain, replaceHost })}>${params}`
}

/** A dialer may call the number that the customer dialled: over our own connection it can only mean us. */
function requestUri(uri: string, context: NormaliseContext): string {
  const { account, contact, host } = context.us()
  const { scheme, user } = addressOf(uri)
  if (scheme === 'sip' && (user === account || user === contact)) {
    return cleanUri(uri, { domain: context.domain, replaceHost: true })
  }
  return `sip:${contact}@${host}`
}

type Kind = { readonly method: string; readonly status: number | null }

function kindOf(raw: RawMessage): Kind {
  const method = headerOf(raw, 'cseq')?.split(/\s+/)[1] ?? ''
  return { method, status: raw.start.kind === 'response' ? Number(raw.start.status) : null }
}

function lines(name: string, value: string, kind: Kind, domain: string): readonly string[] {
  switch (name) {
    case 'from':
    case 'to':
      return [cleanNameAddr(value, domain, true) ?? value]
    case 'contact':
      if (kind.method === 'REGISTER') return []
      // One that nobody could read would cost a response, and with it the end of a call.
      return splitList(value)
        .map((one) => cleanNameAddr(one, domain, false) ?? (kind.status === null ? one : null))
        .filter((one) => one !== null)
    case 'expires':
      // Anything else would make SIP.js's timer fire at once and end the call.
      return kind.method !== 'INVITE' || /^[1-9]\d{0,5}$/.test(value) ? [value] : []
    case 'content-length':
    case 'content-type':
    case 'www-authenticate':
    case 'proxy-authenticate':
      return []
    default:
      return TOKEN_NAME.test(name) ? [value] : []
  }
}

/** Responses to INVITE as SIP.js wants them: it drops those without Contact, and without a tag in To. */
function completed(kind: Kind, headers: (readonly [string, string])[]): boolean {
  const { method, status } = kind
  if (method !== 'INVITE' || status === null || status <= 100 || status >= 300) return true
  const to = headers.find(([name]) => name === 'to')?.[1] ?? ''
  if (!headers.some(([name]) => name === 'contact')) {
    headers.push(['contact', `<${parseNameAddr(to)?.uri ?? ''}>`])
  }
  if (status >= 200 || /;\s*tag\s*=/i.test(to)) return true
  const at = headers.findIndex(([name]) => name === 'to')
  headers[at] = ['to', `${to};tag=${randomBytes(6).toString('hex')}`]
  // A made-up dialog must not take the offer's answer from the real one.
  return false
}

/** The message as text for SIP.js: the same meaning, in a form that its grammar takes. The guard has checked it. */
export function normalise(raw: RawMessage, context: NormaliseContext): string {
  const kind = kindOf(raw)
  const { start } = raw
  const headers: (readonly [string, string])[] = raw.headers.flatMap(({ name, value }) =>
    lines(name, value, kind, context.domain).map((line) => [name, line] as const),
  )
  for (const name of ['www-authenticate', 'proxy-authenticate']) {
    // In one field, because SIP.js reads only one; see `fields.ts`. One that nobody can answer would cost the response.
    const answerable = headersOf(raw, name).filter((value) => readChallenges([value]).length > 0)
    if (answerable.length > 0) headers.push([name, answerable.join(', ')])
  }
  if (kind.method === 'REGISTER' && start.kind === 'response') {
    for (const one of headersOf(raw, 'contact').flatMap(splitList)) headers.push([REGISTERED_CONTACT, one])
  }
  const keepsBody = completed(kind, headers)
  const body = bodyOf(raw)
  const text = keepsBody && (body.kind === 'sdp' || body.kind === 'other') ? body.text : ''
  if (text !== '') {
    headers.push(['content-type', body.kind === 'other' ? body.type : 'application/sdp'])
  }
  headers.push(['content-length', String(Buffer.byteLength(text))])
  const first =
    start.kind === 'request'
      ? `${start.method} ${requestUri(start.uri, context)} SIP/2.0`
      : `SIP/2.0 ${start.status} ${start.phrase}`
  return [first, ...headers.map(([name, value]) => `${name}: ${value}`), '', text].join('\r\n')
}
