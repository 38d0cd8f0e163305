import { expect, test } from 'vitest'
import type { SyncOrder } from '../../../contract/sync.ts'
import { ok } from '../../../domain/result.ts'
import type { Connector } from '../../crm/connector.ts'
import type { Entry } from '../../journal/journal.ts'
import type { OAuth } from './access.ts'
import { createConnections } from './connections.ts'

const WORDS = { en: 'x', de: 'x' }
const capabilities: Connector['capabilities'] = {
  callLog: 'updatable',
  idempotency: 'key',
  searchLagMs: 0,
  overlapMs: 0,
  ghosts: false,
  changes: true,
  creates: true,
  findsByPhone: true,
  activities: true,
  notes: true,
  deals: false,
  limits: { all: { requests: 10, perMs: 1_000 } },
}
const field = (key: string, kind: 'url' | 'text' | 'secret', required = true) => ({
  key,
  kind,
  label: WORDS,
  hint: WORDS,
  initial: '',
  required,
})
const open = (): never => {
  throw new Error('main opens no session')
}
const book: Connector = {
  id: 'book',
  name: 'Address book',
  about: WORDS,
  fields: [field('server', 'url'), field('user', 'text'), field('password', 'secret')],
  signIn: { kind: 'secret' },
  authorization: null,
  capabilities,
  open,
}
const cloud: Connector = {
  ...book,
  id: 'cloud',
  name: 'Cloud CRM',
  fields: [field('clientId', 'text')],
  signIn: {
    kind: 'oauth',
    plan: ({ clientId = '' }) => ({
      clientId,
      issuer: 'https://login.example',
      endpoints: null,
      scopes: [],
      redirect: { host: '127.0.0.1', path: '/', ports: [] },
      keeps: ['instance_url'],
    }),
  },
}

const draft = {
  id: null,
  connector: 'book',
  name: ' Team ',
  settings: { server: ' https://dav.example/ ', user: 'ana', stray: 'x' },
  mapping: { contact: { FN: 'name' } },
  logsCalls: false,
  dispositions: {},
  takesChanges: true,
  takesNew: false,
  everySeconds: 60,
  ticket: null,
  keepSecret: true,
}

const noBrowser: OAuth = {
  signIn: async () => ({ ok: false, reason: 'cancelled' }),
  cancel: () => {},
  accessToken: async () => null,
}

/** Main's side of the connections, with an engine that only writes down what it is told. */
function setUp(oauth = noBrowser, settings = new Map<string, string>()) {
  const posted: SyncOrder[] = []
  const later: { readonly ms: number; readonly task: () => void }[] = []
  let ids = 0
  const write = (entries: readonly Entry[]): void => {
    for (const entry of entries) {
      if (entry.kind !== 'setting') throw new Error(entry.kind)
      if (entry.value === null) settings.delete(entry.key)
      else settings.set(entry.key, entry.value)
    }
  }
  const connections = createConnections({
    connectors: [book, cloud],
    read: (key) => settings.get(key) ?? null,
    write,
    secrets: {
      encrypt: async (secret) => ok(`sealed ${secret}`),
      decrypt: async (sealed) => sealed.replace('sealed ', ''),
    },
    oauth,
    post: (order) => posted.push(order),
    newId: () => `c${++ids}`,
    country: () => 'DE',
    language: () => 'de',
    later: (ms, task) => later.push({ ms, task }),
    signedIn: () => {},
    removed: () => {},
    changed: () => {},
  })
  const answers = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return posted.flatMap((order) => (order.kind === 'crm.secret' ? [order.secret] : []))
  }
  return { connections, settings, posted, later, answers, run: connections.commands }
}

test('a connection is saved with its secret sealed apart, followed at once, and there again at the next start', async () => {
  const { run, settings, posted } = setUp()
  expect(await run['crm.save']({ ...draft, secret: 'hunter2' })).toEqual(ok({ connection: 'c1' }))
  expect(settings.get('crm.secret.c1')).toBe('sealed hunter2')
  expect(settings.get('crm.connections')).not.toContain('hunter2')
  expect(posted.at(-1)).toMatchObject({
    kind: 'crm.follow',
    connections: [{ id: 'c1', settings: { server: 'https://dav.example/', user: 'ana' }, country: 'DE' }],
  })

  const again = setUp(noBrowser, settings)
  await again.connections.start()
  expect(again.connections.view()).toMatchObject([
    { id: 'c1', name: 'Team', hasSecret: true, secretKept: 'stored', sync: { phase: 'waiting' } },
  ])
  expect(again.posted).toHaveLength(1)
})

test('every bad field is named at once, and nothing is saved', async () => {
  const { run, connections } = setUp()
  const settings = { server: 'http://dav.example/', user: '' }
  expect(await run['crm.save']({ ...draft, settings, secret: 'x' })).toEqual({
    ok: false,
    reason: 'badFields',
    fields: { server: 'notSecure', user: 'empty' },
  })
  expect(
    await run['crm.test']({ ...draft, settings: { server: 'dav', user: 'a' }, secret: 'x' }),
  ).toMatchObject({
    fields: { server: 'notUrl' },
  })
  expect(connections.list()).toEqual([])
})

test('what can’t be followed isn’t saved: no secret, no name in the mapping, two that take what is new', async () => {
  const { run } = setUp()
  expect(await run['crm.save']({ ...draft, secret: null })).toMatchObject({ reason: 'noSecret' })
  const mapping = { contact: { NOTE: 'notes' } }
  expect(await run['crm.save']({ ...draft, mapping, secret: 'x' })).toMatchObject({ reason: 'noName' })
  await run['crm.save']({ ...draft, takesNew: true, secret: 'x' })
  expect(await run['crm.save']({ ...draft, takesNew: true, secret: 'x' })).toMatchObject({
    reason: 'takesNewTwice',
  })
})

test('the order of trust is the agent’s, and one that is removed leaves no secret behind', async () => {
  const { run, connections, settings, posted } = setUp()
  await run['crm.save']({ ...draft, secret: 'one' })
  await run['crm.save']({ ...draft, secret: 'two' })
  run['crm.arrange']({ order: ['c2', 'c1'] })
  expect(connections.list().map(({ id }) => id)).toEqual(['c2', 'c1'])
  run['crm.remove']({ connection: 'c2' })
  expect(settings.has('crm.secret.c2')).toBe(false)
  expect(posted.slice(-2)).toMatchObject([
    { kind: 'crm.follow', connections: [{ id: 'c1' }] },
    { kind: 'crm.forget', connection: 'c2' },
  ])
})

test('the engine is given the secret, and after a refusal only another one', async () => {
  const { run, connections, answers } = setUp()
  await run['crm.save']({ ...draft, secret: 'old' })
  connections.report({ kind: 'crm.secretWanted', wanted: 1, connection: 'c1', stale: null })
  connections.report({ kind: 'crm.secretWanted', wanted: 2, connection: 'c1', stale: 'old' })
  expect(await answers()).toEqual(['old', null])
  await run['crm.enterSecret']({ connection: 'c1', secret: 'new', ticket: null, keepSecret: true })
  connections.report({ kind: 'crm.secretWanted', wanted: 3, connection: 'c1', stale: 'old' })
  expect(await answers()).toEqual(['old', null, 'new'])
})

test('a sign-in by the browser is kept as a grant, and ten who need a new token cause one renewal', async () => {
  let renewals = 0
  const oauth: OAuth = {
    signIn: async () => ok({ grant: 'grant 0', kept: { instance_url: 'https://eu.example' } }),
    cancel: () => {},
    accessToken: async (_plan, grant, stale, store) => {
      if (stale === null) return `token of ${grant}`
      renewals += 1
      await store(`grant ${renewals}`)
      return `token of grant ${renewals}`
    },
  }
  const { run, connections, settings, answers } = setUp(oauth)
  const signed = await run['crm.signIn']({ connector: 'cloud', settings: { clientId: 'abc' } })
  if (!signed.ok) throw new Error(signed.reason)
  const form = { ...draft, connector: 'cloud', settings: { clientId: 'abc' }, secret: null }
  await run['crm.save']({ ...form, ticket: signed.value.ticket })
  expect(settings.get('crm.secret.c1')).toBe('sealed grant 0')
  expect(connections.get('c1')?.settings).toEqual({ clientId: 'abc', instance_url: 'https://eu.example' })

  for (let wanted = 0; wanted < 10; wanted += 1)
    connections.report({ kind: 'crm.secretWanted', wanted, connection: 'c1', stale: 'token of grant 0' })
  expect(await answers()).toEqual(Array(10).fill('token of grant 1'))
  expect(renewals).toBe(1)
  expect(settings.get('crm.secret.c1')).toBe('sealed grant 1')
})

test('a token that can’t be renewed just now is no reason to sign in again', async () => {
  const oauth: OAuth = {
    ...noBrowser,
    accessToken: async () => {
      throw new Error('offline')
    },
  }
  const settings = new Map([
    ['crm.connections', JSON.stringify([{ ...draft, id: 'c1', connector: 'cloud', paused: false }])],
    ['crm.secret.c1', 'sealed grant'],
  ])
  const { connections, posted, answers } = setUp(oauth, settings)
  await connections.start()
  connections.report({ kind: 'crm.secretWanted', wanted: 1, connection: 'c1', stale: 'old' })
  await answers()
  expect(posted.at(-1)).toEqual({ kind: 'crm.secret', wanted: 1, secret: null, later: true })
})

test('a test is given back what the worker found, and why it failed', async () => {
  const { run, connections, posted } = setUp()
  const tested = run['crm.test']({ ...draft, secret: 'x' })
  await new Promise((resolve) => setImmediate(resolve))
  const order = posted.at(-1)
  if (order?.kind !== 'crm.test') throw new Error('no test was ordered')
  expect(order).toMatchObject({ secret: 'x', connection: { id: 'draft' } })
  const fault = { reason: 'signIn', detail: 'no', retryAfter: null } as const
  connections.report({ kind: 'crm.tested', job: order.job, result: { ok: false, fault } })
  expect(await tested).toEqual({ ok: false, reason: 'failed', fault })
})

test('when the worker ends it is told again what to follow, after a moment', async () => {
  const { run, connections, posted, later } = setUp()
  await run['crm.save']({ ...draft, secret: 'x' })
  posted.length = 0
  connections.workerEnded()
  later[0]?.task()
  expect(posted).toMatchObject([{ kind: 'crm.follow', connections: [{ id: 'c1' }] }])
})
