import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import type { CallFact } from '../../src/domain/call/facts.ts'
import { ended, offered, wrapUpClosed } from '../../src/domain/call/testing/facts.ts'
import type { Capabilities } from '../../src/domain/crm/description.ts'
import { type ScriptedCrm, startScriptedCrm } from '../../src/main/crm/testing/scripted-crm.ts'
import type { Fault } from '../../src/main/crm/testing/scripted-faults.ts'
import { createRandom, pick } from '../../src/practice/random.ts'
import { type Desk, startDesk } from './outbox/desk.ts'

const seed = Number(process.env.OFFHOOK_CRM_SEED ?? Math.floor(Math.random() * 2 ** 31))
const WAIT = { timeout: 60_000, interval: 50 }

const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const task of cleanUp.splice(0).reverse()) await task()
})
/** Without keys the CRM writes twice whatever is sent twice: it has to be looked up. */
async function start(
  how: 'key' | 'probe',
  can: Partial<Capabilities> = {},
): Promise<{ crm: ScriptedCrm; desk: Desk }> {
  const crm = await startScriptedCrm()
  cleanUp.push(crm.stop)
  crm.store.keepsKeys = how === 'key'
  const desk = await startDesk(crm, { idempotency: how, ...can })
  cleanUp.push(desk.stop)
  return { crm, desk }
}

const handled = (number = '+12025550101'): readonly CallFact[] => [
  offered(number),
  { kind: 'answered' },
  ended(),
]
const done = (desk: Desk) =>
  vi.waitFor(async () => expect((await desk.outbox()).outbox).toEqual({ waiting: 0, problems: 0 }), WAIT)

const LATE: readonly (readonly [string, Fault])[] = [
  ['hangs', { kind: 'silence', forMs: 1_500, afterwards: true }],
  ['cuts the connection', { kind: 'broken', afterwards: true }],
  ['says 500', { kind: 'status', status: 500, afterwards: true }],
  ['sends a page for people', { kind: 'html', afterwards: true }],
  ['sends half of its answer', { kind: 'truncated', afterwards: true }],
]

test.each(LATE.flatMap(([what, fault]) => [['key', what, fault] as const, ['probe', what, fault] as const]))(
  'a CRM (%s) that writes a call and then %s holds it once, with its wrap-up',
  async (how, _what, fault) => {
    const { crm, desk } = await start(how)
    crm.fail(fault, 1, '/calls')
    await desk.facts('c1', ...handled())
    await vi.waitFor(() => expect([crm.store.calls.length, crm.unmet()]).toEqual([1, 0]), WAIT)
    await desk.facts('c1', wrapUpClosed('Resolved', 'asks for an invoice'))
    await done(desk)
    expect(crm.store.calls).toMatchObject([{ key: 'c1', text: 'inbound Resolved: asks for an invoice' }])
  },
)

test.each(['key', 'probe'] as const)(
  'a worker that is killed between a CRM’s (%s) writing and its answer leaves one call',
  async (how) => {
    const { crm, desk } = await start(how)
    crm.fail({ kind: 'silence', forMs: 20_000, afterwards: true }, 1, '/calls')
    await desk.facts('c1', ...handled())
    await vi.waitFor(() => expect(crm.store.calls).toHaveLength(1), WAIT)
    desk.killWorker()
    await desk.facts('c1', wrapUpClosed('Resolved', 'asks for an invoice'))
    await done(desk)
    expect(crm.store.calls).toMatchObject([{ key: 'c1', text: 'inbound Resolved: asks for an invoice' }])
  },
)

test.each(['key', 'probe'] as const)(
  'a desk that is killed between a CRM’s (%s) writing and its answer leaves one call',
  async (how) => {
    const { crm, desk } = await start(how)
    crm.fail({ kind: 'silence', forMs: 20_000, afterwards: true }, 1, '/calls')
    await desk.facts('c1', ...handled())
    await vi.waitFor(() => expect(crm.store.calls).toHaveLength(1), WAIT)
    await desk.killMain()
    await desk.facts('c1', wrapUpClosed('Resolved', 'asks for an invoice'))
    await done(desk)
    expect(crm.store.calls).toMatchObject([{ key: 'c1', text: 'inbound Resolved: asks for an invoice' }])
  },
)

test('a log that can’t be changed is written once, with its wrap-up, though the desk is killed while it is held', async () => {
  const { crm, desk } = await start('probe', { callLog: 'once' })
  await desk.facts('c1', ...handled())
  await desk.killMain()
  expect(crm.store.calls).toEqual([])
  crm.fail({ kind: 'broken', afterwards: true }, 1, '/calls')
  await desk.facts('c1', wrapUpClosed('Resolved', 'asks for an invoice'))
  await done(desk)
  expect(crm.store.calls).toMatchObject([{ key: 'c1', text: 'inbound Resolved: asks for an invoice' }])
})

test('a customer that an agent adds while the CRM’s answer is lost and the desk is killed is there once, on both sides', async () => {
  const { crm, desk } = await start('probe')
  crm.fail({ kind: 'silence', forMs: 20_000, afterwards: true }, 1, '/people')
  // The first look for changes may meet the fault instead: then it is looked for again.
  const eve = { name: 'Eve Stein', company: '', email: '', city: '', country: '', notes: '', fields: [] }
  const numbers = [{ label: 'Phone', raw: '+1 202 555 0177' }]
  await desk.command('customer.save', { id: null, ...eve, numbers })
  await vi.waitFor(() => expect(crm.store.people.size).toBe(1), WAIT)
  await desk.killMain()
  await done(desk)
  expect(crm.store.people.size).toBe(1)
  const found = await desk.command<readonly { id: string }[]>('customer.search', { text: 'Stein', limit: 9 })
  const [person] = crm.store.people.keys()
  expect(found.map(({ id }) => id.split('/').slice(1).join('/'))).toEqual([`contact/${person}`])
})

const ANY: readonly Fault[] = [
  ...LATE.map(([, fault]) => fault),
  { kind: 'broken' },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, retryAfter: '0' },
  { kind: 'status', status: 429, retryAfter: '1' },
  { kind: 'html' },
]

test(`whatever a CRM answers and whoever is killed, each call is there once, as it was last (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  const random = createRandom(seed)
  const { crm, desk } = await start('probe')
  const calls = Array.from({ length: 12 }, (_, at) => `c${at}`)
  const last = new Map<string, string>()
  for (const [at, call] of calls.entries()) {
    for (let faults = Math.floor(random() * 3); faults > 0; faults -= 1)
      crm.fail(pick(random, ANY), 1, pick(random, ['/calls', '/keys', '/']))
    await desk.facts(call, ...handled(`+1202555${String(1_000 + (at % 4))}`))
    await delay(random() * 150)
    const fate = random()
    if (fate < 0.3) desk.killWorker()
    else if (fate < 0.5) await desk.killMain()
    await delay(random() * 150)
    last.set(call, `inbound Resolved: note ${at}`)
    await desk.facts(call, wrapUpClosed('Resolved', `note ${at}`))
    if (random() < 0.3) {
      await desk.command('wrapUp.change', { call, disposition: 'resolved', notes: `corrected ${at}` })
      last.set(call, `inbound Resolved: corrected ${at}`)
    }
  }
  await vi.waitFor(
    async () => {
      expect((await desk.outbox()).outbox, `seed ${seed}`).toEqual({ waiting: 0, problems: 0 })
    },
    { timeout: 180_000, interval: 200 },
  )
  const held = crm.store.calls.map(({ key, text }) => [key, text] as const)
  expect(held.toSorted(), `seed ${seed}`).toEqual([...last].toSorted())
})
