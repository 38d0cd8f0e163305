import { z } from 'zod'
import type { CrmFailureReason } from '../../../../domain/crm/failure.ts'
import type { Access } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import type { HttpAnswer, HttpRequest } from '../../http/http.ts'

/** What Salesforce refuses, with its own code for why. */
export class SalesforceRefusal extends CrmFailure {
  readonly code: string

  constructor(reason: CrmFailureReason, code: string, detail: string) {
    super(reason, detail)
    this.code = code
  }
}

/** One record as it comes: a field's value by its name, a related record as an object. */
export type Row = Readonly<Record<string, unknown>>
export type QueryAnswer = {
  readonly records: readonly Row[]
  /** Salesforce may give fewer at once than were asked for: there are more. */
  readonly done: boolean
  /** The server's clock, epoch ms. */
  readonly date: number | null
  /** How much of what the whole organization may ask in 24 hours was used; between 0 and 1. */
  readonly used: number
}

const row = z.record(z.string(), z.unknown())
const queryAnswer = z.object({ totalSize: z.number(), done: z.boolean(), records: z.array(row) })
const errors = z.array(z.object({ message: z.string(), errorCode: z.string() })).min(1)

/** What Salesforce answers with 400, 403 or 404 and means otherwise, by its own code. */
const REASONS: Readonly<Record<string, CrmFailureReason>> = {
  REQUEST_LIMIT_EXCEEDED: 'limited',
  // Somebody else writes the same record just now; nothing was done.
  UNABLE_TO_LOCK_ROW: 'limited',
  QUERY_TIMEOUT: 'server',
  ENTITY_IS_DELETED: 'notFound',
  INVALID_CROSS_REFERENCE_KEY: 'notFound',
  // Whom it was about lives on as another record.
  CANNOT_UPDATE_CONVERTED_LEAD: 'notFound',
  INSUFFICIENT_ACCESS_OR_READONLY: 'forbidden',
  INSUFFICIENT_ACCESS: 'forbidden',
}
const BY_STATUS: Readonly<Record<number, CrmFailureReason>> = {
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  412: 'conflict',
}
const READ_HERE = [300, 400, 403, 404, 409, 412]

/** An answer's JSON in the shape that it must have. */
export function readAs<Shape>(shape: z.ZodType<Shape>, text: string): Shape {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CrmFailure('badAnswer', `no JSON, or cut off: ${text.length} characters`)
  }
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new CrmFailure('badAnswer', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'another shape'}`)
}

function refusalOf(answer: HttpAnswer): SalesforceRefusal {
  let code = ''
  let message = ''
  try {
    const first = errors.parse(JSON.parse(answer.text))[0]
    code = first?.errorCode ?? ''
    message = first?.message ?? ''
  } catch {
    // A page of HTML, or nothing: the status has to do.
  }
  // A query that is refused comes back with its text before what is wrong with it.
  message = message.replace(/^[\s\S]*ERROR at Row:\d+:Column:\d+\s*/, '')
  const reason = REASONS[code] ?? BY_STATUS[answer.status] ?? 'rejected'
  const detail = [`${answer.status}:`, code, message].filter((part) => part !== '').join(' ')
  return new SalesforceRefusal(reason, code, detail.replace(/\s+/g, ' ').slice(0, 300))
}

/** `api-usage=18/5000` in `Sforce-Limit-Info`; 0 where it isn't told. */
function usedOf(headers: Headers): number {
  const [, used, limit] = /api-usage=(\d+)\/(\d+)/.exec(headers.get('sforce-limit-info') ?? '') ?? []
  return Number(limit) > 0 ? Number(used) / Number(limit) : 0
}

export type Api = {
  /** The address of the organization, without a slash at its end. */
  readonly instance: string
  /** `path` from the API's version on. Throws a `SalesforceRefusal` for every status beside 2xx that isn't accepted. */
  readonly ask: (request: Omit<HttpRequest, 'url'> & { readonly path: string }) => Promise<HttpAnswer>
  /** All rows, or as many as Salesforce gives at once. */
  readonly query: (soql: string) => Promise<QueryAnswer>
  /** How many rows `SELECT COUNT()` finds. */
  readonly count: (soql: string) => Promise<number>
}

/** The organization's REST API, at the address that came with its tokens. */
export function createApi({ settings, http }: Pick<Access, 'settings' | 'http'>): Api {
  const instance = (settings.instance_url || settings.login || '').trim().replace(/\/+$/, '')
  const version = (settings.version ?? '').trim().replace(/^v/i, '')
  const base = `${instance}/services/data/v${version}`

  const ask: Api['ask'] = async ({ path, accept = [], ...request }) => {
    const answer = await http.ask({ ...request, url: `${base}${path}`, accept: [...READ_HERE, ...accept] })
    if (answer.status >= 300 && !accept.includes(answer.status)) throw refusalOf(answer)
    return answer
  }

  const select = async (soql: string) => {
    const answer = await ask({ method: 'GET', path: `/query?q=${encodeURIComponent(soql)}` })
    return { answer, ...readAs(queryAnswer, answer.text) }
  }

  return {
    instance,
    ask,
    query: async (soql) => {
      const { answer, records, totalSize, done } = await select(soql)
      // An answer that contradicts itself must not pass for the end.
      if (done ? records.length !== totalSize : records.length === 0)
        throw new CrmFailure('badAnswer', `${records.length} of ${totalSize} rows, done: ${done}`)
      return { records, done, date: answer.date, used: usedOf(answer.headers) }
    },
    count: async (soql) => (await select(soql)).totalSize,
  }
}

/** A request with a JSON body. */
export const withBody = (method: 'POST' | 'PATCH', path: string, body: unknown) => ({
  method,
  path,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
