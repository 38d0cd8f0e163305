import { createHash, randomBytes } from 'node:crypto'

/** Result of checking an `Authorization` or `Proxy-Authorization` header. */
export type DigestCheck = { ok: true; user: string } | { ok: false; stale: boolean }

export interface DigestServer {
  /** Value for `WWW-Authenticate` or `Proxy-Authenticate` with a nonce of its own. */
  challenge(stale?: boolean): string
  check(
    header: string | undefined,
    method: string,
    passwordOf: (user: string) => string | undefined,
  ): DigestCheck
}

const nonceLifetimeMs = 5 * 60_000

/** Server side of digest authentication, MD5 with `qop=auth` (RFC 2617 as used by RFC 3261 §22). */
export function createDigestServer(realm: string, now: () => number = Date.now): DigestServer {
  const nonces = new Map<string, { bornAt: number; count: number }>()

  function forgetOldNonces(): void {
    for (const [nonce, { bornAt }] of nonces) {
      if (now() - bornAt < nonceLifetimeMs) return
      nonces.delete(nonce)
    }
  }

  return {
    challenge(stale = false) {
      forgetOldNonces()
      const nonce = randomBytes(16).toString('hex')
      nonces.set(nonce, { bornAt: now(), count: 0 })
      return `Digest realm="${realm}", nonce="${nonce}", qop="auth", algorithm=MD5${stale ? ', stale=true' : ''}`
    },

    check(header, method, passwordOf) {
      const fields = parseCredentials(header)
      if (!fields || fields.realm !== realm) return { ok: false, stale: false }
      const { username, nonce, uri, qop, nc, cnonce, response } = fields
      if (!username || !nonce || !uri || !response) return { ok: false, stale: false }
      const password = passwordOf(username)
      if (password === undefined) return { ok: false, stale: false }

      const secret = md5(`${username}:${realm}:${password}`)
      const request = md5(`${method}:${uri}`)
      const expected =
        qop === 'auth'
          ? md5(`${secret}:${nonce}:${nc ?? ''}:${cnonce ?? ''}:auth:${request}`)
          : md5(`${secret}:${nonce}:${request}`)
      if (response.toLowerCase() !== expected) return { ok: false, stale: false }

      // The password is right, so an unknown, old or replayed nonce is `stale`: the client tries again unasked.
      const known = nonces.get(nonce)
      const count = Number.parseInt(nc ?? '', 16)
      if (!known || now() - known.bornAt >= nonceLifetimeMs) return { ok: false, stale: true }
      if (qop === 'auth' && !(count > known.count)) return { ok: false, stale: true }
      known.count = count
      return { ok: true, user: username }
    },
  }
}

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

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
