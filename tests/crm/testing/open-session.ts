import { callWords } from '../../../src/main/crm/call-words.ts'
import type { Connector, Session } from '../../../src/main/crm/connector.ts'
import { createBudget } from '../../../src/main/crm/http/budget.ts'
import { createHttp } from '../../../src/main/crm/http/create-http.ts'
import type { Http } from '../../../src/main/crm/http/http.ts'

export type Opened = { readonly session: Session; readonly http: Http }

/** A connector's session over real HTTP, as the engine opens one. */
export function openSession(
  connector: Connector,
  settings: Readonly<Record<string, string>>,
  secret: string,
  fields: Readonly<Record<string, readonly string[]>> = {},
): Opened {
  const { authorization, capabilities } = connector
  const http = createHttp({
    authorization: authorization === null ? null : (current) => authorization(current, settings),
    // What the rate costs is the engine's own test; here it would only take time.
    budget: createBudget({ all: { ...capabilities.limits.all, requests: 100_000 } }),
    secret: () => Promise.resolve(secret),
    renew: () => Promise.resolve(null),
    now: Date.now,
  })('delta')
  const session = connector.open({
    settings,
    http,
    secret: () => Promise.resolve(secret),
    fields,
    words: callWords('en'),
    now: Date.now,
  })
  return { session, http }
}
