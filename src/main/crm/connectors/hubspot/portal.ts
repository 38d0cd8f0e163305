import { z } from 'zod'
import { type HubspotApi, shaped } from './api.ts'

/** The account as a whole: what its ids stand for. */
export type Portal = {
  readonly id: string
  readonly name: string
  /** ISO 4217, for amounts without one. */
  readonly currency: string
  readonly link: (type: string, id: string) => string
  readonly owner: (id: string | undefined) => string | null
  /** A deal's stage in the account's words. */
  readonly stage: (pipeline: string | undefined, stage: string | undefined) => string
}

const account = z.object({
  portalId: z.coerce.string().min(1),
  uiDomain: z.string().regex(/^[a-z0-9.-]+$/i),
  companyCurrency: z.string().optional(),
})
const owners = z.object({
  results: z.array(
    z.object({
      id: z.coerce.string(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      email: z.string().nullish(),
    }),
  ),
  paging: z.object({ next: z.object({ after: z.coerce.string() }).optional() }).optional(),
})
const pipelines = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      stages: z.array(z.object({ id: z.string(), label: z.string() })),
    }),
  ),
})

/** More owners than this aren't a small team; the others have no name on a card. */
const MOST_OWNERS = 5_000

async function ownerNames(api: HubspotApi): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  let after: string | null = null
  do {
    const query = { limit: 500, ...(after === null ? {} : { after }) }
    const page: z.output<typeof owners> = shaped(owners, await api.get('/crm/v3/owners', query))
    for (const { id, firstName, lastName, email } of page.results)
      names.set(id, [firstName, lastName].filter(Boolean).join(' ') || (email ?? ''))
    after = page.paging?.next?.after ?? null
  } while (after !== null && names.size < MOST_OWNERS)
  return names
}

/** Of what the app may not see there are no names, and the ids stand for themselves. */
const orNone = <Value>(asked: Promise<Value>, none: Value): Promise<Value> => asked.catch(() => none)

export async function readPortal(api: HubspotApi): Promise<Portal> {
  const { portalId, uiDomain, companyCurrency } = shaped(account, await api.get('/account-info/v3/details'))
  const names = await orNone(ownerNames(api), new Map<string, string>())
  const known = await orNone(
    api.get('/crm/v3/pipelines/deals').then((answer) => shaped(pipelines, answer).results),
    [],
  )
  const stages = new Map(
    known.flatMap(({ id, label, stages: all }) =>
      all.map((stage) => [`${id} ${stage.id}`, known.length > 1 ? `${stage.label} (${label})` : stage.label]),
    ),
  )
  return {
    id: portalId,
    name: `${uiDomain} ${portalId}`,
    currency: companyCurrency ?? '',
    link: (type, id) => `https://${uiDomain}/contacts/${portalId}/record/${type}/${encodeURIComponent(id)}`,
    owner: (id) => (id === undefined ? null : names.get(id) || null),
    stage: (pipeline, stage = '') => stages.get(`${pipeline ?? ''} ${stage}`) ?? stage,
  }
}
