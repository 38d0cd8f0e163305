import { createHash, randomBytes } from 'node:crypto'

/** Result of checking an `Authorization` or `Proxy-Authorization` header. */
export type DigestCheck = { ok: true; user: string } | { ok: false; stale: boolean }

export type DigestAlgorithm =
  | 'MD5'
  | 'SHA-256'
  | 'SHA-512-256'
  | 'MD5-sess'
  | 'SHA-256-sess'
  | 'SHA-512-256-sess'

export interface DigestOptions {
  /** One challenge each, in this order: what the server prefers comes first (RFC 8760 §2.3). Default MD5 alone. */
  algorithms?: readonly DigestAlgorithm[]
  /** `false` leaves `qop` out, as servers before RFC 2617 do. Default true. */
  qop?: boolean
  /** To be given back unchanged. Default: none. */
  opaque?: string
  /** The same nonce in every challenge of an algorithm while it lasts, as servers do that count its uses. */
  oneNonce?: boolean
  /** Default five minutes. */
  nonceLifetimeMs?: number
  now?: () => number
}

export interface DigestServer {
  /** Values for `WWW-Authenticate` or `Proxy-Authenticate`, one header each. */
  challenges(stale?: boolean): string[]
  check(
    header: string | undefined,
    method: string,
    passwordOf: (user: string) => string | undefined,
  ): DigestCheck
}

interface Nonce {
  readonly algorithm: DigestAlgorithm
  readonly bornAt: number
  count: number
}

/** Server side of digest authentication (RFC 7616 and RFC 8760, and RFC 2617 as used by RFC 3261 §22). */
export function createDigestServer(realm: string, options: DigestOptions = {}): DigestServer {
  const { algorithms = ['MD5'], qop = true, nonceLifetimeMs = 5 * 60_000, now = Date.now } = options
  const nonces = new Map<string, Nonce>()
  const isAlive = ({ bornAt }: Nonce) => now() - bornAt < nonceLifetimeMs

  function forgetOldNonces(): void {
    for (const [text, nonce] of nonces) {
      if (isAlive(nonce)) return
      nonces.delete(text)
    }
  }

  function nonceFor(algorithm: DigestAlgorithm): string {
    forgetOldNonces()
    if (options.oneNonce) {
      for (const [text, nonce] of nonces) if (nonce.algorithm === algorithm) return text
    }
    const text = randomBytes(16).toString('hex')
    nonces.set(text, { algorithm, bornAt: now(), count: 0 })
    return text
  }

  return {
    challenges: (stale = false) =>
      algorithms.map((algorithm) => {
        const fields = [`realm=${quoted(realm)}`, `nonce="${nonceFor(algorithm)}"`, `algorithm=${algorithm}`]
        if (qop) fields.push('qop="auth"')
        if (options.opaque !== undefined) fields.push(`opaque=${quoted(options.opaque)}`)
        if (stale) fields.push('stale=true')
        return `Digest ${fields.join(', ')}`
      }),

    check(header, method, passwordOf) {
      const refused = { ok: false, stale: false } as const
      const fields = parseCredentials(header)
      if (!fields || fields.realm !== realm) return refused
      const { username, nonce, uri, nc, cnonce, response } = fields
      if (!username || !nonce || !uri || !response) return refused
      const algorithm = algorithms.find((one) => one === (fields.algorithm ?? 'MD5'))
      if (!algorithm) return refused
      if (options.opaque !== undefined && fields.opaque !== options.opaque) return refused
      if (fields.qop !== (qop ? 'auth' : undefined)) return refused
      const password = passwordOf(username)
      if (password === undefined) return refused

      const hash = (text: string) => createHash(hashNames[algorithm]).update(text).digest('hex')
      let secret = hash(`${username}:${realm}:${password}`)
      if (algorithm.endsWith('-sess')) secret = hash(`${secret}:${nonce}:${cnonce ?? ''}`)
      const request = hash(`${method}:${uri}`)
      const use = qop ? `${nonce}:${nc ?? ''}:${cnonce ?? ''}:auth` : nonce
      if (response.toLowerCase() !== hash(`${secret}:${use}:${request}`)) return refused

      // The password is right, so an unknown, old or replayed nonce is `stale`: the client tries again unasked.
      const known = nonces.get(nonce)
      const count = Number.parseInt(nc ?? '', 16)
      if (known?.algorithm !== algorithm || !isAlive(known)) return { ok: false, stale: true }
      if (qop && !(count > known.count)) return { ok: false, stale: true }
      known.count = count
      return { ok: true, user: username }
    },
  }
}

const hashNames: Readonly<Record<DigestAlgorithm, string>> = {
  MD5: 'md5',
  'MD5-sess': 'md5',
  'SHA-256': 'sha256',
  'SHA-256-sess': 'sha256',
  'SHA-512-256': 'sha512-256',
  'SHA-512-256-sess': 'sha512-256',
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

function parseCredentials(header: string | undefined): Partial<Record<string, string>> | undefined {
  const match = header?.match(/^\s*Digest\s+(.*)$/is)
  if (!match?.[1]) return undefined
  const fields: Record<string, string> = {}
  for (const [, name, quoted, plain] of match[1].matchAll(
    /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g,
  )) {
    if (name) fields[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? ''
  }
  return fields
}
