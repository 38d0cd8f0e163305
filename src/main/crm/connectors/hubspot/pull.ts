import { z } from 'zod'
import type { RemoteRef } from '../../../../domain/crm/record.ts'
import type { Page } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import type { Filter, HubspotApi, HubspotObject, HubspotPage, ObjectName } from './api.ts'
import { objectOf, shaped } from './api.ts'
import type { Portal } from './portal.ts'
import { dealOf, dealtWith, propertiesOf, readObjects, recordOf, timeOf } from './records.ts'

const LIST = 100
const SEARCH = 200
/** A search gives no more results than these; what comes after is found by another search. */
const MOST_FOUND = 10_000
/** How far behind its last change a search begins: the index lags, and a lagging record carries an old time. */
export const OVERLAP_MS = 5 * 60_000
/** How long the list of what was deleted may be out of date. */
const ARCHIVED_EVERY_MS = 10 * 60_000

/**
 * Where reading goes on. All times are the server's, in epoch ms. `since` is the change that a search begins at, `after`
 * how many of the same moment were read, `id` the last of them where there are more than a search gives.
 */
const cursorShape = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('full'), began: z.number(), after: z.string() }),
  z.object({
    phase: z.literal('changes'),
    since: z.number(),
    after: z.number(),
    id: z.string().nullable(),
    latest: z.number(),
    archivedAt: z.number(),
  }),
  z.object({
    phase: z.literal('archived'),
    latest: z.number(),
    began: z.number(),
    after: z.string().nullable(),
  }),
])
type Cursor = z.infer<typeof cursorShape>
type Changes = Extract<Cursor, { phase: 'changes' }>

function readCursor(text: string): Cursor {
  try {
    return cursorShape.parse(JSON.parse(text))
  } catch {
    throw new CrmFailure('cursorExpired', 'not a cursor of this version')
  }
}

const linksOf = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: z.coerce.string() }),
      to: z.array(z.object({ toObjectId: z.coerce.string() })),
    }),
  ),
})

export type PullParts = {
  readonly api: HubspotApi
  readonly portal: Portal
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** The server's clock as it was last heard, in epoch ms. */
  readonly serverNow: () => Promise<number>
}

const NOTHING: Omit<Page, 'phase' | 'cursor' | 'more'> = {
  records: [],
  deals: [],
  gone: [],
  bad: [],
  total: null,
}

export function createPull(parts: PullParts) {
  const { api, portal, fields, serverNow } = parts

  /** Searches say nothing of what belongs together. */
  const linksOfDeals = async (deals: readonly HubspotObject[]): Promise<ReadonlyMap<string, RemoteRef[]>> => {
    const links = new Map<string, RemoteRef[]>(deals.map(({ id }) => [id, []]))
    if (deals.length === 0) return links
    const inputs = deals.map(({ id }) => ({ id }))
    for (const object of ['contact', 'company'] as const) {
      const path = `/crm/v4/associations/deals/${objectOf(object).path}/batch/read`
      const { results } = shaped(linksOf, await api.send('POST', path, { inputs }))
      for (const { from, to } of results)
        links.get(from.id)?.push(...to.map(({ toObjectId }) => ({ object, id: toObjectId })))
    }
    return links
  }

  const contents = async (name: ObjectName, found: HubspotPage, linked: boolean) => {
    const { good, bad } = readObjects(found.results)
    if (name !== 'deal') {
      const records = good.map((object) => recordOf(object, name, fields[name] ?? [], portal))
      return { good, page: { ...NOTHING, records, bad } }
    }
    const links = linked ? null : await linksOfDeals(good)
    const deals = good.map((object) =>
      dealOf(object, links ? (links.get(object.id) ?? []) : dealtWith(object), portal),
    )
    return { good, page: { ...NOTHING, deals, bad } }
  }

  /** Lists don't say how many there are; a search does, whatever it gives of them. */
  const countOf = async (name: ObjectName): Promise<number | null> => {
    const sort = { propertyName: 'hs_object_id', direction: 'ASCENDING' } as const
    return (await api.search(objectOf(name).path, { groups: [], sort, properties: [], limit: 1 })).total
  }

  const list = async (name: ObjectName, at: Extract<Cursor, { phase: 'full' }>): Promise<Page> => {
    const found = await api.page(`/crm/v3/objects/${objectOf(name).path}`, {
      limit: LIST,
      archived: false,
      properties: propertiesOf(name, fields[name] ?? []).join(','),
      ...(at.after === '' ? {} : { after: at.after }),
      ...(name === 'deal' ? { associations: 'contacts,companies' } : {}),
    })
    const { page } = await contents(name, found, true)
    const more = found.after !== null
    const next: Cursor = more ? { ...at, after: found.after ?? '' } : changesFrom(at.began, at.began)
    const total = at.after === '' ? await countOf(name) : null
    return { ...page, phase: 'full', cursor: JSON.stringify(next), more, total }
  }

  const changed = async (name: ObjectName, at: Changes): Promise<Page> => {
    const { changed: property, path } = objectOf(name)
    const since: Filter = {
      propertyName: property,
      operator: at.id === null ? 'GTE' : 'EQ',
      value: String(at.since),
    }
    const found = await api.search(path, {
      groups: [
        at.id === null ? [since] : [since, { propertyName: 'hs_object_id', operator: 'GT', value: at.id }],
      ],
      sort: { propertyName: at.id === null ? property : 'hs_object_id', direction: 'ASCENDING' },
      properties: propertiesOf(name, fields[name] ?? []),
      limit: SEARCH,
      ...(at.id === null && at.after > 0 ? { after: String(at.after) } : {}),
    })
    const { good, page } = await contents(name, found, false)
    const next = await afterFound(at, good, found.results.length, property)
    return { ...page, phase: 'delta', cursor: JSON.stringify(next.cursor), more: next.more }
  }

  /**
   * Where a search goes on. Each page begins anew at the last change that was seen: what is changed meanwhile moves to the
   * end and pulls the others forward, and a page that was counted would step over them.
   */
  const afterFound = async (
    at: Changes,
    good: readonly HubspotObject[],
    count: number,
    property: string,
  ): Promise<{ readonly cursor: Cursor; readonly more: boolean }> => {
    const times = good.map((object) => timeOf(String(object.properties[property] ?? '')) ?? at.since)
    const latest = Math.max(at.latest, ...times)
    if (at.id !== null) {
      const last = good.at(-1)?.id ?? at.id
      const cursor = { ...at, latest, id: last }
      return count < SEARCH
        ? { cursor: { ...at, latest, since: at.since + 1, after: 0, id: null }, more: true }
        : { cursor, more: true }
    }
    if (count < SEARCH) return ended(latest, at.archivedAt)
    const newest = Math.max(...times)
    if (newest > at.since) return { cursor: { ...at, since: newest, after: 0, latest }, more: true }
    const after = at.after + count
    // Too many of one moment to be counted through: they are told apart by id.
    if (after + SEARCH > MOST_FOUND) return { cursor: { ...at, latest, after: 0, id: '0' }, more: true }
    return { cursor: { ...at, latest, after }, more: true }
  }

  const ended = async (
    latest: number,
    archivedAt: number,
  ): Promise<{ readonly cursor: Cursor; readonly more: boolean }> => {
    const now = await serverNow()
    if (now - archivedAt < ARCHIVED_EVERY_MS) return { cursor: changesFrom(latest, archivedAt), more: false }
    return { cursor: { phase: 'archived', latest, began: now, after: null }, more: true }
  }

  const archived = async (name: ObjectName, at: Extract<Cursor, { phase: 'archived' }>): Promise<Page> => {
    const found = await api.page(`/crm/v3/objects/${objectOf(name).path}`, {
      limit: LIST,
      archived: true,
      ...(at.after === null ? {} : { after: at.after }),
    })
    const gone = readObjects(found.results).good.map(({ id }) => id)
    const more = found.after !== null
    const cursor: Cursor = more ? { ...at, after: found.after } : changesFrom(at.latest, at.began)
    return { ...NOTHING, gone, phase: 'delta', cursor: JSON.stringify(cursor), more }
  }

  return async (name: ObjectName, cursor: string | null): Promise<Page> => {
    const at: Cursor =
      cursor === null ? { phase: 'full', began: await serverNow(), after: '' } : readCursor(cursor)
    switch (at.phase) {
      case 'full':
        return list(name, at)
      case 'changes':
        return changed(name, at)
      case 'archived':
        return archived(name, at)
    }
  }
}

const changesFrom = (latest: number, archivedAt: number): Changes => ({
  phase: 'changes',
  since: latest - OVERLAP_MS,
  after: 0,
  id: null,
  latest,
  archivedAt,
})
