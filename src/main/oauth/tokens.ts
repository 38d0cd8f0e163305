import { type Configuration, refreshTokenGrant } from 'openid-client'
import type { OAuthPlan } from '../../domain/crm/oauth-plan.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'
import { clientOf } from './client.ts'
import { oauthFailure } from './failure.ts'
import { readTokens, type Tokens, tokensOf, writeTokens } from './token-set.ts'

/** `signIn`: there is nothing to renew with, or it isn't believed any more: the browser has to be asked again. */
export type TokenRefusal = 'signIn' | 'offline' | 'server'

export type TokenPorts = {
  /** What was stored last, unsealed; null where there is nothing. */
  readonly load: () => Promise<string | null>
  /** Keeps it sealed, and is done only when it would survive a crash. */
  readonly store: (text: string) => Promise<void>
  /** Epoch ms. */
  readonly now: () => number
  readonly log: (message: string) => void
}

/** The tokens of one connection. There is one of these for the whole app: two would spend each other's refresh token. */
export type TokenKeeper = {
  /** An access token that is good as far as we know. */
  readonly access: () => Promise<Result<string, TokenRefusal>>
  /** Another one in place of `stale`, which the server refused. */
  readonly renew: (stale: string) => Promise<Result<string, TokenRefusal>>
}

/** So long before its end a token counts as over, in milliseconds: a request takes its time to arrive. */
const EARLY = 60_000

/**
 * Servers spend a refresh token when it is used, and take back everything when a spent one comes again (RFC 9700
 * §4.14.2). So there is one refresh at a time, and what it brings is stored before anybody uses it.
 */
export function createTokens(plan: OAuthPlan, ports: TokenPorts): TokenKeeper {
  let current: Tokens | null = null
  let loaded = false
  let client: Configuration | null = null
  let underway: Promise<Result<string, TokenRefusal>> | null = null
  /** The refresh token that isn't believed any more: asking with it again would change nothing. */
  let spent: string | null = null

  async function tokens(): Promise<Tokens | null> {
    if (loaded) return current
    const text = await ports.load()
    if (!loaded) current = text === null ? null : readTokens(text)
    loaded = true
    return current
  }

  async function take(next: Tokens): Promise<void> {
    current = next
    try {
      await ports.store(writeTokens(next))
    } catch (error) {
      // Good for as long as the app runs: better than to stop now what has to stop at the next start anyway.
      ports.log(`renewed tokens could not be stored: ${String(error)}`)
    }
  }

  async function refresh(old: Tokens): Promise<Result<string, TokenRefusal>> {
    if (old.refresh === null || old.refresh === spent) return refuse('signIn')
    try {
      client ??= await clientOf(plan)
      const next = tokensOf(await refreshTokenGrant(client, old.refresh), ports.now())
      await take({ ...next, refresh: next.refresh ?? old.refresh })
      return ok(next.access)
    } catch (error) {
      const { reason, detail } = oauthFailure(error)
      ports.log(`tokens could not be renewed: ${detail}`)
      if (reason !== 'denied') return refuse(reason)
      spent = old.refresh
      return refuse('signIn')
    }
  }

  function refreshOnce(old: Tokens): Promise<Result<string, TokenRefusal>> {
    underway ??= refresh(old).finally(() => {
      underway = null
    })
    return underway
  }

  return {
    access: async () => {
      const known = await tokens()
      if (known === null) return refuse('signIn')
      const fresh = known.expiresAt === null || ports.now() < known.expiresAt - EARLY
      return fresh && underway === null ? ok(known.access) : refreshOnce(known)
    },
    renew: async (stale) => {
      const known = await tokens()
      if (known === null) return refuse('signIn')
      return known.access !== stale && underway === null ? ok(known.access) : refreshOnce(known)
    },
  }
}
