import type { CrmCard } from '../../../contract/crm.ts'
import type { SyncOrder, SyncReport } from '../../../contract/sync.ts'
import type { Connection } from '../../../domain/crm/connection.ts'
import { connectionOf } from '../../../domain/crm/connection.ts'
import type { Activity, RemoteDeal } from '../../../domain/crm/record.ts'
import type { Customer, CustomerMatch } from '../../../domain/customer/customer.ts'
import { ok, type Result, refuse } from '../../../domain/result.ts'

/** What the cache knows of a customer beside the customer. */
export type RemoteCard = {
  readonly url: string | null
  readonly owner: string | null
  readonly deals: readonly RemoteDeal[]
}

export type Cards = {
  /** Null for a customer of no CRM that is connected. `others` are matches of less trusted sources. */
  readonly of: (customer: Customer, others: readonly CustomerMatch[]) => CrmCard | null
  readonly activities: (customer: string) => Promise<Result<readonly Activity[], 'noActivities'>>
  readonly report: (report: Extract<SyncReport, { kind: 'crm.activities' }>) => void
  readonly workerEnded: () => void
}

const MOST_ACTIVITIES = 10
/** How long an answer serves: a card is opened and closed many times during a call. */
const FRESH_MS = 60_000
const WITHIN_MS = 10_000

export function createCards(parts: {
  readonly remote: (customer: string) => RemoteCard | null
  readonly customer: (id: string) => Customer | null
  readonly connection: (id: string | null) => Connection | null
  readonly hasActivities: (connection: Connection) => boolean
  readonly post: (order: SyncOrder) => void
  readonly later: (ms: number, task: () => void) => void
}): Cards {
  type Answer = Result<readonly Activity[], 'noActivities'>
  const waiting = new Map<number, (answer: Answer) => void>()
  const known = new Map<string, Promise<Answer>>()
  let last = 0

  const nameOf = (customer: Customer): string | null => parts.connection(connectionOf(customer))?.name ?? null

  const ask = (customer: string): Promise<Answer> => {
    last += 1
    const job = last
    return new Promise((resolve) => {
      const answer = (given: Answer): void => {
        if (!given.ok) known.delete(customer)
        waiting.delete(job)
        resolve(given)
      }
      waiting.set(job, answer)
      parts.later(WITHIN_MS, () => answer(refuse('noActivities')))
      parts.later(FRESH_MS, () => known.delete(customer))
      parts.post({ kind: 'crm.activities', job, customer, most: MOST_ACTIVITIES })
    })
  }

  return {
    of: (customer, others) => {
      const connection = parts.connection(connectionOf(customer))
      if (!connection) return null
      const remote = parts.remote(customer.id)
      return {
        connection: { id: connection.id, name: connection.name },
        url: remote?.url ?? null,
        owner: remote?.owner ?? null,
        deals: remote?.deals ?? [],
        hasActivities: !connection.paused && parts.hasActivities(connection),
        alsoIn: others.map((match) => ({
          customer: match.customer.id,
          name: match.customer.name || match.customer.company,
          connection: nameOf(match.customer),
        })),
      }
    },
    activities: (id) => {
      const customer = parts.customer(id)
      const connection = customer && parts.connection(connectionOf(customer))
      if (!connection || connection.paused || !parts.hasActivities(connection))
        return Promise.resolve(refuse('noActivities'))
      const asked = known.get(id) ?? ask(id)
      known.set(id, asked)
      return asked
    },
    report: ({ job, activities }) => {
      waiting.get(job)?.(activities ? ok(activities) : refuse('noActivities'))
    },
    workerEnded: () => {
      for (const answer of [...waiting.values()]) answer(refuse('noActivities'))
    },
  }
}
