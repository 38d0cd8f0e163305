import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Delivery, Outcome } from '../../../contract/sync.ts'
import { customerChange } from '../../../domain/crm/change.ts'
import { customerIdOf } from '../../../domain/crm/connection.ts'
import type { OutboxWork } from '../../../domain/crm/outbox.ts'
import type { CustomerDraft } from '../../../domain/customer/customer.ts'
import { openCustomers, openForImport } from '../../customers/open.ts'
import { storeFound } from '../pull/found.ts'
import { createStorage } from '../pull/storage.ts'
import { deliver } from '../push/deliver.ts'
import { createMirror } from '../push/mirror.ts'
import { someCall } from './contract-calls.ts'
import { fieldsOf, sessionsOf, suggestedMapping } from './contract-session.ts'
import type { Bench, ConnectorCase } from './contract-world.ts'

const LONG = 60_000
let keys = 0
/** A key that nothing else on this server has. */
const newKey = (): string => {
  keys += 1
  return `suite-push-${keys}-${process.pid}`
}

/** The engine's writing half, as it runs in the worker, with a customers' file of its own. */
function startPushing(bench: Bench, { connector }: ConnectorCase) {
  const world = bench.world()
  const mapping = suggestedMapping(bench.description())
  const folder = mkdtempSync(join(tmpdir(), 'offhook-contract-'))
  const { customers } = openCustomers(join(folder, 'customers.db'))
  const db = openForImport(join(folder, 'customers.db'))
  if (!db) throw new Error('no database')
  const connection = {
    id: 'suite',
    connector: connector.id,
    settings: world.settings,
    paused: false,
    mapping,
    dispositions: {},
    everySeconds: 86_400,
    country: 'DE',
    language: 'en',
  }
  const changed: string[] = []
  const storage = createStorage({ connection, db, now: Date.now, onChanged: (ids) => changed.push(...ids) })
  const session = sessionsOf(connector, world.settings, world.secret, fieldsOf(mapping))('push')
  const mirror = createMirror(db, connection, storage, Date.now)
  const read = async (id: string): Promise<string> => {
    const record = await session.get({ object: world.object, id })
    if (!record) throw new Error(`${id} is not there`)
    await storeFound(storage, [record])
    return customerIdOf('suite', world.object, id)
  }
  return {
    customers,
    changed,
    read,
    deliver: (work: OutboxWork, more: Partial<Delivery> = {}): Promise<Outcome> => {
      const delivery = { item: newKey(), connection: 'suite', work, unknown: false, remoteId: null, ...more }
      return deliver(delivery, { connection, capabilities: connector.capabilities, session, mirror })
    },
    /** As an agent does; gives what the CRM is to be told. */
    edit: (id: string, changes: Partial<CustomerDraft>): OutboxWork => {
      const before = customers.get(id)
      const saved = before && customers.save({ ...before, ...changes }, 'DE')
      const change = saved?.ok && before ? customerChange(before, saved.value) : null
      if (!change) throw new Error(`${id} was not changed`)
      return { kind: 'change', customer: id, ...change }
    },
    edited: (id: string): string | undefined =>
      db.prepare<[string], string>('SELECT edited FROM customer WHERE id = ?').pluck().get(id),
    stop: (): void => {
      db.close()
      customers.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function describePushing(bench: Bench, one: ConnectorCase): void {
  const { capabilities } = one.connector
  const nameThere = async (id: string) =>
    (await bench.world().people()).find((other) => other.id === id)?.name
  const callsWith = async (words: string) => {
    await bench.world().settle()
    return ((await bench.world().calls?.()) ?? []).filter(({ text }) => text.includes(words))
  }

  describe('being written to by the engine', () => {
    let pushing: ReturnType<typeof startPushing>
    beforeEach(() => {
      pushing = startPushing(bench, one)
    })
    afterEach(() => pushing.stop())

    if (capabilities.callLog !== 'none') {
      it(
        'holds a call once, as it was last, though nobody knows whether the first try arrived',
        async () => {
          const { id } = await bench.somebody()
          const customer = await pushing.read(id)
          const key = newKey()
          const call = (notes: string, closed: boolean): OutboxWork => ({
            kind: 'call',
            log: someCall(key, { notes: `${notes} ${key}`, closed }),
            customer,
          })
          const isOnce = capabilities.callLog === 'once'
          const first = await pushing.deliver(call('first', isOnce))
          expect(first).toMatchObject({ kind: 'done' })
          await bench.world().settle()
          const again = await pushing.deliver(call('second', true), { unknown: true })
          expect(again).toEqual(first)
          expect(await callsWith(key)).toHaveLength(1)
          expect(await callsWith(`${isOnce ? 'first' : 'second'} ${key}`)).toHaveLength(1)
        },
        LONG,
      )

      it(
        'is told of a call whose customer was deleted there',
        async () => {
          const { id } = await bench.somebody()
          const customer = await pushing.read(id)
          await bench.world().remove(id)
          await bench.world().settle()
          const key = newKey()
          const log = someCall(key, { notes: `noted in ${key}`, number: 'anonymous' })
          const outcome = await pushing.deliver({ kind: 'call', log, customer })
          const needsRecord = capabilities.callNeedsRecord === true
          expect(outcome).toMatchObject({ kind: 'done', gone: true, nowhere: needsRecord })
          expect(await callsWith(`noted in ${key}`)).toHaveLength(needsRecord ? 0 : 1)
        },
        LONG,
      )
    }

    if (capabilities.changes) {
      it(
        'takes what an agent changed, which follows it again from then on and is no news when it is read',
        async () => {
          const { id } = await bench.somebody()
          const customer = await pushing.read(id)
          const numbers = pushing.customers.get(customer)?.numbers ?? []
          const work = pushing.edit(customer, { name: 'Grace Hopper' })
          pushing.changed.length = 0
          expect(await pushing.deliver(work)).toMatchObject({ kind: 'done', conflicts: [] })
          expect(await nameThere(id)).toBe('Grace Hopper')
          expect([pushing.edited(customer), pushing.changed]).toEqual(['', []])
          await bench.world().settle()
          await pushing.read(id)
          expect(pushing.customers.get(customer)).toMatchObject({ name: 'Grace Hopper', numbers })
          // Sent again, because nobody knows: there is nothing left to write.
          expect(await pushing.deliver(work, { unknown: true })).toMatchObject({
            kind: 'done',
            conflicts: [],
          })
        },
        LONG,
      )

      it(
        'takes another number',
        async () => {
          const { id, person } = await bench.somebody()
          const customer = await pushing.read(id)
          const [number] = pushing.customers.get(customer)?.numbers ?? []
          const label = number?.label ?? ''
          const work = pushing.edit(customer, { numbers: [{ label, raw: '+49 30 7654321' }] })
          expect(await pushing.deliver(work)).toMatchObject({ kind: 'done', conflicts: [] })
          await bench.world().settle()
          await pushing.read(id)
          expect(pushing.customers.get(customer)).toMatchObject({ name: person.name })
          expect(pushing.customers.get(customer)?.numbers.map(({ e164 }) => e164)).toEqual(['+49307654321'])
          expect(pushing.edited(customer)).toBe('')
        },
        LONG,
      )

      it(
        'keeps its own value where somebody changed the same field there, with the agent’s in a note',
        async () => {
          const { id, person } = await bench.somebody()
          const customer = await pushing.read(id)
          const work = pushing.edit(customer, { name: 'Grace Hopper' })
          await bench.world().change(id, { ...person, name: 'Mary Somerville' })
          await bench.world().settle()
          const conflicts = [{ field: 'name', ours: 'Grace Hopper', theirs: 'Mary Somerville' }]
          const item = newKey()
          expect(await pushing.deliver(work, { item })).toMatchObject({ kind: 'done', conflicts })
          expect(await nameThere(id)).toBe('Mary Somerville')
          expect(pushing.customers.get(customer)?.name).toBe('Mary Somerville')
          await bench.world().settle()
          await pushing.deliver(work, { item, unknown: true })
          if (!capabilities.notes) return
          const notes = (await bench.world().notes?.(id)) ?? []
          expect(notes.filter((text) => text.includes('Grace Hopper'))).toHaveLength(1)
        },
        LONG,
      )

      it('never makes a record anew that was deleted there', async () => {
        const { id } = await bench.somebody()
        const work = pushing.edit(await pushing.read(id), { name: 'Grace Hopper' })
        await bench.world().remove(id)
        await bench.world().settle()
        const count = (await bench.world().people()).length
        const outcome = await pushing.deliver(work)
        expect(outcome).toMatchObject({ kind: 'failed', unknown: false, fault: { reason: 'notFound' } })
        expect(await bench.world().people()).toHaveLength(count)
      })
    }

    if (capabilities.creates) {
      it(
        'takes a customer that an agent added, who is the one that is read from there',
        async () => {
          const name = 'Emmy Noether'
          const number = '+49 30 4445577'
          const numbers = [{ label: '', raw: number }]
          const empty = { id: null, company: '', email: '', city: '', country: '', notes: '', fields: [] }
          const saved = pushing.customers.save({ ...empty, name, numbers }, 'DE')
          if (!saved.ok) throw new Error(saved.reason)
          const count = (await bench.world().people()).length
          const work = { kind: 'create', customer: saved.value.id } as const
          const outcome = await pushing.deliver(work)
          expect(outcome).toMatchObject({ kind: 'done' })
          const id = outcome.kind === 'done' ? (outcome.customer ?? '') : ''
          await bench.world().settle()
          expect(await nameThere(id.split('/').slice(2).join('/'))).toBe(name)
          await pushing.read(id.split('/').slice(2).join('/'))
          expect(pushing.customers.count()).toBe(1)
          expect(pushing.customers.find(number, 'DE')).toMatchObject([{ customer: { id, name } }])
          await pushing.deliver(work, { unknown: true })
          expect(await bench.world().people()).toHaveLength(count + 1)
        },
        LONG,
      )
    }
  })
}
