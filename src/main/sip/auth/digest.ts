import { createHash } from 'node:crypto'
import type { Challenge } from './challenge.ts'

export type DigestRequest = {
  readonly user: string
  readonly password: string
  readonly method: string
  /** The Request-URI exactly as it stands in the request. */
  readonly uri: string
  /** How often this nonce was used, with this request: 1 for the first. */
  readonly count: number
  readonly clientNonce: string
}

const countText = (count: number): string => count.toString(16).padStart(8, '0')

/** `response` of RFC 7616 §3.4.1, over UTF-8. */
export function digestResponse(challenge: Challenge, request: DigestRequest): string {
  const hash = (...parts: readonly string[]) =>
    createHash(challenge.hash).update(parts.join(':'), 'utf8').digest('hex')
  const { nonce, realm, qop } = challenge
  const plain = hash(request.user, realm, request.password)
  const secret = challenge.session ? hash(plain, nonce, request.clientNonce) : plain
  const asked = hash(request.method, request.uri)
  return qop === null
    ? hash(secret, nonce, asked)
    : hash(secret, nonce, countText(request.count), request.clientNonce, qop, asked)
}

/** Control characters can't stand in a header, escaped or not. */
const quoted = (text: string): string => `"${text.replace(/\p{Cc}/gu, '').replace(/["\\]/g, '\\$&')}"`

/** The value of Authorization or Proxy-Authorization. */
export function digestCredentials(challenge: Challenge, request: DigestRequest): string {
  const { realm, nonce, algorithm, opaque, qop } = challenge
  return `Digest ${[
    `username=${quoted(request.user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(request.uri)}`,
    `response="${digestResponse(challenge, request)}"`,
    // As the server wrote it: some compare the word.
    ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
    ...(qop === null
      ? []
      : [`qop=${qop}`, `nc=${countText(request.count)}`, `cnonce=${quoted(request.clientNonce)}`]),
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(', ')}`
}
