import { z } from 'zod'
import type { RemoteRecord } from '../../../domain/crm/record.ts'
import type { Connector, Session } from '../connector.ts'
import { CrmFailure } from '../failure.ts'

const person = z.object({
  id: z.string(),
  made: z.number(),
  edited: z.number().nullable(),
  version: z.number(),
  values: z.record(z.string(), z.string()),
  merged: z.array(z.string()),
})
const deal = z.object({ id: z.string(), title: z.string(), of: z.string(), at: z.number() })
const page = z.object({
  phase: z.enum(['full', 'delta']),
  people: z.array(z.unknown()).default([]),
  deals: z.array(deal).default([]),
  gone: z.array(z.string()),
  next: z.string(),
  more: z.boolean(),
  total: z.number().nullable(),
})
const idPage = z.object({ ids: z.array(z.string()), next: z.string().nullable() })
const calls = z.object({
  calls: z.array(z.object({ id: z.string(), text: z.string(), at: z.number() })),
})
const anId = z.object({ id: z.string() })
const maybeId = z.object({ id: z.string().nullable() })

function shaped<Value>(shape: z.ZodType<Value>, answer: unknown): Value {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new CrmFailure('badAnswer', parsed.error.message.slice(0, 300))
}

const FIELDS = [
  { key: 'name', label: 'Name', kind: 'text', suggested: 'name' },
  { key: 'phone', label: 'Phone', kind: 'phone', suggested: 'number:Phone' },
  { key: 'company', label: 'Company', kind: 'text', suggested: 'company' },
  { key: 'notes', label: 'Notes', kind: 'text', suggested: 'notes' },
] as const

/** Speaks to the scripted CRM; a connector as small as one can be. */
export function scriptedConnector(changes: Partial<Connector['capabilities']> = {}): Connector {
  return {
    id: 'scripted',
    name: 'Scripted CRM',
    about: { en: 'A CRM for tests', de: 'Ein CRM für Tests' },
    fields: [
      {
        key: 'server',
        kind: 'url',
        label: { en: 'Server', de: 'Server' },
        hint: { en: 'Its address', de: 'Seine Adresse' },
        initial: '',
        required: true,
      },
      {
        key: 'token',
        kind: 'secret',
        label: { en: 'Token', de: 'Token' },
        hint: { en: 'Its token', de: 'Sein Token' },
        initial: '',
        required: true,
      },
    ],
    signIn: { kind: 'secret' },
    authorization: (secret) => `Bearer ${secret}`,
    capabilities: {
      callLog: 'updatable',
      idempotency: 'key',
      searchLagMs: 0,
      overlapMs: 60_000,
      ghosts: true,
      changes: true,
      creates: true,
      findsByPhone: true,
      activities: true,
      notes: true,
      deals: true,
      limits: { all: { requests: 1_000, perMs: 100 } },
      ...changes,
    },
    open: ({ settings, http }) => {
      const base = (settings.server ?? '').replace(/\/$/, '')
      return openSession(base, http)
    },
  }
}

function openSession(base: string, http: Parameters<Connector['open']>[0]['http']): Session {
  const url = (...parts: readonly string[]): string => `${base}/${parts.map(encodeURIComponent).join('/')}`
  const get = async <Value>(shape: z.ZodType<Value>, address: string): Promise<Value> =>
    shaped(shape, await http.json({ method: 'GET', url: address }))
  const send = async <Value>(
    shape: z.ZodType<Value>,
    method: string,
    address: string,
    body: unknown,
    rev: string | null = null,
  ): Promise<Value> => {
    const headers = { 'content-type': 'application/json', ...(rev === null ? {} : { 'if-match': rev }) }
    return shaped(shape, await http.json({ method, url: address, headers, body: JSON.stringify(body) }))
  }
  const recordOf = ({ id, made, edited, version, values, merged }: z.infer<typeof person>): RemoteRecord => ({
    object: 'contact',
    id,
    updated: edited ?? made,
    rev: String(version),
    url: url('people', id),
    values,
    numbers: [],
    owner: null,
    merged,
  })
  const writtenOf = (one: z.infer<typeof person>) => {
    const { id, rev, updated } = recordOf(one)
    return { id, rev, updated }
  }
  const pageOf = (answer: z.infer<typeof page>) => {
    const read = answer.people.map((raw) => ({ raw, parsed: person.safeParse(raw) }))
    return {
      phase: answer.phase,
      records: read.flatMap(({ parsed }) => (parsed.success ? [recordOf(parsed.data)] : [])),
      deals: answer.deals.map((one) => ({
        id: one.id,
        updated: one.at,
        url: null,
        title: one.title,
        stage: 'Offered',
        amount: '',
        currency: '',
        closes: null,
        state: 'open' as const,
        of: [{ object: 'contact', id: one.of }],
      })),
      gone: answer.gone,
      bad: read.flatMap(({ raw, parsed }) =>
        parsed.success ? [] : [{ id: idOf(raw), why: parsed.error.message, raw: JSON.stringify(raw) }],
      ),
      cursor: answer.next,
      more: answer.more,
      total: answer.total,
    }
  }

  return {
    objects: ['contact', 'deal'],
    describe: async () => {
      const { name } = await get(z.object({ name: z.string() }), url('me'))
      return {
        identity: name,
        objects: [{ key: 'contact', label: 'People' }],
        fields: FIELDS.map((field) => ({ object: 'contact', writable: true, ...field })),
        dispositions: [],
      }
    },
    pull: async (object, cursor) => {
      const what = object === 'deal' ? 'deals' : 'people'
      const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`
      return pageOf(await get(page, `${url(what)}${query}`))
    },
    listIds: async (_object, cursor) => {
      const query = cursor === null ? '' : `?after=${encodeURIComponent(cursor)}`
      const { ids, next } = await get(idPage, `${url('ids')}${query}`)
      return { ids, cursor: next }
    },
    get: async ({ id }) => {
      const answer = await http.ask({ method: 'GET', url: url('people', id), accept: [404] })
      return answer.status === 404 ? null : recordOf(shaped(person, JSON.parse(answer.text)))
    },
    findByPhone: async ({ national }) => {
      const found = await send(z.object({ people: z.array(person) }), 'POST', url('search'), {
        digits: national,
      })
      return found.people.map(recordOf)
    },
    activities: async ({ id }, most) => {
      const { calls: found } = await get(calls, `${url('calls')}?of=${encodeURIComponent(id)}&most=${most}`)
      return found.map(({ text, at }) => ({ at, kind: 'call' as const, title: 'Call', text, by: null }))
    },
    update: async ({ id }, { values }, rev) =>
      writtenOf(await send(person, 'PATCH', url('people', id), { values }, rev)),
    create: async (_object, { values }, key) =>
      writtenOf(await send(person, 'POST', url('people'), { key, values })),
    note: async ({ id }, text, key) => {
      await send(z.unknown(), 'POST', url('people', id, 'notes'), { key, text })
    },
    logCall: async (log, { ref, disposition }, remoteId) => {
      const outcome = disposition ?? log.disposition?.label ?? ''
      const text = `${log.direction} ${outcome}: ${log.notes}`
      const body = { key: log.key, of: ref?.id ?? null, text, at: log.startedAt }
      const address = remoteId === null ? url('calls') : url('calls', remoteId)
      return (await send(anId, 'POST', address, body)).id
    },
    probe: async (key) => (await get(maybeId, url('keys', key))).id,
  }
}

const idOf = (raw: unknown): string => {
  const parsed = anId.safeParse(raw)
  return parsed.success ? parsed.data.id : 'unknown'
}
