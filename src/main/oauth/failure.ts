import { AuthorizationResponseError, ResponseBodyError } from 'openid-client'

/**
 * `denied`: the server said no, and says so again. `server`: it failed, or had too much to do. `offline`: it wasn't
 * reached, or didn't answer.
 */
export type OAuthFailure = { readonly reason: 'denied' | 'server' | 'offline'; readonly detail: string }

const codeOf = (error: Error): string => {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}

/** What went wrong at the server's, in words without codes and tokens: those stand in the parts that are left out. */
export function oauthFailure(error: unknown): OAuthFailure {
  if (error instanceof AuthorizationResponseError) {
    const detail = [error.error, error.error_description].filter(Boolean).join(': ')
    return { reason: error.error === 'temporarily_unavailable' ? 'server' : 'denied', detail }
  }
  if (error instanceof ResponseBodyError) {
    const later = error.status === 429 || error.status >= 500
    const detail = [String(error.status), error.error, error.error_description].filter(Boolean).join(' ')
    return { reason: later ? 'server' : 'denied', detail }
  }
  if (!(error instanceof Error)) return { reason: 'server', detail: String(error) }
  const code = codeOf(error)
  // A bad argument is a TypeError with a code of its own; without one it is what `fetch` throws.
  if (code === 'OAUTH_TIMEOUT' || (error instanceof TypeError && code === ''))
    return { reason: 'offline', detail: error.cause instanceof Error ? error.cause.message : error.message }
  return { reason: 'server', detail: [code, error.message].filter(Boolean).join(' ') }
}
