// The stand-in speaks HubSpot's dialect as far as HubSpot's own client is concerned.
import { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HubspotStandIn, startHubspot } from './stand-ins/hubspot/server.ts'

let standIn: HubspotStandIn
let client: Client
beforeAll(async () => {
  standIn = await startHubspot({ searchesPerSecond: 5, perTenSeconds: 60 })
  client = new Client({ accessToken: standIn.token, basePath: standIn.url })
})
afterAll(() => standIn.close())

const contacts = () => client.crm.contacts
const nobody = { associations: [] }

test('makes, reads, changes, lists, archives', async () => {
  const made = await contacts().basicApi.create({
    ...nobody,
    properties: { firstname: 'Ada', email: 'ada@example.com' },
  })
  const read = await contacts().basicApi.getById(made.id, ['firstname', 'lastmodifieddate'])
  expect(read.properties).toMatchObject({ firstname: 'Ada', lastmodifieddate: expect.any(String) })
  await contacts().basicApi.update(made.id, { properties: { firstname: 'Ada M.' } })
  const page = await contacts().basicApi.getPage(100, undefined, ['firstname'])
  expect(page.results.map(({ properties }) => properties.firstname)).toContain('Ada M.')
  await contacts().basicApi.archive(made.id)
  const archived = await contacts().basicApi.getPage(
    100,
    undefined,
    ['firstname'],
    undefined,
    undefined,
    true,
  )
  expect(archived.results.map(({ id }) => id)).toEqual([made.id])
  await expect(contacts().basicApi.getById(made.id)).rejects.toMatchObject({ code: 404 })
})

test('searches, and says so when more is asked than a search gives', async () => {
  const made = await contacts().basicApi.create({
    ...nobody,
    properties: { firstname: 'Grace', phone: '+4930231255' },
  })
  const query = {
    filterGroups: [{ filters: [{ propertyName: 'firstname', operator: 'EQ' as never, value: 'Grace' }] }],
    sorts: ['lastmodifieddate'],
    properties: ['phone'],
    limit: 10,
  }
  const found = await contacts().searchApi.doSearch(query)
  expect(found).toMatchObject({ total: 1, results: [{ id: made.id, properties: { phone: '+4930231255' } }] })
  await expect(contacts().searchApi.doSearch({ ...query, after: '9995' })).rejects.toMatchObject({
    code: 400,
  })
  await expect(contacts().searchApi.doSearch({ ...query, limit: 201 })).rejects.toMatchObject({ code: 400 })
})

test('makes a unique property, by which calls are written once', async () => {
  await client.crm.properties.coreApi.create('calls', {
    name: 'offhook_key',
    label: 'Key',
    type: 'string' as never,
    fieldType: 'text' as never,
    groupName: 'call',
    hasUniqueValue: true,
  })
  const upsert = (title: string) =>
    client.crm.objects.calls.batchApi.upsert({
      inputs: [
        {
          id: 'call-1',
          idProperty: 'offhook_key',
          properties: { hs_timestamp: '2026-05-04T09:30:00Z', hs_call_title: title },
        },
      ],
    })
  const [first] = (await upsert('Call')).results
  const [second] = (await upsert('Call, changed')).results
  expect(second?.id).toBe(first?.id)
  const page = await client.crm.objects.calls.basicApi.getPage(100, undefined, ['hs_call_title'])
  expect(page.results.map(({ properties }) => properties.hs_call_title)).toEqual(['Call, changed'])
})

test('merges: whoever is gone isn’t in any list, archived or not, and the old id leads to who is left', async () => {
  const kept = await contacts().basicApi.create({ ...nobody, properties: { firstname: 'Kept' } })
  const gone = await contacts().basicApi.create({ ...nobody, properties: { firstname: 'Gone' } })
  await client.apiRequest({
    method: 'POST',
    path: '/crm/v3/objects/contacts/merge',
    body: { primaryObjectId: kept.id, objectIdToMerge: gone.id },
  })
  const page = await contacts().basicApi.getPage(100)
  expect(page.results.map(({ id }) => id)).not.toContain(gone.id)
  expect(await contacts().basicApi.getById(gone.id)).toMatchObject({ id: kept.id })
})

test('a wrong token, and too many requests, are refused as the client knows it', async () => {
  const stranger = new Client({ accessToken: 'wrong', basePath: standIn.url })
  await expect(stranger.crm.contacts.basicApi.getPage()).rejects.toMatchObject({ code: 401 })
  const many = await Promise.allSettled(Array.from({ length: 80 }, () => contacts().basicApi.getPage(1)))
  const codes = many.flatMap((one) =>
    one.status === 'rejected' ? [(one.reason as { code: number }).code] : [],
  )
  expect(new Set(codes)).toEqual(new Set([429]))
})
