import { z } from 'zod'
import { HubspotError, type HubspotPortal, type Properties, type Stored } from './portal.ts'

const MOST_RESULTS = 10_000
const MOST_GROUPS = 5
const MOST_FILTERS = 6
const MOST_BODY = 3_000

export const searchBody = z.object({
  filterGroups: z
    .array(
      z.object({
        filters: z.array(
          z.object({ propertyName: z.string(), operator: z.string(), value: z.string().optional() }),
        ),
      }),
    )
    .optional(),
  sorts: z
    .array(z.union([z.string(), z.object({ propertyName: z.string(), direction: z.string().optional() })]))
    .optional(),
  properties: z.array(z.string()).optional(),
  limit: z.number().optional(),
  after: z.coerce.string().optional(),
})

const bad = (message: string): HubspotError => new HubspotError(400, 'VALIDATION_ERROR', message)

/** Times are compared as times, numbers as numbers. */
function comparable(text: string): number | string {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return Date.parse(text)
  return /^\d+$/.test(text) ? Number(text) : text
}

function matches(value: string | undefined, operator: string, wanted: string): boolean {
  if (value === undefined) return false
  const one = comparable(value)
  const other = comparable(wanted)
  switch (operator) {
    case 'EQ':
      return one === other || value.toLowerCase() === wanted.toLowerCase()
    case 'GT':
      return one > other
    case 'GTE':
      return one >= other
    case 'CONTAINS_TOKEN': {
      const tokens = value.replace(/<[^>]*>/g, ' ').split(/[^\p{L}\p{N}_-]+/u)
      const plain = wanted.replaceAll('*', '').toLowerCase()
      return wanted.startsWith('*')
        ? [...tokens, value.replace(/\D/g, '')].some((token) => token.toLowerCase().endsWith(plain))
        : tokens.some((token) => token.toLowerCase() === plain)
    }
    default:
      throw bad(`operator ${operator} is not known`)
  }
}

/** The search of CRM objects, within its documented bounds. */
export function search(
  portal: HubspotPortal,
  path: string,
  text: string,
): {
  readonly total: number
  readonly found: readonly { stored: Stored; properties: Properties }[]
  readonly after: string | null
} {
  if (text.length > MOST_BODY) throw bad(`the body may have ${MOST_BODY} characters`)
  const { filterGroups = [], sorts = [], limit = 10, after } = searchBody.parse(JSON.parse(text))
  if (limit > 200) throw bad('limit: at most 200')
  if (filterGroups.length > MOST_GROUPS) throw bad(`at most ${MOST_GROUPS} filter groups`)
  if (filterGroups.some(({ filters }) => filters.length > MOST_FILTERS))
    throw bad(`at most ${MOST_FILTERS} filters`)
  if (sorts.length > 1) throw bad('one sort is allowed')
  const from = Number(after ?? 0)
  if (from + limit > MOST_RESULTS) throw bad('paging beyond 10,000 results is not possible')

  const fits = (id: string, properties: Properties): boolean =>
    filterGroups.length === 0 ||
    filterGroups.some(({ filters }) =>
      filters.every(({ propertyName, operator, value = '' }) => {
        const to = /^associations\.(\w+)$/.exec(propertyName)?.[1]
        if (to !== undefined) return portal.linked(`${path}/${id}`, PLURAL[to] ?? to).includes(value)
        return matches(properties[propertyName], operator, value)
      }),
    )
  const [sort = 'createdate'] = sorts
  const by = typeof sort === 'string' ? sort.replace(/^-/, '') : sort.propertyName
  const sign = (typeof sort === 'string' ? sort.startsWith('-') : sort.direction === 'DESCENDING') ? -1 : 1
  const all = portal
    .indexed(path)
    .filter(({ id, properties }) => fits(id, properties))
    .sort((one, other) => {
      const a = comparable(one.properties[by] ?? '')
      const b = comparable(other.properties[by] ?? '')
      return a === b ? 0 : a < b ? -sign : sign
    })
  const found = all.slice(from, from + limit)
  const next = from + found.length
  return { total: all.length, found, after: next < all.length ? String(next) : null }
}

const PLURAL: Readonly<Record<string, string>> = { contact: 'contacts', company: 'companies', deal: 'deals' }
