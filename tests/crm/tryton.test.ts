import { beforeAll, describe, expect, it } from 'vitest'
import { callWords } from '../../src/main/crm/call-words.ts'
import type { Session } from '../../src/main/crm/connector.ts'
import { tryton } from '../../src/main/crm/connectors/tryton/tryton.ts'
import { someCall } from '../../src/main/crm/testing/contract-calls.ts'
import { allIds } from '../../src/main/crm/testing/contract-session.ts'
import { describeConnector } from '../../src/main/crm/testing/contract-suite.ts'
import { until } from '../interop/servers/wait.ts'
import { serverOfFile } from './servers/server-of-file.ts'
import { startTryton } from './servers/tryton.ts'
import { openSession } from './testing/open-session.ts'
import { readAll } from './testing/read-all.ts'
import { decimal, type TrytonRpc, trytonRpc } from './testing/tryton-rpc.ts'
import { companyOf, trytonWorld } from './testing/tryton-world.ts'

const party = 'party'

const server = serverOfFile((folder) => startTryton(folder))

describeConnector({
  name: 'Tryton 6.0',
  connector: tryton,
  world: () => trytonWorld(server()),
  locks: true,
})

describe('Tryton', () => {
  let rpc: TrytonRpc
  let company = 0
  beforeAll(async () => {
    rpc = await trytonRpc(server())
    company = await companyOf(rpc)
    await rpc.call('country.country.create', [{ name: 'Germany', code: 'DE' }])
  })

  const open = (changes: Readonly<Record<string, string>> = {}, secret = server().password): Session => {
    const { server: root, database, user } = server()
    return openSession(tryton, { server: root, database, user, ...changes }, secret).session
  }
  const create = async (values: Readonly<Record<string, unknown>>): Promise<number> => {
    const [id] = await rpc.call<[number]>('party.party.create', [values])
    return id
  }
  const ada = () =>
    create({
      name: 'Ada Lovelace',
      contact_mechanisms: [
        [
          'create',
          [
            { type: 'phone', value: '+44 20 7946 0123', name: 'office' },
            { type: 'mobile', value: '+49 171 1234567' },
            { type: 'fax', value: '+44 20 7946 0124' },
            { type: 'email', value: 'ada@example.com' },
            { type: 'email', value: 'king@example.com' },
            { type: 'website', value: 'https://example.com/ada' },
            { type: 'sip', value: 'sip:ada@example.com' },
          ],
        ],
      ],
      addresses: [
        ['create', [{ street: 'Main Street 5', postal_code: '10115', city: 'Berlin', country: 1 }]],
      ],
    })
  const refOf = (id: number) => ({ object: party, id: String(id) })
  const get = (id: number) => open().get(refOf(id))

  /** Until Tryton can tell it from what was there before: its own stamps count seconds on SQLite. */
  async function renameLater(id: number, name: string): Promise<void> {
    const stamp = async (): Promise<string> => {
      const [row] = await rpc.call<[{ _timestamp: string }]>('party.party.read', [id], ['_timestamp'])
      return row._timestamp
    }
    const before = await stamp()
    await until('the clock goes on', async () => {
      await rpc.call('party.party.write', [id], { name })
      return (await stamp()) !== before
    })
  }

  it('reads what a party has, under the names that Tryton gives it', async () => {
    const id = await ada()
    const company = await create({ name: 'Analytical Engines' })
    const [type] = await rpc.call<[number]>('party.relation.type.create', [{ name: 'Works for' }])
    await rpc.call('party.relation.all.create', [{ from_: id, to: company, type }])
    const { server: root } = server()
    expect(await get(id)).toEqual({
      object: party,
      id: String(id),
      url: `${root}#crm/model/party.party/${id}`,
      owner: null,
      rev: expect.any(String),
      updated: expect.any(Number),
      values: {
        name: 'Ada Lovelace',
        code: expect.any(String),
        email: 'ada@example.com',
        email2: 'king@example.com',
        website: 'https://example.com/ada',
        fax: '+44 20 7946 0124',
        street: 'Main Street 5',
        postal_code: '10115',
        city: 'Berlin',
        country: 'DE',
        related: 'Works for: Analytical Engines',
      },
      numbers: [
        { label: 'office', raw: '+44 20 7946 0123' },
        { label: 'mobile', raw: '+49 171 1234567' },
      ],
    })
  })

  it('reads hundreds page by page, each once, and lists their ids', async () => {
    const before = await allIds(open(), party)
    await rpc.call(
      'party.party.create',
      Array.from({ length: 450 }, (_, at) => ({ name: `Party ${at}` })),
    )
    const { records, pages } = await readAll(() => open(), party)
    expect(pages.length).toBeGreaterThanOrEqual(3)
    expect(pages[0]?.total).toBe(before.length + 450)
    const ids = records.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(await allIds(open(), party))
  })

  it('sees a change of a number or an address, which isn’t one of the party itself', async () => {
    const id = await ada()
    const { cursor } = await readAll(() => open(), party)
    const before = await get(id)
    const [mechanism] = await rpc.call<[number]>('party.contact_mechanism.search', [
      ['party', '=', id],
      ['type', '=', 'mobile'],
    ])
    await rpc.call('party.contact_mechanism.write', [mechanism], { value: '+49 171 7654321' })
    const { records } = await readAll(() => open(), party, cursor)
    const after = records.find((record) => record.id === String(id))
    expect(after?.numbers).toContainEqual({ label: 'mobile', raw: '+49 171 7654321' })
    expect(after?.rev).not.toBe(before?.rev)
  })

  it('lets go of a party that was archived, and takes it back', async () => {
    const id = await ada()
    const first = await readAll(() => open(), party)
    await rpc.call('party.party.write', [id], { active: false })
    const second = await readAll(() => open(), party, first.cursor)
    expect(second.gone).toContain(String(id))
    expect(await get(id)).toBeNull()
    await rpc.call('party.party.write', [id], { active: true })
    const third = await readAll(() => open(), party, second.cursor)
    expect(third.records.map((record) => record.id)).toContain(String(id))
  })

  it('signs in again when its session has ended', async () => {
    const id = await ada()
    const session = open()
    expect(await session.get(refOf(id))).not.toBeNull()
    await rpc.endSessions()
    rpc = await trytonRpc(server())
    const [one, other] = await Promise.all([session.get(refOf(id)), session.get(refOf(id))])
    expect(one?.id).toBe(String(id))
    expect(other).toEqual(one)
  })

  it('says which database or server isn’t there', async () => {
    await expect(open({ database: 'nothing' }).describe()).rejects.toMatchObject({
      reason: expect.stringMatching(/^(notFound|signIn|server)$/),
    })
    await expect(open({}, 'wrong').describe()).rejects.toMatchObject({ reason: 'signIn' })
  })

  it('changes a number, an e-mail and the address in their place, and archives what is taken away', async () => {
    const id = await ada()
    const before = await get(id)
    const mechanismsBefore = await rpc.call<number>('party.contact_mechanism.search_count', [
      ['party', '=', id],
    ])
    await open().update(
      refOf(id),
      {
        values: { email: 'countess@example.com', email2: '', city: 'Köln', country: '' },
        numbers: [{ label: 'office', raw: '+44 20 7946 0999' }],
      },
      before?.rev ?? null,
    )
    const after = await get(id)
    expect(after?.values).toEqual({
      ...Object.fromEntries(
        Object.entries(before?.values ?? {}).filter(([key]) => !['email2', 'country'].includes(key)),
      ),
      email: 'countess@example.com',
      city: 'Köln',
    })
    expect(after?.numbers).toEqual([{ label: 'office', raw: '+44 20 7946 0999' }])
    const archived = await rpc.call<number[]>('party.contact_mechanism.search', [
      ['party', '=', id],
      ['active', '=', false],
    ])
    expect(archived).toHaveLength(2)
    const active = await rpc.call<number>('party.contact_mechanism.search_count', [['party', '=', id]])
    expect(active).toBe(mechanismsBefore - 2)
  })

  it('is told in Tryton’s own words what it won’t have', async () => {
    const id = await ada()
    const wrong = { values: {}, numbers: [{ label: 'office', raw: '12' }] }
    await expect(open().update(refOf(id), wrong, null)).rejects.toMatchObject({
      reason: 'rejected',
      detail: expect.stringMatching(/phone number "12".*not valid/),
    })
    expect((await get(id))?.numbers).toHaveLength(2)
    const nowhere = { values: { country: 'Atlantis' }, numbers: null }
    await expect(open().update(refOf(id), nowhere, null)).rejects.toMatchObject({
      reason: 'rejected',
      detail: expect.stringContaining('Atlantis'),
    })
  })

  it('is refused by Tryton itself where a change came in between reading and writing', async () => {
    const id = await ada()
    const { server: root, database, user } = server()
    const { http } = openSession(tryton, { server: root, database, user }, server().password)
    let meddle: (() => Promise<unknown>) | null = () => renameLater(id, 'Theirs')
    const session = tryton.open({
      settings: { server: root, database, user },
      http: {
        ...http,
        ask: async (request) => {
          if (meddle && request.body?.includes('"model.party.party.write"')) {
            const run = meddle
            meddle = null
            await run()
          }
          return http.ask(request)
        },
      },
      secret: () => Promise.resolve(server().password),
      fields: {},
      words: callWords('en'),
      now: Date.now,
    })
    const change = { values: { name: 'Ours' }, numbers: null }
    await expect(session.update(refOf(id), change, null)).rejects.toMatchObject({ reason: 'conflict' })
    expect((await get(id))?.values.name).toBe('Theirs')
  })

  it('makes a party with all that is known of it', async () => {
    const change = {
      values: {
        name: 'Grace Hopper',
        email: 'grace@example.com',
        street: 'Dock 3',
        city: 'Berlin',
        country: 'Germany',
      },
      numbers: [
        { label: 'Ship', raw: '+49 30 2312345' },
        { label: 'mobile', raw: '+49 171 2312345' },
      ],
    }
    const made = await open().create(party, change, 'key-grace')
    expect(await open().create(party, change, 'key-grace')).toEqual(made)
    expect(await open().probe('key-grace', null)).toBe(made.id)
    expect(await open().probe('key-grac', null)).toBeNull()
    expect(await get(Number(made.id))).toMatchObject({
      rev: made.rev,
      values: { ...change.values, country: 'DE' },
      numbers: change.numbers,
    })
  })

  it.each([
    ['as Tryton keeps it', '+442079460123', '2079460123'],
    ['from a number of another country', '+491711234567', '1711234567'],
  ])('finds a caller by the number %s', async (_, e164, national) => {
    const id = await ada()
    const found = await open().findByPhone({ e164, national })
    expect(found.map((record) => record.id)).toContain(String(id))
  })

  it('shows the notes of a party, who wrote them, and which were calls', async () => {
    const id = await ada()
    await rpc.call('ir.note.create', [{ resource: `party.party,${id}`, message: 'Likes lamps\nand chairs' }])
    await open().logCall(someCall('call-shown'), { ref: refOf(id), disposition: 'Won it' }, null)
    const activities = await open().activities(refOf(id), 5)
    expect(activities.map(({ kind, title, by }) => [kind, title, by])).toEqual([
      ['call', expect.stringContaining('+4930231255001'), 'Administrator'],
      ['note', 'Likes lamps', 'Administrator'],
    ])
    expect(activities[1]?.text).toBe('and chairs')
    expect(activities[0]?.text).toContain('Won it')
  })

  it('says that a call’s party or note is gone instead of writing where nobody looks', async () => {
    const id = await ada()
    const about = { ref: refOf(id), disposition: null }
    const note = await open().logCall(someCall('call-gone'), about, null)
    await rpc.call('ir.note.delete', [Number(note)])
    await expect(open().logCall(someCall('call-gone'), about, note)).rejects.toMatchObject({
      reason: 'notFound',
    })
    await rpc.call('party.party.delete', [id])
    await expect(open().logCall(someCall('call-gone'), about, null)).rejects.toMatchObject({
      reason: 'notFound',
    })
    await expect(
      open().logCall(someCall('call-gone'), { ref: null, disposition: null }, null),
    ).rejects.toMatchObject({ reason: 'rejected' })
  })

  it('reads opportunities with their amount, stage and end, and what becomes of them', async () => {
    const id = await ada()
    const values = {
      party: id,
      description: 'Ten lamps',
      amount: decimal('1234.50'),
      end_date: { __class__: 'date', year: 2027, month: 3, day: 1 },
      company,
    }
    const [deal] = await rpc.call<[number]>('sale.opportunity.create', [values])
    const first = await readAll(() => open(), 'deal')
    expect(first.pages.flatMap(({ deals }) => deals).find((one) => one.id === String(deal))).toEqual({
      id: String(deal),
      updated: expect.any(Number),
      url: `${server().server}#crm/model/sale.opportunity/${deal}`,
      title: 'Ten lamps',
      stage: 'Lead',
      amount: '1234.50',
      currency: 'EUR',
      closes: '2027-03-01',
      state: 'open',
      of: [refOf(id)],
    })
    await rpc.call('sale.opportunity.lost', [deal])
    const second = await readAll(() => open(), 'deal', first.cursor)
    expect(second.pages.flatMap(({ deals }) => deals)).toContainEqual(
      expect.objectContaining({ id: String(deal), state: 'lost', stage: 'Lost' }),
    )
    expect(await allIds(open(), 'deal')).toContain(String(deal))
    await rpc.call('sale.opportunity.lead', [deal])
    await rpc.call('sale.opportunity.cancel', [deal])
    await rpc.call('sale.opportunity.delete', [deal])
    expect(await allIds(open(), 'deal')).not.toContain(String(deal))
  })
})

describe('Tryton without python3-phonenumbers', () => {
  const other = serverOfFile((folder) => startTryton(folder, { phonenumbers: false, like: server() }))

  it('is found in by numbers as people typed them, and by no other', async () => {
    const { server: root, database, user, password } = other()
    const rpc = await trytonRpc(other())
    const numbers = ['+44 20 7946-0123', '(020) 79460123', '0207 946 01 23', '+44 20 7946 0124', '205']
    const ids = await rpc.call<number[]>(
      'party.party.create',
      numbers.map((value) => ({
        name: value,
        contact_mechanisms: [['create', [{ type: 'phone', value }]]],
      })),
    )
    const { session } = openSession(tryton, { server: root, database, user }, password)
    const found = await session.findByPhone({ e164: '+442079460123', national: '2079460123' })
    expect(found.map(({ id }) => Number(id))).toEqual(ids.slice(0, 3))
    expect(found[0]?.numbers).toEqual([{ label: '', raw: '+44 20 7946-0123' }])
    expect(await session.findByPhone({ e164: '+442079460999', national: '2079460999' })).toEqual([])
  })
})
