import { z } from 'zod'
import { CrmFailure } from '../../failure.ts'
import type { Http } from '../../http/http.ts'

/** HubSpot's own names of what we speak of, by ours. */
export const OBJECTS = {
  contact: { path: 'contacts', singular: 'contact', changed: 'lastmodifieddate', type: '0-1' },
  company: { path: 'companies', singular: 'company', changed: 'hs_lastmodifieddate', type: '0-2' },
  deal: { path: 'deals', singular: 'deal', changed: 'hs_lastmodifieddate', type: '0-3' },
} as const
export type ObjectName = keyof typeof OBJECTS

export const objectOf = (name: string): (typeof OBJECTS)[ObjectName] => {
  if (name === 'contact' || name === 'company' || name === 'deal') return OBJECTS[name]
  throw new CrmFailure('notFound', `HubSpot has no ${name} for us`)
}

const associations = z.record(z.string(), z.object({ results: z.array(z.object({ id: z.coerce.string() })) }))

/** An object as HubSpot gives it. Properties that aren't there are left out or null. */
export const hubspotObject = z.object({
  id: z.coerce.string().min(1),
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  archived: z.boolean().optional(),
  associations: associations.optional(),
})
export type HubspotObject = z.infer<typeof hubspotObject>

const page = z.object({
  results: z.array(z.unknown()),
  total: z.number().optional(),
  paging: z.object({ next: z.object({ after: z.coerce.string() }).optional() }).optional(),
})
export type HubspotPage = {
  readonly results: readonly unknown[]
  readonly total: number | null
  readonly after: string | null
}

export type Filter = {
  readonly propertyName: string
  readonly operator: 'EQ' | 'GT' | 'GTE' | 'CONTAINS_TOKEN'
  readonly value: string
}
export type Search = {
  readonly groups: readonly (readonly Filter[])[]
  readonly sort: { readonly propertyName: string; readonly direction: 'ASCENDING' | 'DESCENDING' }
  readonly properties: readonly string[]
  readonly limit: number
  readonly after?: string
}

/** HubSpot's API v3 and v4, as far as it is used. Answers of another shape are a `badAnswer`. */
export type HubspotApi = {
  readonly get: (path: string, query?: Query) => Promise<unknown>
  readonly send: (method: 'POST' | 'PATCH' | 'PUT', path: string, body: unknown) => Promise<unknown>
  readonly page: (path: string, query: Query) => Promise<HubspotPage>
  readonly search: (objectPath: string, search: Search) => Promise<HubspotPage>
  /** Null for 404. */
  readonly getIfThere: (path: string, query?: Query) => Promise<unknown>
}
export type Query = Readonly<Record<string, string | number | boolean>>

/** The answer in the shape that it should have. */
export function shaped<Shape extends z.ZodType>(shape: Shape, answer: unknown): z.output<Shape> {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  throw new CrmFailure('badAnswer', `${first?.path.join('.') ?? ''}: ${first?.message ?? 'another shape'}`)
}

export function hubspotApi(http: Http, server: string): HubspotApi {
  const address = (path: string, query: Query = {}): string => {
    const url = new URL(path, server)
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value))
    return url.href
  }
  const json = { 'content-type': 'application/json' }
  const pageOf = (answer: unknown): HubspotPage => {
    const { results, total, paging } = shaped(page, answer)
    return { results, total: total ?? null, after: paging?.next?.after ?? null }
  }
  const get: HubspotApi['get'] = (path, query) => http.json({ method: 'GET', url: address(path, query) })

  return {
    get,
    send: (method, path, body) =>
      http.json({ method, url: address(path), headers: json, body: JSON.stringify(body) }),
    page: async (path, query) => pageOf(await get(path, query)),
    search: async (objectPath, { groups, sort, properties, limit, after }) => {
      const body = {
        filterGroups: groups.map((filters) => ({ filters })),
        sorts: [sort],
        properties,
        limit,
        ...(after === undefined ? {} : { after }),
      }
      const request = {
        method: 'POST',
        url: address(`/crm/v3/objects/${objectPath}/search`),
        headers: json,
        body: JSON.stringify(body),
        search: true,
      }
      return pageOf(await http.json(request))
    },
    getIfThere: async (path, query) => {
      try {
        return await get(path, query)
      } catch (error) {
        if (error instanceof CrmFailure && error.reason === 'notFound') return null
        throw error
      }
    },
  }
}
