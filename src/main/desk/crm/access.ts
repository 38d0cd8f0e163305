import { randomUUID } from 'node:crypto'
import type { SignInRefusal } from '../../../contract/crm.ts'
import type { OAuthPlan } from '../../../domain/crm/oauth-plan.ts'
import { ok, type Result, refuse } from '../../../domain/result.ts'
import type { Passwords } from '../accounts/passwords.ts'

/** Signing in by the browser, and what is left of it: a grant, which gives access tokens. */
export type OAuth = {
  readonly signIn: (
    plan: OAuthPlan,
  ) => Promise<
    Result<
      { readonly grant: string; readonly kept: Readonly<Record<string, string>> },
      SignInRefusal | 'badFields'
    >
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

type Given = { readonly secret: string | null; readonly later: boolean }
type Form = { readonly secret: string | null; readonly ticket: string | null }
type Signed = { readonly grant: string; readonly kept: Readonly<Record<string, string>> }

/** What the engine signs its requests with: the kept password or token, or an access token of a grant. */
export type Access = {
  /** Gives a ticket, which stands for the grant until the connection is saved. */
  readonly signIn: (plan: OAuthPlan) => Promise<Result<string, SignInRefusal>>
  readonly keptBy: (ticket: string | null) => Readonly<Record<string, string>>
  readonly secretOf: (form: Form) => string | null
  /** The token or password to try a form with; null where there is none. */
  readonly tokenOf: (id: string | null, form: Form, plan: () => OAuthPlan | null) => Promise<string | null>
  /** Null where nothing newer than `stale` can be had, or (`later`) can't be had just now. */
  readonly secretFor: (connection: string, stale: string | null) => Promise<Given>
  /** Another secret was kept for a connection. */
  readonly renewed: (connection: string) => void
}

export function createAccess(parts: {
  readonly oauth: OAuth
  readonly secrets: Passwords
  readonly planOf: (connection: string) => OAuthPlan | null
}): Access {
  const { oauth, secrets } = parts
  const tickets = new Map<string, Signed>()
  /** One refresh at a time: a refresh token that is used twice revokes them all (RFC 9700 §4.14.2). */
  const running = new Map<string, Promise<Given>>()

  const signed = (ticket: string | null): Signed | null =>
    ticket === null ? null : (tickets.get(ticket) ?? null)
  const secretOf = ({ secret, ticket }: Form): string | null => signed(ticket)?.grant ?? secret

  const refreshed = (connection: string, plan: OAuthPlan, stale: string | null): Promise<string | null> => {
    const grant = secrets.of(connection)
    if (grant === null) return Promise.resolve(null)
    const isStored = secrets.kept(connection) === 'stored'
    return oauth.accessToken(plan, grant, stale, (next) => secrets.keep(connection, next, isStored))
  }

  return {
    signIn: async (plan) => {
      const result = await oauth.signIn(plan)
      // Its form was checked: an address that can't be asked is one that the connector's plan makes of it.
      if (!result.ok) return refuse(result.reason === 'badFields' ? 'denied' : result.reason)
      const ticket = randomUUID()
      tickets.set(ticket, result.value)
      return ok(ticket)
    },
    keptBy: (ticket) => signed(ticket)?.kept ?? {},
    secretOf,
    tokenOf: async (id, form, planOf) => {
      const plan = planOf()
      const secret = secretOf(form)
      if (!plan) return secret ?? (id === null ? null : secrets.of(id))
      if (secret === null) return id === null ? null : refreshed(id, plan, null)
      // A rotated grant replaces the one that the ticket stood for.
      return oauth.accessToken(plan, secret, null, async (grant) => {
        const known = signed(form.ticket)
        if (known && form.ticket !== null) tickets.set(form.ticket, { ...known, grant })
        return true
      })
    },
    secretFor: (connection, stale) => {
      const plan = parts.planOf(connection)
      if (!plan) {
        const secret = secrets.of(connection)
        return Promise.resolve({ secret: secret === stale ? null : secret, later: false })
      }
      const now = running.get(connection)
      if (now) return now
      const next = refreshed(connection, plan, stale)
        .then(
          (secret) => ({ secret, later: false }),
          () => ({ secret: null, later: true }),
        )
        .finally(() => running.delete(connection))
      running.set(connection, next)
      return next
    },
    renewed: (connection) => {
      running.delete(connection)
    },
  }
}
