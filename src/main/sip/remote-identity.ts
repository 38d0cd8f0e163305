import type { Party } from '../../domain/call/facts.ts'
import { addressOf, parseNameAddr, splitList } from './message/name-addr.ts'

const LONGEST_NAME = 128
const LONGEST_NUMBER = 128

/** Control characters, and the marks that turn the writing direction of what stands after them. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/gu

const clean = (text: string, longest: number): string =>
  [...text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()].slice(0, longest).join('')

/** What users of a number are like; anything else is a name, which only means something at its host. */
const NUMBER = /^\+?[0-9().*#-]+$/

function partyOf(value: string | undefined, withHost = false): Party | null {
  for (const one of value === undefined ? [] : splitList(value)) {
    const parsed = parseNameAddr(one)
    if (!parsed) continue
    const { user, host } = addressOf(parsed.uri)
    const named = withHost && !NUMBER.test(user) ? `${user}@${host}` : user
    const number = clean(user === '' ? host : named, LONGEST_NUMBER)
    if (number === '') continue
    const name = clean(parsed.name, LONGEST_NAME)
    return { number, displayName: name === '' ? null : name }
  }
  return null
}

/** Whom the network vouches for: P-Asserted-Identity, then Remote-Party-ID. Only a proxy that is trusted may say. */
export const assertedParty = (header: (name: string) => string | undefined): Party | null =>
  partyOf(header('p-asserted-identity')) ?? partyOf(header('remote-party-id'))

/**
 * Who calls, in the words of the network: P-Asserted-Identity, then Remote-Party-ID where the proxy is trusted, then
 * From. Anybody can write the first two, so without that trust only From counts. `withHost` keeps the host of a name in
 * it, which is how a caller without a server in common is called back.
 */
export function remoteParty(
  header: (name: string) => string | undefined,
  trustsProxy: boolean,
  withHost = false,
): Party {
  const asserted = trustsProxy ? assertedParty(header) : null
  return asserted ?? partyOf(header('from'), withHost) ?? { number: 'anonymous', displayName: null }
}

/** What the call itself needs, or what is in every message. Anything else may tell what the call is about. */
const NOT_KEPT =
  /^(via|from|to|contact|call-id|cseq|route|record-route|max-forwards|content-.*|(proxy-)?authorization|allow|supported|require|proxy-require|accept.*|user-agent|server|date|timestamp|expires|min-se|session-expires|mime-version|identity)$/i
const MOST_KEPT = 40
const LONGEST_KEPT = 2_000

/**
 * The headers that are kept with the call, by their name as SIP.js writes it; several of a kind joined by commas. What a
 * caller added to the Request-URI (`;intercom=true`) stands among them under its name.
 */
export function keptHeaders(
  headers: Readonly<Record<string, readonly { readonly raw: string }[]>>,
  requestUri = '',
): Readonly<Record<string, string>> {
  const kept = Object.entries(headers)
    .filter(([name]) => !NOT_KEPT.test(name))
    .slice(0, MOST_KEPT)
    .map(([name, values]) => [name, clean(values.map(({ raw }) => raw).join(', '), LONGEST_KEPT)])
  // The address that we registered has a transport; what stands beside it is the caller's.
  const parameters = requestUri.replace(/^[^;?]*|\?.*$|;transport=[^;?]*/gi, '')
  if (parameters !== '') kept.push(['Request-URI', clean(parameters, LONGEST_KEPT)])
  return Object.fromEntries(kept)
}
