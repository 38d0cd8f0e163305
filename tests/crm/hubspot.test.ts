import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hubspot } from '../../src/main/crm/connectors/hubspot/hubspot.ts'
import { someCall } from '../../src/main/crm/testing/contract-calls.ts'
import { allIds } from '../../src/main/crm/testing/contract-session.ts'
import { describeConnector } from '../../src/main/crm/testing/contract-suite.ts'
import { type HubspotStandIn, startHubspot } from './stand-ins/hubspot/server.ts'
import { hubspotWorld } from './stand-ins/hubspot/world.ts'
import { openSession } from './testing/open-session.ts'
import { readAll } from './testing/read-all.ts'

describeConnector({
  name: 'a stand-in of HubSpot',
  connector: hubspot,
  world: () => hubspotWorld({ lagMs: 200, searchesPerSecond: 1_000, perTenSeconds: 100_000 }),
  crowd: 120,
  locks: false,
})

describeConnector({
  name: 'a stand-in of HubSpot whose app may make no properties',
  connector: hubspot,
  world: () =>
    hubspotWorld({ lagMs: 200, searchesPerSecond: 1_000, perTenSeconds: 100_000, mayChangeSchema: false }),
  locks: false,
})

describe('HubSpot', () => {
  let standIn: HubspotStandIn
  beforeAll(async () => {
    standIn = await startHubspot({ searchesPerSecond: 1_000, perTenSeconds: 100_000 })
  })
  afterAll(() => standIn.close())
  const session = (
    fields: Readonly<Record<string, readonly string[]>> = { contact: ['firstname', 'phone'] },
  ) => openSession(hubspot, { server: standIn.url }, standIn.token, fields).session

  it('reads more changes of one moment than a search ever gives', async () => {
    const at = Date.now()
    const added = Array.from({ length: 10_450 }, (_, place) =>
      standIn.portal.add('contacts', { firstname: `Bulk ${place}` }, at),
    )
    const cursor = JSON.stringify({
      phase: 'changes',
      since: at,
      after: 0,
      id: null,
      latest: at,
      archivedAt: Date.now() + 60_000,
    })
    const { records } = await readAll(session, 'contact', cursor)
    const ids = new Set(records.map(({ id }) => id))
    expect(added.filter(({ id }) => !ids.has(id))).toEqual([])
  })

  it('says how many there are before it has read them', async () => {
    const page = await session().pull('contact', null)
    expect(page.total).toBe(standIn.portal.kind('contacts').size)
    expect((await session().pull('contact', page.cursor)).total).toBeNull()
  })

  it('links deals with people and companies, also those that a search finds', async () => {
    const { portal } = standIn
    const ana = portal.add('contacts', { firstname: 'Ana' })
    const firm = portal.add('companies', { name: 'Ruiz Dental' })
    const deal = portal.add('deals', {
      dealname: 'Six chairs',
      amount: '1200.50',
      pipeline: 'default',
      dealstage: 'contractsent',
      hs_is_closed: 'false',
    })
    portal.link(`deals/${deal.id}`, `contacts/${ana.id}`)
    portal.link(`deals/${deal.id}`, `companies/${firm.id}`)
    const { deals, cursor } = await readAll(session, 'deal')
    const wanted = {
      id: deal.id,
      title: 'Six chairs',
      stage: 'Contract sent',
      amount: '1200.50',
      currency: 'EUR',
      state: 'open',
      of: [
        { object: 'contact', id: ana.id },
        { object: 'company', id: firm.id },
      ],
      url: `https://app-eu1.hubspot.com/contacts/4711/record/0-3/${deal.id}`,
    }
    expect(deals).toMatchObject([wanted])
    portal.change('deals', deal.id, { dealname: 'Seven chairs', hs_is_closed: 'true' })
    const later = await readAll(session, 'deal', cursor)
    expect(later.deals).toMatchObject([{ ...wanted, title: 'Seven chairs', state: 'lost' }])
  })

  it('reads a number without a country as HubSpot reads it, and leaves one with a country as it was typed', async () => {
    const { portal } = standIn
    const typed = portal.add('contacts', { firstname: 'Typed', phone: '030 23125000' })
    const plus = portal.add('contacts', { firstname: 'Plus', phone: '+49 (0)30 23125001' })
    typed.properties = { ...typed.properties, hs_calculated_phone_number: '+493023125000' }
    plus.properties = { ...plus.properties, hs_calculated_phone_number: '+493023125001' }
    const of = async (id: string) => (await session().get({ object: 'contact', id }))?.values.phone
    expect(await of(typed.id)).toBe('+493023125000')
    expect(await of(plus.id)).toBe('+49 (0)30 23125001')
  })

  it('counts whoever was merged away as gone, although HubSpot still answers to the old id', async () => {
    const { portal } = standIn
    const kept = portal.add('contacts', { firstname: 'Kept' })
    const gone = portal.add('contacts', { firstname: 'Gone' })
    portal.merge('contacts', kept.id, gone.id)
    expect(await session().get({ object: 'contact', id: gone.id })).toBeNull()
    expect(await session().get({ object: 'contact', id: kept.id })).toMatchObject({ merged: [gone.id] })
    expect(await allIds(session(), 'contact')).not.toContain(gone.id)
  })

  it('gives a disposition of the account’s own, leaving out what was deleted there', async () => {
    const { dispositions, identity } = await session().describe()
    expect(dispositions.map(({ label }) => label)).toEqual(['Connected', 'No answer'])
    expect(identity).toContain('4711')
    const { portal } = standIn
    const ana = portal.add('contacts', { firstname: 'Ana' })
    const about = { ref: { object: 'contact', id: ana.id }, disposition: dispositions[0]?.id ?? '' }
    const id = await session().logCall(someCall('call-<1>', { notes: 'a <b> & c' }), about, null)
    expect(portal.live('calls', id).properties).toMatchObject({
      hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
      hs_call_direction: 'INBOUND',
      hs_call_duration: '240000',
      hs_call_body: expect.stringContaining('a &lt;b&gt; &amp; c<br>'),
      offhook_key: 'call-<1>',
    })
    expect(portal.linked(`calls/${id}`, 'contacts')).toEqual([ana.id])
  })

  it('writes one call where the answer to it was lost', async () => {
    const { portal } = standIn
    standIn.cutAfter((_, path) => path.endsWith('/upsert'))
    const log = someCall('call-cut')
    const about = { ref: null, disposition: null }
    await expect(session().logCall(log, about, null)).rejects.toMatchObject({ reason: 'timeout' })
    const found = await session().probe('call-cut', null)
    const again = await session().logCall(log, about, null)
    expect(found).toBe(again)
    const there = [...portal.kind('calls').values()].filter(
      ({ properties }) => properties.offhook_key === 'call-cut',
    )
    expect(there).toHaveLength(1)
  })
})
