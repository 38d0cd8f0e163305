import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FollowedCrm, followCrm } from '../testing/followed-crm.ts'
import { type MemoryCrm, memoryCrm } from '../testing/memory-crm.ts'

let crm: MemoryCrm
let followed: FollowedCrm

beforeEach(() => {
  crm = memoryCrm()
  followed = followCrm(crm.session)
})

afterEach(() => followed.close())

const WAIT = { timeout: 15_000 }
/** Until it waits for its next turn. */
const settled = () => vi.waitFor(() => expect(followed.waits()).not.toBeNull(), WAIT)
async function look(): Promise<void> {
  followed.goOn()
  await settled()
}
function fill(count: number): void {
  for (let at = 0; at < count; at++)
    crm.put(`c${1_000 + at}`, { name: `Customer ${at}`, phone: `030 2312${5_000 + at}` })
}
const nameOf = (id: string) => followed.customers.get(`crm:crm1/contact/${id}`)?.name
const state = () => followed.follower().state()

describe('reading everything', () => {
  it('holds what the CRM holds, and finds it by number', async () => {
    fill(35)
    followed.follower().start()
    await settled()
    expect(followed.held()).toEqual(crm.ids())
    expect(followed.customers.find('+4930231 25007', 'DE')[0]?.customer.name).toBe('Customer 7')
    expect(state()).toMatchObject({ phase: 'idle', customers: 35, fault: null, quarantined: 0 })
  })
})

describe('looking for changes', () => {
  beforeEach(async () => {
    fill(25)
    followed.follower().start()
    await settled()
    followed.changed.length = 0
  })

  it('brings what is new, edited and deleted, and says whom it touched', async () => {
    crm.put('c1001', { name: 'Renamed', phone: '030 9999999' })
    crm.put('new', { name: 'Somebody new' })
    crm.remove('c1002', 'told')
    await look()
    expect(followed.held()).toEqual(crm.ids())
    expect(nameOf('c1001')).toBe('Renamed')
    expect(followed.customers.find('+49309999999', 'DE')).toHaveLength(1)
    const touched = ['c1001', 'c1002', 'new'].map((id) => `crm:crm1/contact/${id}`)
    expect(followed.changed.toSorted()).toEqual(touched)
  })

  it('keeps the name of a customer that is gone', async () => {
    crm.remove('c1002', 'told')
    await look()
    expect(followed.customers.get('crm:crm1/contact/c1002')).toBeNull()
    expect(followed.customers.gone('crm:crm1/contact/c1002')).toMatchObject({ name: 'Customer 2' })
    expect(state().customers).toBe(24)
  })

  it('goes on where it was after a restart', async () => {
    crm.put('new', { name: 'Somebody new' })
    const before = crm.asked.pull
    await followed.restart()
    await settled()
    expect(followed.held()).toEqual(crm.ids())
    expect(crm.asked.pull - before).toBe(2)
  })

  it('keeps what an agent changed, and follows in all else', async () => {
    const stored = followed.customers.get('crm:crm1/contact/c1001')
    if (!stored) throw new Error('not stored')
    followed.customers.save({ ...stored, name: 'As the agent says' }, 'DE')
    crm.put('c1001', { name: 'As the CRM says', company: 'Example GmbH', phone: '030 1111111' })
    await look()
    expect(followed.customers.get('crm:crm1/contact/c1001')).toMatchObject({
      name: 'As the agent says',
      company: 'Example GmbH',
    })
  })

  it('keeps a customer that an agent changed when the CRM deletes it, as one of our own', async () => {
    const stored = followed.customers.get('crm:crm1/contact/c1001')
    if (!stored) throw new Error('not stored')
    followed.customers.save({ ...stored, notes: 'calls back on Monday' }, 'DE')
    crm.remove('c1001', 'told')
    await look()
    expect(followed.held()).toEqual(crm.ids())
    expect(followed.customers.get('crm:crm1/contact/c1001')).toMatchObject({
      notes: 'calls back on Monday',
      source: 'manual',
    })
  })
})
