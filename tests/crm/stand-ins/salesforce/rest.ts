import type { Reply } from './oauth.ts'
import { type Org, Refused, type Value } from './org.ts'
import { runQuery, type ShownRow } from './run-query.ts'
import { describeField } from './schema.ts'
import { parseQuery } from './soql.ts'
import { search } from './sosl.ts'

export type Asked = {
  readonly method: string
  /** From the API's version on. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** `/services/data/vXX.0` as it was asked. */
  readonly base: string
}

const DAY = 86_400_000

const reply = (status: number, body: unknown = ''): Reply => ({ status, body })
const notFound = (): Refused => new Refused(404, 'NOT_FOUND', 'The requested resource does not exist')

function bodyOf(body: string): Readonly<Record<string, Value>> {
  try {
    const { attributes: _attributes, ...values } = JSON.parse(body) as Record<string, Value>
    return values
  } catch {
    throw new Refused(400, 'JSON_PARSER_ERROR', 'Unexpected character')
  }
}

/** The REST API of an organization, without the way there: one request gives one reply. */
export class Rest {
  private readonly org: Org
  private readonly locators = new Map<string, readonly ShownRow[]>()
  /** Rows at once; Salesforce lessens it itself where rows are wide. */
  batch = 2_000

  constructor(org: Org) {
    this.org = org
  }

  answer(asked: Asked): Reply {
    const [first, ...rest] = asked.path
    if (first === 'query' && rest[0] === undefined) return this.query(asked)
    if (first === 'query') return this.more(rest[0] ?? '', asked)
    if (first === 'search') {
      const searchRecords = search(this.org, asked.query.get('q') ?? '', asked.base)
      return reply(200, { searchRecords })
    }
    if (first === 'sobjects' && rest[0] !== undefined) return this.sobject(asked, rest[0], rest.slice(1))
    throw notFound()
  }

  /** Locators end with the server's memory. */
  forgetLocators(): void {
    this.locators.clear()
  }

  private query({ query, headers, base }: Asked): Reply {
    const parsed = parseQuery(query.get('q') ?? '')
    const rows = runQuery(this.org, parsed, base)
    if (parsed.count) return reply(200, { totalSize: rows.length, done: true, records: [] })
    const asked = Number(
      /batchSize=(\d+)/.exec(String(headers['sforce-query-options'] ?? ''))?.[1] ?? this.batch,
    )
    const batch = Math.min(this.batch, Math.max(Math.min(200, this.batch), asked))
    return this.page(`01g${String(this.locators.size).padStart(15, '0')}`, rows, 0, batch, base)
  }

  private more(locator: string, { base }: Asked): Reply {
    const [id = '', from = '0', batch = '2000'] = locator.split('-')
    const rows = this.locators.get(id)
    if (!rows) throw new Refused(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
    return this.page(id, rows, Number(from), Number(batch), base)
  }

  private page(id: string, rows: readonly ShownRow[], from: number, batch: number, base: string): Reply {
    const records = rows.slice(from, from + batch)
    const next = from + records.length
    const done = next >= rows.length
    if (!done) this.locators.set(id, rows)
    const more = done ? {} : { nextRecordsUrl: `${base}/query/${id}-${next}-${batch}` }
    return reply(200, { totalSize: rows.length, done, ...more, records })
  }

  private sobject(asked: Asked, object: string, [first, second]: readonly string[]): Reply {
    const { method } = asked
    const spec = this.org.spec(object)
    if (first === undefined && method === 'POST')
      return reply(201, { id: this.org.create(spec.name, bodyOf(asked.body)), success: true, errors: [] })
    if (first === 'describe')
      return reply(200, {
        name: spec.name,
        label: spec.name,
        labelPlural: spec.plural,
        keyPrefix: spec.prefix,
        fields: spec.fields.map(describeField),
      })
    if (first === 'deleted') return this.deleted(spec.name, asked.query)
    if (first === undefined) throw notFound()
    return second === undefined ? this.row(asked, first) : this.byKey(asked, spec.name, first, second)
  }

  private row({ method, headers, body, base }: Asked, id: string): Reply {
    const row = this.org.existing(id)
    if (method === 'DELETE') {
      this.org.remove(row.id)
      return reply(204)
    }
    if (method === 'PATCH') {
      const unless = headers['if-unmodified-since']
      const modified = Date.parse(String(row.values.LastModifiedDate).replace('+0000', 'Z'))
      if (typeof unless === 'string' && Number.isNaN(Date.parse(unless)))
        throw new Refused(400, 'INVALID_HEADER', 'invalid If-Unmodified-Since')
      if (typeof unless === 'string' && modified > Date.parse(unless)) return reply(412)
      this.org.update(row.id, bodyOf(body))
      return reply(204)
    }
    if (method !== 'GET') throw new Refused(405, 'METHOD_NOT_ALLOWED', 'HTTP Method not allowed')
    const attributes = { type: row.object, url: `${base}/sobjects/${row.object}/${row.id}` }
    return reply(200, { attributes, ...row.values })
  }

  /** By an external id: made where it isn't there yet; a choice where the field isn't unique and it is there twice. */
  private byKey({ method, body, base }: Asked, object: string, field: string, key: string): Reply {
    const spec = this.org.spec(object).fields.find(({ name, externalId }) => name === field && externalId)
    if (!spec)
      throw new Refused(
        404,
        'NOT_FOUND',
        `Provided external ID field does not exist or is not accessible: ${field}`,
      )
    const rows = this.org.visible(object).filter(({ values }) => values[field] === key)
    if (rows.length > 1)
      return reply(
        300,
        rows.map(({ id }) => `${base}/sobjects/${object}/${id}`),
      )
    const known = rows[0]
    if (method !== 'PATCH') throw new Refused(405, 'METHOD_NOT_ALLOWED', 'HTTP Method not allowed')
    const values = bodyOf(body)
    if (field in values)
      throw new Refused(
        400,
        'INVALID_FIELD',
        `The ${field} field should not be specified in the sobject data.`,
      )
    if (known) {
      this.org.update(known.id, values)
      return reply(200, { id: known.id, success: true, errors: [], created: false })
    }
    const id = this.org.create(object, { ...values, [field]: key })
    return reply(201, { id, success: true, errors: [], created: true })
  }

  /** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm */
  private deleted(object: string, query: URLSearchParams): Reply {
    // A plus that isn't escaped is a space.
    const moment = (name: string): number => Date.parse((query.get(name) ?? '').replace(' ', '+'))
    const minute = (epochMs: number): number => Math.floor(epochMs / 60_000) * 60_000
    const [start, end] = [minute(moment('start')), minute(moment('end'))]
    const now = this.org.now()
    if (Number.isNaN(start) || Number.isNaN(end) || end - start < 60_000)
      throw new Refused(
        400,
        'INVALID_REPLICATION_DATE',
        'startDate must precede endDate by more than a minute',
      )
    if (start < now - 15 * DAY)
      throw new Refused(400, 'INVALID_REPLICATION_DATE', 'startDate before org replication enabled date')
    const covered = Math.min(end, now)
    const records = this.org.deletions.filter(
      (one) =>
        one.object === object && one.at >= Math.max(start, this.org.earliestDeletion) && one.at < covered,
    )
    const written = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '+0000')
    return reply(200, {
      deletedRecords: records.map(({ id, at }) => ({ id, deletedDate: written(at) })),
      earliestDateAvailable: written(Math.max(this.org.earliestDeletion, now - 15 * DAY)),
      latestDateCovered: written(covered),
    })
  }
}
