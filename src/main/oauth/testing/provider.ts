import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import type { OAuthPlan } from '../../../domain/crm/oauth-plan.ts'

/** A real OAuth server on this computer: PKCE for a public client, and a refresh token that is good once. */
export type TestProvider = {
  readonly issuer: string
  readonly plan: (changes?: Partial<OAuthPlan>) => OAuthPlan
  /** What came to the token endpoint, by its grant. */
  readonly grants: readonly string[]
  readonly stop: () => Promise<void>
}

export const CLIENT = 'offhook'

export async function startProvider(): Promise<TestProvider> {
  const grants: string[] = []
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        // A native client's port is left open (RFC 8252 §7.3).
        redirect_uris: ['http://127.0.0.1/signed-in'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'test' }] },
    cookies: { keys: ['only for tests'] },
    ttl: {
      AccessToken: 3600,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 3600,
      Interaction: 3600,
      IdToken: 3600,
    },
    rotateRefreshToken: true,
  })
  provider.use(async (context, next) => {
    await next()
    const grant = context.oidc?.params?.grant_type
    if (typeof grant === 'string') grants.push(grant)
  })
  server.on('request', provider.callback())
  return {
    issuer,
    grants,
    plan: (changes = {}) => ({
      clientId: CLIENT,
      issuer,
      endpoints: null,
      scopes: ['openid', 'offline_access'],
      redirect: { host: '127.0.0.1', path: '/signed-in', ports: [] },
      keeps: ['scope', 'instance_url'],
      ...changes,
    }),
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
