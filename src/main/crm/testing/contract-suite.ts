import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Description } from '../../../domain/crm/description.ts'
import { readNumber } from '../../../domain/phone-number.ts'
import type { Session } from '../connector.ts'
import { describeCalls } from './contract-calls.ts'
import { describeFollowing } from './contract-following.ts'
import { describePushing } from './contract-pushing.ts'
import {
  allIds,
  customerOf,
  fieldsOf,
  lastCursor,
  pagesFrom,
  sessionsOf,
  suggestedMapping,
} from './contract-session.ts'
import type { Bench, ConnectorCase, Person, World } from './contract-world.ts'
import { describeWrites } from './contract-writes.ts'

const LONG = 60_000

/**
 * What every connector keeps to, shown against a server. Which tests there are follows from its capabilities; nothing is
 * left out because it fails.
 */
export function describeConnector(one: ConnectorCase): void {
  const { connector, crowd = 12 } = one
  const { capabilities } = connector
  let world: World
  let session: Session
  let description: Description
  let people = 0

  const newPerson = (name?: string): Person => {
    people += 1
    const number = `+49 30 2312${String(1_000 + people)}`
    return { name: name ?? `Ada Lovelace${people}`, number }
  }
  const bench: Bench = {
    world: () => world,
    session: () => session,
    description: () => description,
    mapping: () => suggestedMapping(description)[world.object] ?? {},
    somebody: async (name) => {
      const person = newPerson(name)
      const [id] = await world.add([person])
      if (id === undefined) throw new Error('the server made nobody')
      await world.settle()
      return { id, person }
    },
  }
  const everyone = async () => (await world.people()).map(({ id }) => id).toSorted()

  describe(`${connector.name}: ${one.name}`, () => {
    beforeAll(async () => {
      world = await one.world()
      const looking = sessionsOf(connector, world.settings, world.secret, {})('lookup')
      description = await looking.describe()
      const fields = fieldsOf(suggestedMapping(description))
      session = sessionsOf(connector, world.settings, world.secret, fields)('delta')
      await world.add(Array.from({ length: crowd }, () => newPerson()))
      await world.settle()
    }, LONG)
    afterAll(() => world.close(), LONG)

    it('says who it is signed in as and what can be read', () => {
      expect(description.identity).not.toBe('')
      expect(description.objects.map(({ key }) => key)).toContain(world.object)
      expect(session.objects).toContain(world.object)
      for (const { label, key } of [...description.objects, ...description.fields]) {
        expect(key).not.toBe('')
        expect(label).not.toBe('')
      }
    })

    it('is told when the secret is wrong', async () => {
      const stranger = sessionsOf(connector, world.settings, `${world.secret}wrong`, {})('lookup')
      await expect(stranger.describe()).rejects.toMatchObject({ reason: 'signIn' })
    })

    const address = connector.fields.find(({ kind }) => kind === 'url')
    if (address) {
      it('is told when nobody answers', async () => {
        const settings = { ...world.settings, [address.key]: await deadAddress() }
        const nobody = sessionsOf(connector, settings, world.secret, {})('lookup')
        await expect(nobody.describe()).rejects.toMatchObject({ reason: 'offline' })
      })
    }

    it(
      'reads everybody, as they are there',
      async () => {
        const { id, person } = await bench.somebody()
        const pages = await pagesFrom(session, world.object, null)
        expect(pages.every(({ phase }) => phase === 'full')).toBe(true)
        expect(new Set(pages.map(({ cursor }) => cursor)).size).toBe(pages.length)
        const records = pages.flatMap((page) => page.records)
        expect([...new Set(records.map((record) => record.id))].toSorted()).toEqual(await everyone())
        const record = records.find((candidate) => candidate.id === id)
        if (!record) throw new Error('not read')
        const customer = customerOf(record, bench.mapping())
        expect(customer.name).toBe(person.name)
        const numbers = customer.numbers.map(({ raw }) => readNumber(raw, 'DE'))
        expect(numbers).toContainEqual(readNumber(person.number, 'DE'))
      },
      LONG,
    )

    it('gives links that may be opened', async () => {
      for (const { url } of (await pagesFrom(session, world.object, null)).flatMap((page) => page.records))
        if (url !== null) expect(url).toMatch(/^(https:\/\/|http:\/\/127\.0\.0\.1[:/])/)
    })

    it(
      'brings who is new and was never edited, and who was edited, since the last look',
      async () => {
        const edited = await bench.somebody()
        const cursor = lastCursor(await pagesFrom(session, world.object, null))
        const made = await bench.somebody()
        await world.change(edited.id, { name: 'Grace Hopper', number: '+49 30 9876543' })
        await world.settle()
        const pages = await pagesFrom(session, world.object, cursor)
        expect(pages.every(({ phase }) => phase === 'delta')).toBe(true)
        const records = pages.flatMap((page) => page.records)
        expect(records.map(({ id }) => id)).toContain(made.id)
        const after = records.filter(({ id }) => id === edited.id).at(-1)
        if (!after) throw new Error('the change was not seen')
        const customer = customerOf(after, bench.mapping())
        expect(customer.name).toBe('Grace Hopper')
        expect(customer.numbers.map(({ raw }) => readNumber(raw, 'DE'))).toEqual([
          readNumber('+49 30 9876543', 'DE'),
        ])
      },
      LONG,
    )

    it('reads on to the same end, however often it looks from the same place', async () => {
      const cursor = lastCursor(await pagesFrom(session, world.object, null))
      const made = await bench.somebody()
      for (const pages of [
        await pagesFrom(session, world.object, cursor),
        await pagesFrom(session, world.object, cursor),
      ])
        expect(pages.flatMap(({ records }) => records).map(({ id }) => id)).toContain(made.id)
    })

    it(
      capabilities.ghosts ? 'says of who was deleted, or no longer lists them' : 'says who was deleted',
      async () => {
        const { id } = await bench.somebody()
        const cursor = lastCursor(await pagesFrom(session, world.object, null))
        await world.remove(id)
        await world.settle()
        const told = (await pagesFrom(session, world.object, cursor)).flatMap(({ gone }) => gone)
        if (!capabilities.ghosts) expect(told).toContain(id)
        expect(await session.get({ object: world.object, id })).toBeNull()
        expect(await allIds(session, world.object)).not.toContain(id)
      },
      LONG,
    )

    it('lists the ids of everybody', async () => {
      expect([...new Set(await allIds(session, world.object))].toSorted()).toEqual(await everyone())
    })

    it('gets one record, as it is read with the others, and nothing where there is none', async () => {
      const { id, person } = await bench.somebody()
      const record = await session.get({ object: world.object, id })
      if (!record) throw new Error('not got')
      expect(customerOf(record, bench.mapping()).name).toBe(person.name)
      const read = (await pagesFrom(session, world.object, null)).flatMap(({ records }) => records)
      expect(record).toEqual(read.find((candidate) => candidate.id === id))
      await world.remove(id)
      await world.settle()
      expect(await session.get({ object: world.object, id })).toBeNull()
    })

    if (capabilities.findsByPhone) {
      it('finds who has a number, and nobody else for one that nobody has', async () => {
        const { id, person } = await bench.somebody()
        const numberOf = (text: string) => {
          const read = readNumber(text, 'DE')
          if (read.kind !== 'full') throw new Error(`${text} is no number`)
          return { e164: read.e164, national: read.national }
        }
        const found = await session.findByPhone(numberOf(person.number))
        expect(found.map((record) => record.id)).toContain(id)
        expect(await session.findByPhone(numberOf('+49 30 55512399'))).toEqual([])
      })
    }

    describeMerges(bench, one)
    describeDeals(bench, one)
    describeWrites(bench, one)
    describeCalls(bench, one)
    describeFollowing(bench, one)
    describePushing(bench, one)
  })
}

/** Where somebody listened a moment ago. */
async function deadAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/`
}

function describeMerges(bench: Bench, { connector }: ConnectorCase): void {
  it('forgets who was merged into somebody else, where that can be done there', async () => {
    const world = bench.world()
    const kept = await bench.somebody()
    const gone = await bench.somebody()
    const cursor = lastCursor(await pagesFrom(bench.session(), world.object, null))
    if (!world.merge) {
      // A CRM that knows no merging deletes one of the two.
      await world.remove(gone.id)
    } else await world.merge(kept.id, gone.id)
    await world.settle()
    const pages = await pagesFrom(bench.session(), world.object, cursor)
    const told = [
      ...pages.flatMap((page) => page.gone),
      ...pages.flatMap(({ records }) => records.flatMap(({ merged }) => merged ?? [])),
    ]
    const listed = await allIds(bench.session(), world.object)
    expect(listed).not.toContain(gone.id)
    expect(listed).toContain(kept.id)
    if (!connector.capabilities.ghosts) expect(told).toContain(gone.id)
    expect((await bench.session().get({ object: world.object, id: gone.id }))?.id).not.toBe(gone.id)
  })
}

function describeDeals(bench: Bench, { connector }: ConnectorCase): void {
  if (!connector.capabilities.deals) return
  it('reads deals, with whom they are of', async () => {
    const world = bench.world()
    if (!world.addDeal) throw new Error('the world makes no deals')
    const { id } = await bench.somebody()
    const deal = await world.addDeal('Ten lamps', id)
    await world.settle()
    const deals = (await pagesFrom(bench.session(), 'deal', null)).flatMap((page) => page.deals)
    expect(deals.find((one) => one.id === deal)).toMatchObject({
      title: 'Ten lamps',
      of: expect.arrayContaining([{ object: world.object, id }]),
    })
  })
}
