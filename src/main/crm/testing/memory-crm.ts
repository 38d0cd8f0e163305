// A CRM that lives in the test's own memory and speaks no protocol: what the engine does with what comes is all that counts.
import type { Capabilities } from '../../../domain/crm/description.ts'
import type { RemoteDeal, RemoteRecord } from '../../../domain/crm/record.ts'
import type { Page, Session } from '../connector.ts'
import { CrmFailure } from '../failure.ts'

export const MEMORY_CAPABILITIES: Capabilities = {
  callLog: 'updatable',
  idempotency: 'key',
  searchLagMs: 0,
  overlapMs: 0,
  ghosts: true,
  changes: true,
  creates: true,
  findsByPhone: true,
  notes: false,
  activities: false,
  deals: true,
  limits: { all: { requests: 1_000_000, perMs: 1 } },
}

export type MemoryCrm = {
  readonly session: Session
  /** Makes or changes a record; `updated` moves on with every change. Fields: name, phone, company. */
  readonly put: (id: string, values: Readonly<Record<string, string>>) => void
  /** As a record that comes in another shape. */
  readonly putRecord: (record: RemoteRecord) => void
  readonly putBad: (id: string, raw: string) => void
  readonly putDeal: (deal: RemoteDeal) => void
  readonly removeDeal: (id: string) => void
  /** To another customer, and no time of change says so. */
  readonly moveDeal: (id: string, to: string) => void
  /** `told`: the delta says so; otherwise it vanishes without a word. */
  readonly remove: (id: string, how: 'told' | 'silently') => void
  readonly ids: () => readonly string[]
  readonly record: (id: string) => RemoteRecord | null
  /** Stands before every answer of `pull`, `listIds` and `get`: may throw, wait, or change the page. */
  meddle: (what: 'pull' | 'listIds' | 'get', page: Page | null, cursor: string | null) => Page | null
  /** How often each was asked. */
  readonly asked: { pull: number; listIds: number; get: number }
  pageSize: number
}

type Cursor = { readonly phase: 'full' | 'delta'; readonly after: number; readonly id: string }

/** With one object `contact`, and deals. Full reads go by id, changes by (updated, id), as the engine wants it. */
export function memoryCrm(): MemoryCrm {
  const records = new Map<string, RemoteRecord>()
  const bad = new Map<string, string>()
  const deals = new Map<string, RemoteDeal>()
  const gone: { readonly id: string; readonly at: number; readonly object: string }[] = []
  let clock = 1_000

  const tick = (): number => {
    clock += 1
    return clock
  }
  const readCursor = (cursor: string): Cursor => JSON.parse(cursor) as Cursor
  const write = (cursor: Cursor): string => JSON.stringify(cursor)
  const updatedOf = (one: { readonly updated: number | null }): number => one.updated ?? 0
  const emptyPage = { records: [], deals: [], gone: [], bad: [], total: null } as const

  const pull = (object: string, cursor: string | null): Page => {
    const all: readonly (RemoteRecord | RemoteDeal)[] =
      object === 'deal' ? [...deals.values()] : [...records.values()]
    const filled = (some: typeof all) =>
      object === 'deal'
        ? { deals: some as readonly RemoteDeal[] }
        : { records: some as readonly RemoteRecord[] }
    const at = cursor === null ? { phase: 'full' as const, after: clock, id: '' } : readCursor(cursor)
    if (at.phase === 'full') {
      const left = all.filter(({ id }) => id > at.id).sort((one, other) => (one.id < other.id ? -1 : 1))
      const some = left.slice(0, crm.pageSize)
      const more = left.length > some.length
      const last = some.at(-1)?.id ?? ''
      const next: Cursor = more ? { ...at, id: last } : { phase: 'delta', after: at.after, id: '' }
      const unreadable = cursor === null && object !== 'deal' ? badOnes() : []
      return {
        ...emptyPage,
        ...filled(some),
        bad: unreadable,
        phase: 'full',
        cursor: write(next),
        more,
        total: all.length,
      }
    }
    const left = all
      .filter((one) => updatedOf(one) > at.after || (updatedOf(one) === at.after && one.id > at.id))
      .sort((one, other) => updatedOf(one) - updatedOf(other) || (one.id < other.id ? -1 : 1))
    const some = left.slice(0, crm.pageSize)
    const more = left.length > some.length
    const last = some.at(-1)
    const deleted = gone.filter((one) => one.object === object && one.at > at.after)
    const next = more && last ? { after: updatedOf(last), id: last.id } : { after: clock, id: '\uffff' }
    const told = more ? [] : deleted.map(({ id }) => id)
    return {
      ...emptyPage,
      ...filled(some),
      gone: told,
      phase: 'delta',
      cursor: write({ phase: 'delta', ...next }),
      more,
    }
  }
  const badOnes = () => [...bad].map(([id, raw]) => ({ id, why: 'unreadable', raw }))
  const unused = (): never => {
    throw new CrmFailure('failed', 'not a part of this test')
  }

  const session: Session = {
    objects: ['contact', 'deal'],
    describe: unused,
    pull: async (object, cursor) => {
      crm.asked.pull += 1
      const page = crm.meddle('pull', pull(object, cursor), cursor)
      if (!page) throw new Error('no page')
      return page
    },
    listIds: async (_object, cursor) => {
      crm.asked.listIds += 1
      crm.meddle('listIds', null, cursor)
      const left = [...records.keys(), ...bad.keys()].sort().filter((id) => id > (cursor ?? ''))
      const ids = left.slice(0, crm.pageSize)
      return { ids, cursor: left.length > ids.length ? (ids.at(-1) ?? null) : null }
    },
    get: async ({ id }) => {
      crm.asked.get += 1
      crm.meddle('get', null, null)
      return records.get(id) ?? null
    },
    findByPhone: async () => [],
    activities: async () => [],
    update: unused,
    create: unused,
    note: unused,
    logCall: unused,
    probe: unused,
  }

  const crm: MemoryCrm = {
    session,
    put: (id, values) => {
      const record = {
        object: 'contact',
        id,
        updated: tick(),
        rev: null,
        url: `https://crm.test/${id}`,
        values,
        numbers: [],
        owner: null,
      }
      records.set(id, record)
    },
    putRecord: (record) => {
      records.set(record.id, record)
    },
    putBad: (id, raw) => {
      bad.set(id, raw)
    },
    putDeal: (deal) => {
      deals.set(deal.id, { ...deal, updated: tick() })
    },
    moveDeal: (id, to) => {
      const deal = deals.get(id)
      if (deal) deals.set(id, { ...deal, of: [{ object: 'contact', id: to }] })
    },
    removeDeal: (id) => {
      deals.delete(id)
      gone.push({ id, at: tick(), object: 'deal' })
    },
    remove: (id, how) => {
      records.delete(id)
      const at = tick()
      if (how === 'told') gone.push({ id, at, object: 'contact' })
    },
    ids: () => [...records.keys()].sort(),
    record: (id) => records.get(id) ?? null,
    meddle: (_, page) => page,
    asked: { pull: 0, listIds: 0, get: 0 },
    pageSize: 10,
  }
  return crm
}
