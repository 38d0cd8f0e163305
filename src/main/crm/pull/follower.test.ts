import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RemoteDeal } from '../../../domain/crm/record.ts'
import { createRemoteStore } from '../../customers/remote-store.ts'
import { CrmFailure } from '../failure.ts'
import { FOLLOWED, type FollowedCrm, followCrm } from '../testing/followed-crm.ts'
import { MEMORY_CAPABILITIES, type MemoryCrm, memoryCrm } from '../testing/memory-crm.ts'
import { forget } from './forget.ts'

let crm: MemoryCrm
let followed: FollowedCrm

beforeEach(() => {
  crm = memoryCrm()
  followed = followCrm(crm.session)
})

afterEach(() => followed.close())

const WAIT = { timeout: 15_000 }
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Until it waits: for its next turn, or for a person. */
const settled = () => vi.waitFor(() => expect(followed.rests()).toBe(true), WAIT)
async function look(): Promise<void> {
  followed.goOn()
  await settled()
}
async function lookTomorrow(): Promise<void> {
  followed.skip(DAY)
  await look()
}
async function ask(order: () => void): Promise<void> {
  const before = followed.states.length
  order()
  await vi.waitFor(() => expect(followed.states.length).toBeGreaterThan(before), WAIT)
  await settled()
}
function fill(count: number): void {
  for (let at = 0; at < count; at++)
    crm.put(`c${1_000 + at}`, { name: `Customer ${at}`, phone: `030 2312${5_000 + at}` })
}
const idOf = (id: string) => `crm:crm1/contact/${id}`
const get = (id: string) => followed.customers.get(idOf(id))
function edit(id: string, changes: { readonly name?: string; readonly notes?: string }): void {
  const stored = get(id)
  if (!stored) throw new Error(`${id} isn't stored`)
  followed.customers.save({ ...stored, ...changes }, 'DE')
}
const state = () => followed.follower().state()
async function readFirst(count: number): Promise<void> {
  fill(count)
  followed.follower().start()
  await settled()
  followed.changed.length = 0
}
const deal = (id: string, of: string, changes: Partial<RemoteDeal> = {}): RemoteDeal => ({
  id,
  updated: 0,
  url: null,
  title: `Deal ${id}`,
  stage: 'Offered',
  amount: '100.00',
  currency: 'EUR',
  closes: null,
  state: 'open',
  of: [{ object: 'contact', id: of }],
  ...changes,
})

describe('reading everything', () => {
  it('holds what the CRM holds, and finds it by number', async () => {
    await readFirst(35)
    expect(followed.held()).toEqual(crm.ids())
    expect(followed.customers.find('+4930231 25007', 'DE')[0]?.customer.name).toBe('Customer 7')
    expect(state()).toMatchObject({ phase: 'idle', customers: 35, fault: null, quarantined: 0 })
  })

  it('says how far it is', async () => {
    await readFirst(35)
    const progress = followed.states.flatMap((one) => one.progress ?? [])
    expect(progress[0]).toMatchObject({ object: 'contact', read: 10, total: 35 })
  })

  it('stores a page that is larger than a transaction may be, with the cursor in the last one', async () => {
    crm.pageSize = 450
    const sizes: number[] = []
    followed.db.function('note_rows', (rows: number) => sizes.push(rows))
    followed.db.exec(
      `CREATE TEMP TRIGGER seen AFTER UPDATE OF cursor ON main.sync WHEN new.cursor IS NOT NULL
       BEGIN SELECT note_rows((SELECT COUNT(*) FROM main.remote)); END`,
    )
    await readFirst(450)
    expect(followed.held()).toHaveLength(450)
    expect(sizes[0]).toBe(450)
  })

  it('goes on where it was when it is broken off in the middle', async () => {
    fill(95)
    let pages = 0
    crm.meddle = (what, page) => {
      if (what === 'pull') pages += 1
      if (pages === 5) throw new CrmFailure('offline', 'no network')
      return page
    }
    followed.follower().start()
    await settled()
    expect(followed.held()).toHaveLength(40)
    expect(state()).toMatchObject({ phase: 'waiting', fault: { reason: 'offline' } })
    crm.meddle = (_, page) => page
    const before = crm.asked.pull
    await followed.restart()
    await settled()
    expect(followed.held()).toEqual(crm.ids())
    expect(crm.asked.pull - before).toBe(7)
  })
})

describe('looking for changes', () => {
  beforeEach(() => readFirst(25))

  it('brings what is new, edited and deleted, and says whom it touched', async () => {
    crm.put('c1001', { name: 'Renamed', phone: '030 9999999' })
    crm.put('new', { name: 'Somebody new' })
    crm.remove('c1002', 'told')
    await look()
    expect(followed.held()).toEqual(crm.ids())
    expect(get('c1001')?.name).toBe('Renamed')
    expect(followed.customers.find('+49309999999', 'DE')).toHaveLength(1)
    expect(followed.changed.toSorted()).toEqual(['c1001', 'c1002', 'new'].map(idOf))
  })

  it('keeps the name of a customer that is gone, for 90 days', async () => {
    crm.remove('c1002', 'told')
    await look()
    expect(get('c1002')).toBeNull()
    expect(followed.customers.gone(idOf('c1002'))).toMatchObject({ name: 'Customer 2' })
    expect(state().customers).toBe(24)
    followed.skip(91 * DAY)
    crm.remove('c1003', 'told')
    await look()
    expect(followed.customers.gone(idOf('c1002'))).toBeNull()
    expect(followed.customers.gone(idOf('c1003'))).not.toBeNull()
  })

  it('goes on where it was after a restart', async () => {
    crm.put('new', { name: 'Somebody new' })
    const before = crm.asked.pull
    await followed.restart()
    await settled()
    expect(followed.held()).toEqual(crm.ids())
    expect(crm.asked.pull - before).toBe(2)
  })

  it('leaves a newer row as it is when an older version of it comes late', async () => {
    const old = crm.record('c1001')
    crm.put('c1001', { name: 'Newer' })
    await look()
    if (!old) throw new Error('no record')
    crm.meddle = (what, page) =>
      what === 'pull' && page ? { ...page, records: [...page.records, old] } : page
    await look()
    expect(get('c1001')?.name).toBe('Newer')
  })

  it('does not bring back what was deleted when an older version of it comes late', async () => {
    const old = crm.record('c1001')
    crm.remove('c1001', 'told')
    await look()
    if (!old) throw new Error('no record')
    crm.meddle = (what, page) => (what === 'pull' && page ? { ...page, records: [old] } : page)
    await look()
    expect(get('c1001')).toBeNull()
    crm.meddle = (_, page) => page
    crm.put('c1001', { name: 'Restored there' })
    await look()
    expect(get('c1001')?.name).toBe('Restored there')
    expect(followed.customers.gone(idOf('c1001'))).toBeNull()
  })

  it('forgets who was merged into somebody else', async () => {
    crm.remove('c1002', 'silently')
    crm.put('c1001', { name: 'Both in one' })
    const survivor = crm.record('c1001')
    if (!survivor) throw new Error('no record')
    crm.putRecord({ ...survivor, merged: ['c1002'] })
    await look()
    expect(followed.held()).toEqual(crm.ids())
    expect(followed.customers.gone(idOf('c1002'))).not.toBeNull()
  })

  it('waits about as long as was asked for, and looks at once when it is told to', async () => {
    expect(followed.waits()).toBe(60_000)
    crm.put('new', { name: 'Somebody new' })
    await ask(() => followed.follower().syncNow())
    expect(followed.held()).toContain('new')
  })

  it('neither asks nor stores while it is paused', async () => {
    await ask(() => followed.follower().pause())
    expect(state()).toMatchObject({ phase: 'paused', nextAt: null })
    crm.put('new', { name: 'Somebody new' })
    const before = crm.asked.pull
    await ask(() => followed.follower().syncNow())
    expect(crm.asked.pull).toBe(before)
    await ask(() => followed.follower().start())
    expect(followed.held()).toContain('new')
  })
})

describe('what agents change', () => {
  beforeEach(() => readFirst(25))

  it('stays, and everything else follows the CRM', async () => {
    edit('c1001', { name: 'As the agent says' })
    crm.put('c1001', { name: 'As the CRM says', company: 'Example GmbH', phone: '030 1111111' })
    await look()
    expect(get('c1001')).toMatchObject({ name: 'As the agent says', company: 'Example GmbH' })
  })

  it('is kept as a customer of our own when the CRM deletes the record', async () => {
    edit('c1001', { notes: 'calls back on Monday' })
    followed.customers.addNumber(idOf('c1002'), '030 7777777', 'DE')
    crm.remove('c1001', 'told')
    crm.remove('c1002', 'told')
    await look()
    expect(followed.held()).toEqual(crm.ids())
    expect(get('c1001')).toMatchObject({ notes: 'calls back on Monday', source: 'manual' })
    expect(get('c1002')).toMatchObject({ source: 'manual' })
    expect(followed.customers.remote(idOf('c1001'))).toBeNull()
  })

  it('follows the CRM again once the CRM has it, and does not come back as news', async () => {
    edit('c1001', { name: 'As the agent says' })
    crm.put('c1001', { name: 'As the agent says', phone: '030 23125001' })
    const version = crm.record('c1001')
    if (!version) throw new Error('no record')
    createRemoteStore(followed.db).settle(idOf('c1001'), ['name'], version)
    await look()
    expect(followed.changed).toEqual([])
    crm.put('c1001', { name: 'Changed there later' })
    await look()
    expect(get('c1001')?.name).toBe('Changed there later')
    expect(followed.changed).toEqual([idOf('c1001')])
  })
})

describe('reading everything again', () => {
  beforeEach(() => readFirst(45))

  it('serves what is there until it is done, and then removes what is gone', async () => {
    crm.remove('c1002', 'silently')
    let midway: readonly string[] = []
    crm.meddle = (what, page) => {
      if (what === 'pull' && page && page.records.length > 0) midway = followed.held()
      return page
    }
    await ask(() => followed.follower().readAll())
    expect(midway).toContain('c1002')
    expect(followed.held()).toEqual(crm.ids())
  })

  it('is done once when the CRM has lost the cursor, and not again at once', async () => {
    let expired = 1
    crm.meddle = (what, page, cursor) => {
      if (what === 'pull' && cursor !== null && expired > 0) {
        expired -= 1
        throw new CrmFailure('cursorExpired', 'gone')
      }
      return page
    }
    followed.skip(2 * HOUR)
    crm.remove('c1002', 'silently')
    await look()
    expect(state()).toMatchObject({ phase: 'idle', fault: null })
    expect(followed.held()).toEqual(crm.ids())
    expired = 1
    const before = crm.asked.pull
    await look()
    expect(state()).toMatchObject({ phase: 'waiting', fault: { reason: 'cursorExpired' } })
    // Only the deals are looked at until the hour is over.
    await look()
    expect(crm.asked.pull - before).toBe(3)
    followed.skip(HOUR)
    await look()
    expect(state()).toMatchObject({ phase: 'idle', fault: null })
  })

  it('is done when the mapping changed', async () => {
    crm.put('c1001', { name: 'Ann', company: 'Example GmbH', phone: '030 1' })
    await look()
    expect(get('c1001')?.company).toBe('Example GmbH')
    await followed.restart({ mapping: { contact: { name: 'name', company: 'field:Firm' } } })
    await settled()
    expect(get('c1001')).toMatchObject({ company: '', fields: [{ label: 'Firm', value: 'Example GmbH' }] })
    expect(get('c1000')?.numbers).toEqual([])
    const before = crm.asked.pull
    await followed.restart({ mapping: { contact: { company: 'field:Firm', name: 'name' } } })
    await settled()
    expect(crm.asked.pull - before).toBe(2)
  })

  it('lets the customers of an object go that is not mapped any more, and brings them back when it is', async () => {
    edit('c1001', { notes: 'ours' })
    await followed.restart({ mapping: { contact: { stage: 'field:Stage' } } })
    await settled()
    expect(followed.held()).toEqual([])
    expect(followed.customers.count()).toBe(1)
    await followed.restart()
    await settled()
    expect(followed.held()).toEqual(crm.ids())
    expect(get('c1001')).toMatchObject({ notes: 'ours', source: 'crm:crm1' })
  })

  it('stops and says so when the CRM leads in a circle, and begins anew when it is told to', async () => {
    crm.meddle = (what, page, cursor) =>
      what === 'pull' && page && cursor !== null ? { ...page, cursor, more: true } : page
    await look()
    expect(state()).toMatchObject({ phase: 'problem', fault: { reason: 'cursorLoop' } })
    crm.meddle = (_, page) => page
    crm.put('new', { name: 'Somebody new' })
    await ask(() => followed.follower().syncNow())
    expect(state()).toMatchObject({ phase: 'idle', fault: null })
    expect(followed.held()).toEqual(crm.ids())
  })
})

describe('what vanishes without a word', () => {
  beforeEach(() => readFirst(100))

  it('is asked for once more before it goes', async () => {
    crm.remove('c1002', 'silently')
    await lookTomorrow()
    expect(followed.held()).toContain('c1002')
    await look()
    expect(followed.held()).toEqual(crm.ids())
    expect(followed.customers.gone(idOf('c1002'))).not.toBeNull()
  })

  it('stays when the list was cut off and the record is there', async () => {
    const { listIds } = crm.session
    followed = await another({
      ...crm.session,
      listIds: async (object, cursor) => {
        const page = await listIds(object, cursor)
        return { ...page, ids: page.ids.filter((id) => id !== 'c1005') }
      },
    })
    await lookTomorrow()
    await look()
    expect(followed.held()).toEqual(crm.ids())
  })

  it('empties nothing: when more than a tenth would go, somebody is asked', async () => {
    for (let at = 0; at < 30; at++) crm.remove(`c${1_000 + at}`, 'silently')
    await lookTomorrow()
    await look()
    expect(state()).toMatchObject({
      phase: 'problem',
      fault: { reason: 'wouldVanish' },
      wouldVanish: { count: 30, of: 100 },
    })
    expect(followed.held()).toHaveLength(100)
    // Changes are followed all the same.
    crm.put('new', { name: 'Somebody new' })
    await look()
    expect(followed.held()).toContain('new')
    await ask(() => followed.follower().vanish(true))
    expect(followed.held()).toEqual(crm.ids())
    expect(state()).toMatchObject({ phase: 'idle', wouldVanish: null, fault: null })
  })

  it('stays when the answer is no', async () => {
    for (let at = 0; at < 30; at++) crm.remove(`c${1_000 + at}`, 'silently')
    await lookTomorrow()
    await ask(() => followed.follower().vanish(false))
    await look()
    expect(followed.held()).toHaveLength(100)
    expect(state()).toMatchObject({ phase: 'idle', wouldVanish: null })
  })

  it('asks after a full read too, when most of it left nothing behind', async () => {
    for (let at = 0; at < 60; at++) crm.remove(`c${1_000 + at}`, 'silently')
    await ask(() => followed.follower().readAll())
    expect(state().wouldVanish).toEqual({ count: 60, of: 100 })
    expect(followed.held()).toHaveLength(100)
  })

  it('brings what a page left out', async () => {
    await followed.close()
    followed = followCrm(crm.session)
    crm.meddle = (what, page, cursor) =>
      what === 'pull' && page && cursor !== null && page.phase === 'full' && page.records.length > 0
        ? { ...page, records: page.records.slice(1) }
        : page
    followed.follower().start()
    await settled()
    crm.meddle = (_, page) => page
    expect(followed.held()).toEqual(crm.ids())
  })

  it('is fetched one by one, and not by reading everything again and again, where reading leaves much out', async () => {
    await followed.close()
    crm = memoryCrm()
    crm.pageSize = 700
    followed = followCrm(crm.session)
    fill(1_200)
    crm.meddle = (what, page) =>
      what === 'pull' && page?.phase === 'full' ? { ...page, records: page.records.slice(0, 50) } : page
    followed.follower().start()
    await settled()
    const pulled = crm.asked.pull
    expect(followed.held().length).toBeGreaterThanOrEqual(1_000)
    await look()
    expect(crm.asked.pull - pulled).toBe(2)
    await lookTomorrow()
    await look()
    expect(followed.held()).toEqual(crm.ids())
  })

  it('needs no second word where the CRM tells of deletions', async () => {
    await followed.close()
    followed = followCrm(crm.session, { ...MEMORY_CAPABILITIES, ghosts: false })
    followed.follower().start()
    await settled()
    crm.remove('c1002', 'silently')
    await ask(() => followed.follower().readAll())
    expect(followed.held()).toEqual(crm.ids())
    expect(crm.asked.get).toBe(0)
    expect(crm.asked.listIds).toBe(0)
  })
})

async function another(session: MemoryCrm['session']): Promise<FollowedCrm> {
  await followed.close()
  followed = followCrm(session)
  followed.follower().start()
  await settled()
  return followed
}

describe('records that cannot be read', () => {
  it('are put aside with what came, and the others are stored', async () => {
    crm.putBad('broken', '{"half":')
    crm.put('nameless', { stage: 'new' })
    await readFirst(5)
    expect(followed.held()).toHaveLength(5)
    expect(state()).toMatchObject({ phase: 'idle', quarantined: 2 })
    expect(followed.db.prepare('SELECT id, why, raw FROM quarantine ORDER BY id').all()).toEqual([
      { id: 'broken', why: 'unreadable', raw: '{"half":' },
      { id: 'nameless', why: 'noName', raw: expect.stringContaining('"stage":"new"') },
    ])
    crm.put('nameless', { name: 'Named by now' })
    await look()
    expect(state()).toMatchObject({ quarantined: 1, customers: 6 })
  })

  it('keep no more than a piece of what came', async () => {
    crm.put('huge', { name: 'Huge', notes: 'x'.repeat(3_000_000) })
    await readFirst(5)
    const raw = followed.db.prepare<[], string>('SELECT raw FROM quarantine').pluck().get()
    expect(raw?.length).toBe(65_536)
    expect(followed.held()).toHaveLength(5)
  })

  it('leave what was stored of them before', async () => {
    await readFirst(5)
    crm.put('c1001', { stage: 'nothing else' })
    await look()
    expect(get('c1001')?.name).toBe('Customer 1')
    await lookTomorrow()
    await look()
    expect(get('c1001')?.name).toBe('Customer 1')
  })

  it('are named by their number or address where they have no name', async () => {
    crm.put('number', { phone: '030 1234567' })
    await readFirst(1)
    expect(get('number')?.name).toBe('030 1234567')
  })
})

describe('deals', () => {
  beforeEach(async () => {
    crm.putDeal(deal('d1', 'c1001'))
    crm.putDeal(deal('d2', 'c1001', { state: 'won', title: 'Done' }))
    crm.putDeal(deal('d3', 'c1002'))
    await readFirst(5)
  })
  const dealsOf = (id: string) => followed.customers.remote(idOf(id))?.deals.map(({ title }) => title)

  it('stand beside their customers, open ones first', () => {
    expect(dealsOf('c1001')).toEqual(['Deal d1', 'Done'])
    expect(followed.customers.remote(idOf('c1001'))).toMatchObject({
      connection: 'crm1',
      ref: { object: 'contact', id: 'c1001' },
      url: 'https://crm.test/c1001',
    })
  })

  it('are read anew once a day, for links that changed without a word, also where the CRM counts more than it gives', async () => {
    crm.meddle = (what, page) => (what === 'pull' && page ? { ...page, total: 1_000 } : page)
    crm.moveDeal('d3', 'c1003')
    await lookTomorrow()
    await look()
    expect(dealsOf('c1003')).toEqual(['Deal d3'])
    expect(dealsOf('c1002')).toEqual([])
    expect(followed.changed.toSorted()).toEqual([idOf('c1002'), idOf('c1003')])
    const before = crm.asked.pull
    await look()
    expect(crm.asked.pull - before).toBe(2)
    expect(state().phase).toBe('idle')
  })

  it('change their stage, move to another customer and go', async () => {
    crm.putDeal(deal('d1', 'c1002', { stage: 'Won' }))
    crm.removeDeal('d2')
    await look()
    expect(dealsOf('c1001')).toEqual([])
    expect(dealsOf('c1002')).toEqual(['Deal d1', 'Deal d3'])
    expect(new Set(followed.changed)).toEqual(new Set([idOf('c1001'), idOf('c1002')]))
  })
})

describe('when something fails', () => {
  beforeEach(() => readFirst(25))
  const failing = (failure: CrmFailure) => {
    crm.meddle = () => {
      throw failure
    }
  }

  it('waits longer with each failure, and begins anew with the first success', async () => {
    failing(new CrmFailure('server', '500'))
    const waits: (number | null)[] = []
    for (let turn = 0; turn < 4; turn++) {
      await look()
      waits.push(followed.waits())
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000])
    crm.meddle = (_, page) => page
    await look()
    expect(state()).toMatchObject({ phase: 'idle', fault: null })
    expect(followed.waits()).toBe(60_000)
  })

  it('never asks earlier than the CRM says, nor at once where it says so', async () => {
    failing(new CrmFailure('limited', '429', 120_000))
    await look()
    expect(followed.waits()).toBe(120_000)
    failing(new CrmFailure('limited', '429', 0))
    await look()
    expect(followed.waits()).toBeGreaterThanOrEqual(250)
  })

  it('waits for a person when nobody believes who we are', async () => {
    failing(new CrmFailure('signIn', 'revoked'))
    await look()
    expect(state()).toMatchObject({ phase: 'problem', nextAt: null, fault: { reason: 'signIn' } })
    expect(followed.waits()).toBeNull()
    crm.meddle = (_, page) => page
    await ask(() => followed.follower().syncNow())
    expect(state()).toMatchObject({ phase: 'idle', fault: null })
  })

  it('reads the other objects when one is forbidden, and says so', async () => {
    const { pull } = crm.session
    followed = await another({
      ...crm.session,
      pull: async (object, cursor) => {
        if (object === 'contact') throw new CrmFailure('forbidden', 'no scope')
        return await pull(object, cursor)
      },
    })
    expect(state()).toMatchObject({ phase: 'problem', fault: { reason: 'forbidden' } })
    crm.putDeal(deal('d1', 'c1001'))
    await look()
    expect(followed.db.prepare('SELECT COUNT(*) FROM deal').pluck().get()).toBe(1)
  })

  it('keeps what was up to date when it last was', async () => {
    const { lastOk } = state()
    expect(lastOk).not.toBeNull()
    failing(new CrmFailure('offline', 'no network'))
    await look()
    expect(state().lastOk).toBe(lastOk)
  })
})

describe('a connection that is removed', () => {
  it('takes its customers with it, but those that agents changed', async () => {
    crm.putDeal(deal('d1', 'c1001'))
    await readFirst(450)
    followed.customers.save({ ...draft, name: 'Our own' }, 'DE')
    edit('c1001', { notes: 'ours' })
    await followed.follower().stop()
    await forget(followed.db, FOLLOWED.id)
    expect(followed.customers.count()).toBe(2)
    expect(get('c1001')).toMatchObject({ source: 'manual', notes: 'ours' })
    for (const table of ['remote', 'sync', 'deal', 'deal_of', 'quarantine'])
      expect(followed.db.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get()).toBe(0)
  })
})

const draft = {
  id: null,
  name: '',
  company: '',
  email: '',
  city: '',
  country: '',
  notes: '',
  numbers: [],
  fields: [],
}
