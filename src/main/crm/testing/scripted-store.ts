// What the scripted CRM holds, and what it answers when nothing goes wrong.

export type StoredPerson = {
  readonly id: string
  readonly made: number
  /** Null until it is changed for the first time, as in every CRM that was looked at. */
  readonly edited: number | null
  readonly version: number
  readonly values: Readonly<Record<string, string>>
  readonly merged: readonly string[]
}
export type StoredCall = {
  readonly id: string
  readonly key: string
  readonly of: string | null
  text: string
  at: number
}
export type StoredNote = {
  readonly id: string
  readonly key: string
  readonly of: string
  readonly text: string
}
export type StoredDeal = {
  readonly id: string
  readonly title: string
  readonly of: string
  readonly at: number
}

export type ScriptedStore = {
  readonly people: Map<string, StoredPerson>
  readonly deleted: { readonly id: string; readonly at: number }[]
  readonly calls: StoredCall[]
  readonly notes: StoredNote[]
  readonly deals: StoredDeal[]
  /** Records made with a key, by it. */
  readonly made: Map<string, string>
  /** What the server's clock is ahead of ours. */
  skewMs: number
  pageSize: number
  /** How far behind the last change a look for changes starts, as a connector would have it. */
  overlapMs: number
  /** Deletions are told in the delta; otherwise they have to be found. */
  tellsDeleted: boolean
  /** A call that is sent twice with one key is there once. */
  keepsKeys: boolean
  readonly tick: () => number
  readonly put: (id: string, values: Readonly<Record<string, string>>) => StoredPerson
  readonly remove: (id: string) => void
  readonly merge: (kept: string, gone: string) => void
}

export type Asked = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly rev: string | null
  readonly body: Readonly<Record<string, unknown>>
}
export type Answer = { readonly status: number; readonly body?: unknown }
export type PageBody = {
  readonly phase: 'full' | 'delta'
  readonly people?: readonly unknown[]
  readonly deals?: readonly unknown[]
  readonly gone: readonly string[]
  readonly next: string
  readonly more: boolean
  readonly total: number | null
}

export function scriptedStore(): ScriptedStore {
  let last = 0
  const store: ScriptedStore = {
    people: new Map(),
    deleted: [],
    calls: [],
    notes: [],
    deals: [],
    made: new Map(),
    skewMs: 0,
    pageSize: 100,
    overlapMs: 60_000,
    tellsDeleted: true,
    keepsKeys: true,
    // The server's clock: never the same twice, and never back.
    tick: () => {
      last = Math.max(last + 1, Date.now() + store.skewMs)
      return last
    },
    put: (id, values) => {
      const known = store.people.get(id)
      const now = store.tick()
      const person: StoredPerson = known
        ? { ...known, edited: now, version: known.version + 1, values: { ...known.values, ...values } }
        : { id, made: now, edited: null, version: 1, values, merged: [] }
      // At the end, so that the order of keys is the order of changes.
      store.people.delete(id)
      store.people.set(id, person)
      return person
    },
    remove: (id) => {
      store.people.delete(id)
      if (store.tellsDeleted) store.deleted.push({ id, at: store.tick() })
    },
    merge: (kept, gone) => {
      const survivor = store.put(kept, {})
      store.people.delete(gone)
      store.people.set(kept, { ...survivor, merged: [...survivor.merged, gone] })
    },
  }
  return store
}

const ok = (body: unknown): Answer => ({ status: 200, body })
const NOT_FOUND: Answer = { status: 404, body: { error: 'no such thing' } }
const changedAt = ({ made, edited }: StoredPerson): number => edited ?? made

export function answerOf(store: ScriptedStore, asked: Asked): Answer {
  const { method, path, query, body } = asked
  const [, what = '', id = '', part = ''] = path.split('/').map(decodeURIComponent)
  if (what === 'me') return ok({ name: 'Scripted desk' })
  if (what === 'people' && id === '') return method === 'POST' ? create(store, body) : people(store, query)
  if (what === 'people' && part === 'notes') return note(store, id, body)
  if (what === 'people') return method === 'PATCH' ? change(store, id, asked) : one(store, id)
  if (what === 'ids') return ids(store, query)
  if (what === 'search') return search(store, String(body.digits))
  if (what === 'deals') return deals(store, query)
  if (what === 'calls') return method === 'GET' ? callsOf(store, query) : call(store, id, body)
  if (what === 'keys') return byKey(store, id)
  return NOT_FOUND
}

type Cursor = { readonly phase: 'full' | 'delta'; readonly since: number; readonly after: string }

function readCursor(store: ScriptedStore, query: URLSearchParams): Cursor {
  const text = query.get('cursor')
  return text === null ? { phase: 'full', since: store.tick(), after: '' } : (JSON.parse(text) as Cursor)
}

function people(store: ScriptedStore, query: URLSearchParams): Answer {
  const cursor = readCursor(store, query)
  if (cursor.phase === 'full') {
    const sorted = sortedIds(store)
    const from = sorted.findIndex((id) => id > cursor.after)
    const some = from < 0 ? [] : sorted.slice(from, from + store.pageSize)
    const last = some.at(-1) ?? ''
    const more = last !== '' && last !== sorted.at(-1)
    const next: Cursor = more
      ? { ...cursor, after: last }
      : { phase: 'delta', since: cursor.since, after: '' }
    return ok(page(store, some, [], { phase: 'full', next, more, total: sorted.length }))
  }
  const changed = [...store.people.values()]
    .filter((person) => changedAt(person) >= cursor.since)
    .sort((one, other) => changedAt(one) - changedAt(other))
  const some = changed.slice(0, store.pageSize)
  const more = changed.length > some.length
  const last = some.at(-1)
  const reached = last ? Math.max(cursor.since, changedAt(last)) : cursor.since
  const gone = store.deleted.filter(({ at }) => at >= cursor.since).map(({ id }) => id)
  // At the end the next look begins a little earlier; within one that would never end.
  const since = more ? reached : reached - store.overlapMs
  const next: Cursor = { phase: 'delta', since, after: '' }
  const told = more ? [] : gone
  return ok(
    page(
      store,
      some.map(({ id }) => id),
      told,
      { phase: 'delta', next, more, total: null },
    ),
  )
}

let sortedOf: {
  readonly store: ScriptedStore
  readonly size: number
  readonly ids: readonly string[]
} | null = null
/** A first read of a hundred thousand asks a thousand times. */
function sortedIds(store: ScriptedStore): readonly string[] {
  if (sortedOf?.store === store && sortedOf.size === store.people.size && sortedOf.size > 10_000)
    return sortedOf.ids
  const sorted = [...store.people.keys()].sort()
  sortedOf = { store, size: store.people.size, ids: sorted }
  return sorted
}

function page(
  store: ScriptedStore,
  some: readonly string[],
  gone: readonly string[],
  rest: {
    readonly phase: 'full' | 'delta'
    readonly next: Cursor
    readonly more: boolean
    readonly total: number | null
  },
): PageBody {
  const people = some.flatMap((id) => store.people.get(id) ?? [])
  return { ...rest, people, gone, next: JSON.stringify(rest.next) }
}

function deals(store: ScriptedStore, query: URLSearchParams): Answer {
  const cursor = readCursor(store, query)
  const some = store.deals.filter(({ at }) => cursor.phase === 'full' || at >= cursor.since)
  const next: Cursor = { phase: 'delta', since: cursor.since, after: '' }
  return ok({
    phase: cursor.phase,
    deals: some,
    gone: [],
    next: JSON.stringify(next),
    more: false,
    total: null,
  })
}

function ids(store: ScriptedStore, query: URLSearchParams): Answer {
  const after = query.get('after') ?? ''
  const left = sortedIds(store).filter((id) => id > after)
  const some = left.slice(0, 10 * store.pageSize)
  return ok({ ids: some, next: left.length > some.length ? (some.at(-1) ?? null) : null })
}

function one(store: ScriptedStore, id: string): Answer {
  const person = store.people.get(id)
  return person ? ok(person) : NOT_FOUND
}

function search(store: ScriptedStore, digits: string): Answer {
  const found = [...store.people.values()].filter(({ values }) =>
    (values.phone ?? '').replace(/\D/g, '').endsWith(digits),
  )
  return ok({ people: found.slice(0, 20) })
}

function change(store: ScriptedStore, id: string, { rev, body }: Asked): Answer {
  const person = store.people.get(id)
  if (!person) return NOT_FOUND
  if (rev !== null && rev !== String(person.version))
    return { status: 409, body: { error: 'changed meanwhile' } }
  return ok(store.put(id, body.values as Record<string, string>))
}

function create(store: ScriptedStore, body: Asked['body']): Answer {
  const key = String(body.key)
  const known = store.made.get(key)
  if (known !== undefined && store.keepsKeys) return one(store, known)
  const person = store.put(`n${store.tick()}`, body.values as Record<string, string>)
  store.made.set(key, person.id)
  return ok(person)
}

function note(store: ScriptedStore, of: string, body: Asked['body']): Answer {
  if (!store.people.has(of)) return NOT_FOUND
  const key = String(body.key)
  if (!store.keepsKeys || !store.notes.some((one) => one.key === key))
    store.notes.push({ id: `note${store.tick()}`, key, of, text: String(body.text) })
  return ok({})
}

function call(store: ScriptedStore, id: string, body: Asked['body']): Answer {
  const key = String(body.key)
  const of = body.of === null ? null : String(body.of)
  if (of !== null && !store.people.has(of)) return NOT_FOUND
  const known = store.calls.find((one) => (id === '' ? store.keepsKeys && one.key === key : one.id === id))
  const text = String(body.text)
  if (known) Object.assign(known, { text, at: Number(body.at) })
  else if (id !== '') return NOT_FOUND
  const stored = known ?? { id: `call${store.tick()}`, key, of, text, at: Number(body.at) }
  if (!known) store.calls.push(stored)
  return ok(stored)
}

const callsOf = (store: ScriptedStore, query: URLSearchParams): Answer =>
  ok({
    calls: store.calls
      .filter(({ of }) => of === query.get('of'))
      .sort((one, other) => other.at - one.at)
      .slice(0, Number(query.get('most'))),
  })

function byKey(store: ScriptedStore, key: string): Answer {
  const found = [...store.calls, ...store.notes].find((one) => one.key === key)
  return found ? ok({ id: found.id }) : ok({ id: store.made.get(key) ?? null })
}
