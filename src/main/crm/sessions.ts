import type { Followed } from '../../contract/sync.ts'
import { callWords } from './call-words.ts'
import type { Connector, Session } from './connector.ts'
import { type BudgetClock, createBudget } from './http/budget.ts'
import { createHttp } from './http/create-http.ts'
import type { Priority } from './http/http.ts'

/** The sessions of one connection, one for each purpose; all share its rate and its secret. */
export type Sessions = (priority: Priority) => Session

export function openSessions(parts: {
  readonly connector: Connector
  readonly connection: Pick<Followed, 'settings' | 'mapping' | 'language'>
  readonly secret: () => Promise<string>
  readonly renew: (stale: string) => Promise<string | null>
  readonly clock: BudgetClock
  /** Epoch ms. */
  readonly now: () => number
}): Sessions {
  const { connector, connection, secret, renew, clock, now } = parts
  const { settings, mapping } = connection
  const { authorization, capabilities } = connector
  const http = createHttp({
    authorization: authorization ? (text) => authorization(text, settings) : null,
    budget: createBudget(capabilities.limits, clock),
    secret,
    renew,
    now,
  })
  const fields = Object.fromEntries(
    Object.entries(mapping).map(([object, targets]) => [
      object,
      Object.keys(targets).filter((field) => targets[field] !== 'skip'),
    ]),
  )
  const words = callWords(connection.language)
  const open = new Map<Priority, Session>()
  return (priority) => {
    const session =
      open.get(priority) ?? connector.open({ settings, http: http(priority), secret, fields, words, now })
    open.set(priority, session)
    return session
  }
}
