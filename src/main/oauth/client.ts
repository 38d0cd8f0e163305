import {
  allowInsecureRequests,
  Configuration,
  discovery,
  None,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client'
import type { OAuthPlan } from '../../domain/crm/oauth-plan.ts'

/** What a token endpoint gives, with whatever the server adds. */
export type TokenAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a URL may be asked and opened: https, or http on this computer. */
export const isSafe = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))

/**
 * The server and us as the library knows them: a public client, which has no secret to keep (RFC 8252 §8.5). Throws what
 * `fetch` throws where the server isn't reached, and a `TypeError` with `code` for a URL that is none.
 */
export async function clientOf(plan: OAuthPlan): Promise<Configuration> {
  const issuer = new URL(plan.issuer)
  const insecure = isSafe(issuer) && issuer.protocol === 'http:' ? [allowInsecureRequests] : []
  if (plan.endpoints === null)
    return discovery(issuer, plan.clientId, undefined, None(), { execute: insecure })
  const { authorization, token } = plan.endpoints
  const server = { issuer: plan.issuer, authorization_endpoint: authorization, token_endpoint: token }
  const client = new Configuration(server, plan.clientId, undefined, None())
  for (const allow of insecure) allow(client)
  return client
}
