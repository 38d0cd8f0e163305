import type { FieldMapping } from '../../../domain/crm/connection.ts'
import type { Description } from '../../../domain/crm/description.ts'
import { customerMapper } from '../../../domain/crm/mapped.ts'
import type { RemoteRecord } from '../../../domain/crm/record.ts'
import { COUNTRY_LANGUAGES, countryReader } from '../../../domain/customer/countries.ts'
import type { ImportedCustomer } from '../../../domain/customer/import.ts'
import { callWords } from '../call-words.ts'
import type { Connector, Page, Session, Settings } from '../connector.ts'
import { createBudget } from '../http/budget.ts'
import { createHttp } from '../http/create-http.ts'
import type { Priority } from '../http/http.ts'

/** Opens sessions as the engine does, with the real HTTP client. A secret is never renewed. */
export function sessionsOf(
  connector: Connector,
  settings: Settings,
  secret: string,
  fields: Readonly<Record<string, readonly string[]>>,
): (priority: Priority) => Session {
  const { authorization, capabilities } = connector
  const http = createHttp({
    secret: async () => secret,
    renew: async () => null,
    authorization: authorization === null ? null : (text) => authorization(text, settings),
    budget: createBudget(capabilities.limits),
    now: Date.now,
  })
  return (priority) =>
    connector.open({
      settings,
      http: http(priority),
      secret: async () => secret,
      fields,
      words: callWords('en'),
      now: Date.now,
    })
}

/** What the connector suggests, by object. */
export function suggestedMapping({ fields }: Description): Readonly<Record<string, FieldMapping>> {
  const mapping: Record<string, Record<string, string>> = {}
  for (const { object, key, suggested } of fields) {
    mapping[object] ??= {}
    Object.assign(mapping[object], { [key]: suggested })
  }
  return mapping
}

export const fieldsOf = (
  mapping: Readonly<Record<string, FieldMapping>>,
): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(mapping).map(([object, own]) => [object, Object.keys(own)]))

/** The customer that a record becomes by the suggested mapping. */
export function customerOf(record: RemoteRecord, mapping: FieldMapping): ImportedCustomer {
  const readCountry = countryReader(COUNTRY_LANGUAGES)
  const mapped = customerMapper({ connection: 'test', object: record.object, mapping, readCountry })(record)
  if (!mapped.ok) throw new Error(`${record.id} is no customer: ${mapped.reason}`)
  return mapped.value
}

const MOST_PAGES = 1_000

/** Every page from a cursor on. */
export async function pagesFrom(
  session: Session,
  object: string,
  from: string | null,
): Promise<readonly Page[]> {
  const pages: Page[] = []
  let cursor = from
  for (;;) {
    const page = await session.pull(object, cursor)
    pages.push(page)
    if (!page.more) return pages
    if (pages.length > MOST_PAGES) throw new Error(`${object} has no end`)
    cursor = page.cursor
  }
}

export const lastCursor = (pages: readonly Page[]): string => {
  const page = pages.at(-1)
  if (!page) throw new Error('no pages')
  return page.cursor
}

/** Every id that the sweep would see. */
export async function allIds(session: Session, object: string): Promise<readonly string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Session['listIds']>> = await session.listIds(object, cursor)
    ids.push(...page.ids)
    cursor = page.cursor
  } while (cursor !== null)
  return ids
}
