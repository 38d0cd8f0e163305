import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { createPortal, HubspotError, type HubspotPortal, type Properties, type Stored } from './portal.ts'
import { search, searchBody } from './search.ts'

const given = z.object({ properties: z.record(z.string(), z.string()).default({}) })
const inputs = z.object({
  inputs: z.array(
    z.object({
      id: z.coerce.string(),
      idProperty: z.string().optional(),
      properties: z.record(z.string(), z.string()).optional(),
    }),
  ),
})
const merging = z.object({ primaryObjectId: z.string(), objectIdToMerge: z.string() })
const newProperty = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  groupName: z.string(),
  hasUniqueValue: z.boolean().default(false),
})

export const DISPOSITIONS = [
  { id: 'f240bbac-87c9-4f6e-bf70-924b57d47db7', label: 'Connected', deleted: false },
  { id: '73a0d17f-1163-4015-bdd5-ec830791da20', label: 'No answer', deleted: false },
  { id: '17b47fee-58de-441e-a44c-c6300d46f273', label: 'Wrong number', deleted: true },
]
const LIST = 100

export type HubspotOptions = {
  readonly lagMs?: number
  /** Added to this computer's clock. */
  readonly skewMs?: number
  /** Requests in ten seconds, and searches in one. */
  readonly perTenSeconds?: number
  readonly searchesPerSecond?: number
  /** Whether the app may make properties. */
  readonly mayChangeSchema?: boolean
}

export type HubspotStandIn = {
  readonly url: string
  readonly token: string
  readonly portal: HubspotPortal
  readonly lagMs: number
  /** Answered requests, by status. */
  readonly answered: () => ReadonlyMap<number, number>
  /** Does what it is asked, then breaks the connection instead of answering; for the next request that fits. */
  readonly cutAfter: (fits: (method: string, path: string) => boolean) => void
  readonly close: () => Promise<void>
}

/** Separated by commas or one by one: both are taken. Null where there are none. */
function namesIn(query: URLSearchParams, key: string): readonly string[] | null {
  const all = query.getAll(key).flatMap((text) => text.split(','))
  return all.length === 0 ? null : all
}

type Answer = { readonly status: number; readonly body: unknown }

/** HubSpot's API as its documentation has it: an account in memory with its limits, its lag and its silences. */
export async function startHubspot(options: HubspotOptions = {}): Promise<HubspotStandIn> {
  const {
    lagMs = 0,
    skewMs = 0,
    perTenSeconds = 100,
    searchesPerSecond = 5,
    mayChangeSchema = true,
  } = options
  const now = (): number => Date.now() + skewMs
  const portal = createPortal({ now, lagMs })
  const token = 'pat-eu1-stand-in'
  const requests: number[] = []
  const searches: number[] = []
  const answered = new Map<number, number>()
  let cut: ((method: string, path: string) => boolean) | null = null

  const shown = (stored: Stored, properties: Properties, wanted: readonly string[] | null): object => ({
    id: stored.id,
    properties:
      wanted === null
        ? properties
        : Object.fromEntries(wanted.map((name) => [name, properties[name] ?? null])),
    createdAt: new Date(stored.createdAt).toISOString(),
    updatedAt: new Date(stored.updatedAt).toISOString(),
    archived: stored.archivedAt !== null,
  })

  const list = (path: string, query: URLSearchParams): Answer => {
    const limit = Number(query.get('limit') ?? 10)
    if (limit > LIST) throw new HubspotError(400, 'VALIDATION_ERROR', `limit: at most ${LIST}`)
    const archived = query.get('archived') === 'true'
    const after = Number(query.get('after') ?? 0)
    const wanted = namesIn(query, 'properties')
    const linked = namesIn(query, 'associations') ?? []
    const all = [...portal.kind(path).values()]
      .filter(({ archivedAt, id }) => (archivedAt !== null) === archived && Number(id) > after)
      .slice(0, limit + 1)
    const page = all.slice(0, limit)
    const last = page.at(-1)
    const results = page.map((stored) => {
      const associations = Object.fromEntries(
        linked.flatMap((to) => {
          const ids = portal.linked(`${path}/${stored.id}`, to)
          return ids.length === 0
            ? []
            : [[to, { results: ids.map((id) => ({ id, type: `${path}_to_${to}` })) }]]
        }),
      )
      return {
        ...shown(stored, stored.properties, wanted),
        ...(Object.keys(associations).length > 0 ? { associations } : {}),
      }
    })
    const paging = all.length > limit && last ? { paging: { next: { after: last.id, link: '' } } } : {}
    return { status: 200, body: { results, ...paging } }
  }

  const searched = (path: string, text: string): Answer => {
    const { total, found, after } = search(portal, path, text)
    const wanted = searchBody.parse(JSON.parse(text)).properties ?? null
    const results = found.map(({ stored, properties }) => shown(stored, properties, wanted))
    return {
      status: 200,
      body: { total, results, ...(after === null ? {} : { paging: { next: { after } } }) },
    }
  }

  const objects = (
    method: string,
    path: string,
    rest: readonly string[],
    query: URLSearchParams,
    text: string,
  ): Answer => {
    const [id = '', action = ''] = rest
    const json = (): unknown => JSON.parse(text)
    if (id === '') {
      if (method === 'GET') return list(path, query)
      return { status: 201, body: shown(portal.add(path, given.parse(json()).properties), {}, null) }
    }
    if (id === 'search') return searched(path, text)
    if (id === 'merge') {
      const { primaryObjectId, objectIdToMerge } = merging.parse(json())
      const kept = portal.merge(path, primaryObjectId, objectIdToMerge)
      return { status: 200, body: shown(kept, kept.properties, null) }
    }
    if (id === 'batch' && action === 'upsert') {
      const results = inputs.parse(json()).inputs.map(({ id: value, idProperty = '', properties = {} }) => {
        const stored = portal.upsert(path, idProperty, value, properties)
        return { ...shown(stored, stored.properties, null), new: stored.createdAt === stored.updatedAt }
      })
      return { status: 200, body: { status: 'COMPLETE', results } }
    }
    if (method === 'GET') {
      const stored = portal.find(path, id, query.get('idProperty'))
      return {
        status: 200,
        body: shown(stored, stored.properties, namesIn(query, 'properties')),
      }
    }
    if (method === 'DELETE') {
      portal.archive(path, id)
      return { status: 204, body: null }
    }
    const changed = portal.change(path, id, given.parse(json()).properties)
    return { status: 200, body: shown(changed, changed.properties, null) }
  }

  const propertiesOf = (method: string, path: string, name: string | undefined, text: string): Answer => {
    const all = portal.properties(path)
    if (method === 'POST') {
      if (!mayChangeSchema)
        throw new HubspotError(403, 'MISSING_SCOPES', 'This app hasn’t been granted all required scopes')
      const made = newProperty.parse(JSON.parse(text))
      if (all.some((one) => one.name === made.name))
        throw new HubspotError(409, 'OBJECT_ALREADY_EXISTS', 'it exists')
      all.push(made)
      return { status: 201, body: made }
    }
    if (name === undefined) return { status: 200, body: { results: all } }
    const found = all.find((one) => one.name === name)
    if (!found) throw new HubspotError(404, 'OBJECT_NOT_FOUND', `property ${name} does not exist`)
    return { status: 200, body: found }
  }

  const associated = (from: string, to: string, text: string): Answer => {
    const results = inputs.parse(JSON.parse(text)).inputs.flatMap(({ id }) => {
      const ids = portal.linked(`${from}/${id}`, to)
      return ids.length === 0
        ? []
        : [{ from: { id }, to: ids.map((toObjectId) => ({ toObjectId: Number(toObjectId) })) }]
    })
    return { status: 200, body: { status: 'COMPLETE', results } }
  }

  const route = (method: string, url: URL, text: string): Answer => {
    const parts = url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent)
    const [area, version, kind, path = '', ...rest] = parts
    if (area === 'account-info')
      return {
        status: 200,
        body: { portalId: 4711, uiDomain: 'app-eu1.hubspot.com', companyCurrency: 'EUR' },
      }
    if (area === 'calling') return { status: 200, body: DISPOSITIONS }
    if (area === 'crm' && kind === 'owners')
      return {
        status: 200,
        body: { results: [{ id: '77', firstName: 'Ken', lastName: 'Ito', email: 'ken@example.com' }] },
      }
    if (area === 'crm' && kind === 'pipelines')
      return {
        status: 200,
        body: {
          results: [
            { id: 'default', label: 'Sales', stages: [{ id: 'contractsent', label: 'Contract sent' }] },
          ],
        },
      }
    if (area === 'crm' && kind === 'properties') return propertiesOf(method, path, rest[0], text)
    if (area === 'crm' && version === 'v4' && kind === 'associations')
      return associated(path, rest[0] ?? '', text)
    if (area === 'crm' && version === 'v4' && kind === 'objects' && rest[1] === 'associations') {
      const [id = '', , , to = '', toId = ''] = rest
      portal.live(path, id)
      portal.live(to, toId)
      portal.link(`${path}/${id}`, `${to}/${toId}`)
      return { status: 200, body: { status: 'COMPLETE', results: [] } }
    }
    if (area === 'crm' && version === 'v3' && kind === 'objects')
      return objects(method, path, rest, url.searchParams, text)
    throw new HubspotError(404, 'OBJECT_NOT_FOUND', `no such path: ${url.pathname}`)
  }

  /** Counts the request; says which limit it breaks. */
  const overLimit = (isSearch: boolean): string | null => {
    const at = performance.now()
    const within = (times: number[], ms: number): number => {
      while (times[0] !== undefined && times[0] <= at - ms) times.shift()
      return times.length
    }
    if (isSearch && within(searches, 1_000) >= searchesPerSecond) return 'SECONDLY'
    if (within(requests, 10_000) >= perTenSeconds) return 'TEN_SECONDLY_ROLLING'
    requests.push(at)
    if (isSearch) searches.push(at)
    return null
  }

  const answerTo = (request: IncomingMessage, url: URL, text: string): Answer => {
    const error = (status: number, category: string, message: string, more: object = {}): Answer => ({
      status,
      body: { status: 'error', message, correlationId: 'stand-in', category, ...more },
    })
    if (request.headers.authorization !== `Bearer ${token}`)
      return error(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.')
    const policyName = overLimit(url.pathname.endsWith('/search'))
    if (policyName === 'SECONDLY')
      return error(429, 'RATE_LIMITS', 'You have reached your secondly limit.', { policyName })
    if (policyName)
      return error(429, 'RATE_LIMITS', 'You have reached your ten_secondly_rolling limit.', { policyName })
    try {
      return route(request.method ?? 'GET', url, text)
    } catch (thrown) {
      if (thrown instanceof HubspotError) return error(thrown.status, thrown.category, thrown.message)
      return error(400, 'VALIDATION_ERROR', `Invalid input JSON: ${String(thrown)}`)
    }
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const { status, body } = answerTo(request, url, text)
    answered.set(status, (answered.get(status) ?? 0) + 1)
    if (cut?.(request.method ?? '', url.pathname)) {
      cut = null
      request.socket.destroy()
      return
    }
    response.writeHead(status, {
      'content-type': 'application/json;charset=utf-8',
      date: new Date(now()).toUTCString(),
      'x-hubspot-ratelimit-max': String(perTenSeconds),
      'x-hubspot-ratelimit-remaining': String(Math.max(0, perTenSeconds - requests.length)),
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
    })
    response.end(status === 204 ? undefined : JSON.stringify(body))
  }

  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    portal,
    lagMs,
    answered: () => answered,
    cutAfter: (fits) => {
      cut = fits
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
