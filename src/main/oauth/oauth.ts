import type { OAuthPlan } from '../../domain/crm/oauth-plan.ts'
import { ok, type Result } from '../../domain/result.ts'
import { type BrowserPorts, type BrowserRefusal, signInByBrowser } from './sign-in.ts'
import { writeTokens } from './token-set.ts'
import { createTokens, type TokenRefusal } from './tokens.ts'

/** Signing in by the browser, and what is left of it: a grant, which is a secret and gives access tokens. */
export type OAuth = {
  /** One at a time: another one gives up the one before. */
  readonly signIn: (
    plan: OAuthPlan,
  ) => Promise<
    Result<{ readonly grant: string; readonly kept: Readonly<Record<string, string>> }, BrowserRefusal>
  >
  readonly cancel: () => void
  /**
   * The access token of a grant; with `stale`, another one than that. `store` has kept the new grant before the token is
   * given; null where the server no longer believes the grant. Throws where it can't be asked just now.
   */
  readonly accessToken: (
    plan: OAuthPlan,
    grant: string,
    stale: string | null,
    store: (grant: string) => Promise<boolean>,
  ) => Promise<string | null>
}

function tokenOrNull(result: Result<string, TokenRefusal>): string | null {
  if (result.ok) return result.value
  if (result.reason === 'signIn') return null
  throw new Error(`the access token could not be renewed: ${result.reason}`)
}

export function createOAuth(ports: BrowserPorts): OAuth {
  let browser = new AbortController()
  /** By grant: whoever asks with the same one gets what the first one got, since it is good once. */
  const underway = new Map<string, Promise<string | null>>()

  return {
    signIn: async (plan) => {
      browser.abort()
      browser = new AbortController()
      const result = await signInByBrowser(plan, ports, browser.signal)
      if (!result.ok) return result
      return ok({ grant: writeTokens(result.value.tokens), kept: result.value.kept })
    },
    cancel: () => browser.abort(),
    accessToken: (plan, grant, stale, store) => {
      const known = underway.get(grant)
      if (known) return known
      const tokens = createTokens(plan, {
        load: async () => grant,
        store: async (text) => {
          if (!(await store(text))) throw new Error('it was not kept')
        },
        now: ports.now,
        log: ports.log,
      })
      const asked = (stale === null ? tokens.access() : tokens.renew(stale))
        .then(tokenOrNull)
        .finally(() => underway.delete(grant))
      underway.set(grant, asked)
      return asked
    },
  }
}
