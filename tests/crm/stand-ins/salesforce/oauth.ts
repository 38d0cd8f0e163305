import { createHash, randomBytes } from 'node:crypto'

export type Reply = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const token = (): string => `00D!${randomBytes(24).toString('base64url')}`
const refused = (error: string, description: string): Reply => ({
  status: 400,
  body: { error, error_description: description },
})

/**
 * A public client of an External Client App: PKCE is a must, a secret is refused, the refresh token is good once, and a
 * spent one that comes again takes everything back.
 */
export class TokenService {
  readonly access = new Set<string>()
  private readonly refresh = new Map<string, { readonly family: number; spent: boolean }>()
  private readonly codes = new Map<string, { readonly challenge: string; readonly redirect: string }>()
  private readonly revoked = new Set<number>()
  private readonly client: string
  private readonly redirects: readonly string[]
  private families = 0
  refreshes = 0

  constructor(client: string, redirects: readonly string[]) {
    this.client = client
    this.redirects = redirects
  }

  /** The session id of a user who signed in elsewhere. */
  issue(): string {
    const access = token()
    this.access.add(access)
    return access
  }

  /** Sessions end after a while; refresh tokens don't. */
  expire(): void {
    this.access.clear()
  }

  /** An administrator takes everything back. */
  revoke(): void {
    this.expire()
    this.refresh.clear()
  }

  /** The user agrees without being asked. */
  authorize(query: URLSearchParams): Reply {
    const redirect = query.get('redirect_uri') ?? ''
    if (query.get('client_id') !== this.client || !this.redirects.includes(redirect))
      return refused('redirect_uri_mismatch', 'redirect_uri must match configuration')
    const challenge = query.get('code_challenge')
    if (challenge === null || query.get('code_challenge_method') !== 'S256')
      return refused('invalid_request', 'missing required code challenge')
    const code = randomBytes(12).toString('hex')
    this.codes.set(code, { challenge, redirect })
    const back = new URL(redirect)
    back.searchParams.set('code', code)
    back.searchParams.set('state', query.get('state') ?? '')
    return { status: 302, body: '', headers: { location: back.href } }
  }

  grant(form: URLSearchParams, about: { readonly instance: string; readonly identity: string }): Reply {
    if (form.has('client_secret'))
      return refused('invalid_client', 'client secret not allowed for a public client')
    if (form.get('client_id') !== this.client)
      return refused('invalid_client_id', 'client identifier invalid')
    const type = form.get('grant_type')
    if (type === 'authorization_code') return this.byCode(form, about)
    if (type === 'refresh_token') return this.byRefresh(form.get('refresh_token') ?? '', about)
    return refused('unsupported_grant_type', 'grant type not supported')
  }

  private byCode(
    form: URLSearchParams,
    about: { readonly instance: string; readonly identity: string },
  ): Reply {
    const code = form.get('code') ?? ''
    const known = this.codes.get(code)
    this.codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!known || known.challenge !== challenge || known.redirect !== form.get('redirect_uri'))
      return refused('invalid_grant', 'invalid authorization code')
    this.families += 1
    return this.tokens(this.families, about)
  }

  private byRefresh(old: string, about: { readonly instance: string; readonly identity: string }): Reply {
    this.refreshes += 1
    const known = this.refresh.get(old)
    if (!known || this.revoked.has(known.family))
      return refused('invalid_grant', 'expired access/refresh token')
    if (known.spent) {
      this.revoked.add(known.family)
      return refused('invalid_grant', 'expired access/refresh token')
    }
    known.spent = true
    return this.tokens(known.family, about)
  }

  private tokens(
    family: number,
    { instance, identity }: { readonly instance: string; readonly identity: string },
  ): Reply {
    const refresh = token()
    this.refresh.set(refresh, { family, spent: false })
    return {
      status: 200,
      body: {
        access_token: this.issue(),
        refresh_token: refresh,
        signature: 'unchecked',
        scope: 'refresh_token api',
        instance_url: instance,
        id: identity,
        token_type: 'Bearer',
        issued_at: String(Date.now()),
      },
    }
  }
}
