import { afterEach, describe, expect, it } from 'vitest'
import type { RemoteRecord } from '../../src/domain/crm/record.ts'
import { callWords } from '../../src/main/crm/call-words.ts'
import type { Page, Session } from '../../src/main/crm/connector.ts'
import { salesforce } from '../../src/main/crm/connectors/salesforce/salesforce.ts'
import { CrmFailure } from '../../src/main/crm/failure.ts'
import { createBudget } from '../../src/main/crm/http/budget.ts'
import { createHttp, type HttpOptions } from '../../src/main/crm/http/create-http.ts'
import { someCall } from '../../src/main/crm/testing/contract-calls.ts'
import { createOAuth } from '../../src/main/oauth/oauth.ts'
import {
  CLIENT_ID,
  type Fault,
  type SalesforceOptions,
  type StandIn,
  startSalesforce,
} from './stand-ins/salesforce/stand-in.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const started: StandIn[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()))
})

const FIELDS = {
  contact: ['Name', 'Title', 'Phone', 'MobilePhone', 'Email', 'Account.Name', 'Description'],
  lead: ['Name', 'Company', 'Phone'],
  account: ['Name', 'Phone', 'NumberOfEmployees'],
}

type Options = SalesforceOptions & {
  readonly fields?: Readonly<Record<string, readonly string[]>>
  readonly http?: Partial<HttpOptions>
}

async function signedIn(options: Options = {}) {
  const standIn = await startSalesforce(options)
  started.push(standIn)
  const token = standIn.tokens.issue()
  const settings = {
    login: standIn.url,
    instance_url: standIn.url,
    id: `${standIn.url}/id/${standIn.org.id}/${standIn.org.user}`,
    clientId: CLIENT_ID,
    version: '62.0',
  }
  const http = createHttp({
    authorization: (secret) => salesforce.authorization?.(secret, settings) ?? '',
    secret: async () => token,
    renew: async () => null,
    budget: createBudget({ all: { requests: 10_000, perMs: 1_000 } }),
    now: Date.now,
    ...options.http,
  })
  const fields = options.fields ?? FIELDS
  const session = salesforce.open({
    settings,
    http: http('delta'),
    secret: async () => token,
    fields,
    words: callWords('en'),
    now: Date.now,
  })
  return { standIn, org: standIn.org, session }
}

/** All pages from a cursor on. */
async function pages(session: Session, object: string, from: string | null): Promise<readonly Page[]> {
  const all: Page[] = []
  for (let cursor = from; ; ) {
    const page = await session.pull(object, cursor)
    all.push(page)
    if (!page.more) return all
    cursor = page.cursor
  }
}
const idsOf = (all: readonly Page[]): readonly string[] =>
  all.flatMap(({ records, deals }) => [...records, ...deals].map(({ id }) => id))
const cursorAfter = (all: readonly Page[]): string => all.at(-1)?.cursor ?? ''

const failing = (when: Fault['when'], how: Fault['how'], on: Fault['on'] = () => true): Fault => ({
  on,
  when,
  how,
  times: 1,
})

describe('reading Salesforce', () => {
  it('brings a contact with its fields, its firm, its owner and the time of its last change', async () => {
    const { org, session } = await signedIn()
    const firm = org.create('Account', { Name: 'Analytical Engines' })
    const id = org.create('Contact', {
      FirstName: 'Ada',
      LastName: 'Lovelace',
      MobilePhone: '+44 20 7946 0123',
      AccountId: firm,
    })
    const [page] = await pages(session, 'contact', null)
    expect(page?.records).toEqual([
      {
        object: 'contact',
        id,
        updated: Date.parse(String(org.existing(id).values.SystemModstamp).replace('+0000', 'Z')),
        rev: String(org.existing(id).values.SystemModstamp),
        url: null,
        values: {
          Name: 'Ada Lovelace',
          MobilePhone: '+44 20 7946 0123',
          'Account.Name': 'Analytical Engines',
        },
        numbers: [],
        owner: 'Grace Hopper',
      } satisfies RemoteRecord,
    ])
  })

  it('brings opportunities as deals, of their firm and their contacts', async () => {
    const { org, session } = await signedIn()
    const firm = org.create('Account', { Name: 'Analytical Engines' })
    const [ada, grace] = ['Lovelace', 'Hopper'].map((LastName) => org.create('Contact', { LastName }))
    const won = org.create('Opportunity', {
      Name: 'Engine',
      StageName: 'Closed Won',
      CloseDate: '2026-05-01',
      Amount: 1234.5,
      AccountId: firm,
      ContactId: ada!,
    })
    org.create('OpportunityContactRole', { OpportunityId: won, ContactId: ada! })
    org.create('OpportunityContactRole', { OpportunityId: won, ContactId: grace! })
    org.create('Opportunity', { Name: 'Next', StageName: 'Closed Lost', CloseDate: '2026-06-01' })
    org.create('Opportunity', { Name: 'Another', StageName: 'Prospecting', CloseDate: '2026-07-01' })
    const [page] = await pages(session, 'deal', null)
    expect(page?.records).toEqual([])
    expect(page?.deals.map(({ title, state }) => [title, state])).toEqual(
      expect.arrayContaining([
        ['Engine', 'won'],
        ['Next', 'lost'],
        ['Another', 'open'],
      ]),
    )
    expect(page?.deals.find(({ id }) => id === won)).toMatchObject({
      stage: 'Closed Won',
      amount: '1234.5',
      // The organization has one currency, and no field for it.
      currency: '',
      closes: '2026-05-01',
      of: [
        { object: 'account', id: firm },
        { object: 'contact', id: ada },
        { object: 'contact', id: grace },
      ],
    })
  })

  it('reads many pages without a gap, though Salesforce gives fewer rows than it was asked for', async () => {
    const { standIn, org, session } = await signedIn()
    for (let index = 0; index < 4_321; index += 1) {
      org.create('Contact', { LastName: `No ${index}` })
      if (index % 700 === 0) org.advance(1_000)
    }
    standIn.rest.batch = 500
    const all = await pages(session, 'contact', null)
    expect(all).toHaveLength(9)
    expect(all.every(({ phase }) => phase === 'full')).toBe(true)
    expect(new Set(idsOf(all))).toEqual(new Set(org.visible('Contact').map(({ id }) => id)))
    expect(idsOf(all)).toHaveLength(4_321)
    expect(all.at(0)?.total).toBe(4_321)
  })

  it('misses nothing of what changes while it reads, and never reads a page twice', async () => {
    const { standIn, org, session } = await signedIn()
    const made = Array.from({ length: 30 }, (_, index) => org.create('Contact', { LastName: `No ${index}` }))
    standIn.rest.batch = 10
    const first = await session.pull('contact', null)
    org.advance(1_000)
    org.update(first.records[0]?.id ?? '', { LastName: 'Changed' })
    const added = org.create('Contact', { LastName: 'New' })
    const all = [first, ...(await pages(session, 'contact', first.cursor))]
    expect(new Set(idsOf(all))).toEqual(new Set([...made, added]))
    const changed = all.flatMap(({ records }) => records).filter(({ values }) => values.Name === 'Changed')
    expect(changed).toHaveLength(1)
    expect(new Set(all.map(({ cursor }) => cursor)).size).toBe(all.length)
  })

  it('goes on where it was, in another session and long after', async () => {
    const { standIn, org, session } = await signedIn()
    for (let index = 0; index < 30; index += 1) org.create('Contact', { LastName: `No ${index}` })
    standIn.rest.batch = 10
    const first = await session.pull('contact', null)
    standIn.rest.forgetLocators()
    org.advance(3 * DAY)
    expect(idsOf([first, ...(await pages(session, 'contact', first.cursor))])).toHaveLength(30)
  })

  it('brings what was made or changed since, whoever did it', async () => {
    const { org, session } = await signedIn()
    const ids = ['One', 'Two', 'Three'].map((LastName) => org.create('Contact', { LastName }))
    org.advance(DAY)
    const cursor = cursorAfter(await pages(session, 'contact', null))
    org.advance(DAY)
    expect(idsOf(await pages(session, 'contact', cursor))).toEqual([])
    org.update(ids[1] ?? '', { LastName: 'Changed' })
    org.touch(org.existing(ids[2] ?? ''))
    const made = org.create('Contact', { LastName: 'New' })
    const delta = await pages(session, 'contact', cursor)
    expect(delta.every(({ phase }) => phase === 'delta')).toBe(true)
    expect(new Set(idsOf(delta))).toEqual(new Set([ids[1], ids[2], made]))
  })

  it('sees rows that come to light late, with an earlier stamp than what it has read', async () => {
    const { org, session } = await signedIn()
    const late = org.create('Contact', { LastName: 'Late' })
    org.late(late, 8 * MINUTE)
    org.advance(5 * MINUTE)
    org.create('Contact', { LastName: 'Early' })
    const full = await pages(session, 'contact', null)
    expect(idsOf(full)).toHaveLength(1)
    org.advance(5 * MINUTE)
    expect(idsOf(await pages(session, 'contact', cursorAfter(full)))).toContain(late)
  })

  it('sees rows that came to light while it read on for an hour, behind where it was', async () => {
    const { standIn, org, session } = await signedIn()
    const first = Array.from({ length: 10 }, (_, index) => org.create('Contact', { LastName: `No ${index}` }))
    org.advance(1_000)
    const late = org.create('Contact', { LastName: 'Late' })
    org.late(late, 8 * MINUTE)
    org.advance(1_000)
    for (let index = 0; index < 10; index += 1) org.create('Contact', { LastName: `More ${index}` })
    standIn.rest.batch = 15
    const page = await session.pull('contact', null)
    org.advance(60 * MINUTE)
    org.update(first[0]!, { LastName: 'Changed' })
    const full = [page, ...(await pages(session, 'contact', page.cursor))]
    expect(idsOf(full)).not.toContain(late)
    expect(idsOf(await pages(session, 'contact', cursorAfter(full)))).toContain(late)
  })

  it('does not read the last import again and again', async () => {
    const { org, session } = await signedIn()
    for (let index = 0; index < 50; index += 1) org.create('Contact', { LastName: `No ${index}` })
    let cursor = cursorAfter(await pages(session, 'contact', null))
    org.advance(2 * 60 * MINUTE)
    cursor = cursorAfter(await pages(session, 'contact', cursor))
    expect(idsOf(await pages(session, 'contact', cursor))).toEqual([])
  })

  it('tells what was deleted, once, and asks for it only now and then', async () => {
    const { standIn, org, session } = await signedIn()
    const [gone] = ['One', 'Two'].map((LastName) => org.create('Contact', { LastName }))
    let cursor = cursorAfter(await pages(session, 'contact', null))
    org.remove(gone!)
    org.advance(3 * MINUTE)
    const told = await pages(session, 'contact', cursor)
    expect(told.flatMap((page) => page.gone)).toEqual([gone])
    cursor = cursorAfter(told)
    org.advance(MINUTE)
    const before = standIn.asked.length
    expect((await pages(session, 'contact', cursor)).flatMap((page) => page.gone)).toEqual([])
    expect(standIn.asked.slice(before)).toEqual(['GET query'])
  })

  it('tells what was deleted while everything was being read', async () => {
    const { standIn, org, session } = await signedIn()
    for (let index = 0; index < 30; index += 1) org.create('Contact', { LastName: `No ${index}` })
    standIn.rest.batch = 10
    const first = await session.pull('contact', null)
    const gone = first.records[0]?.id ?? ''
    org.remove(gone)
    org.advance(5 * MINUTE)
    expect((await pages(session, 'contact', first.cursor)).flatMap((page) => page.gone)).toEqual([gone])
  })

  it('goes on after a holiday that was longer than the log of deletions, which the sweep makes good', async () => {
    const { org, session } = await signedIn()
    const gone = org.create('Contact', { LastName: 'One' })
    const kept = org.create('Contact', { LastName: 'Two' })
    const cursor = cursorAfter(await pages(session, 'contact', null))
    org.advance(MINUTE)
    org.remove(gone)
    org.advance(20 * DAY)
    const after = await pages(session, 'contact', cursor)
    expect(after.flatMap((page) => page.gone)).toEqual([])
    expect(await session.listIds('contact', null)).toEqual({ ids: [kept], cursor: null })
    // And the log is read on from now.
    org.advance(5 * MINUTE)
    org.remove(kept)
    org.advance(5 * MINUTE)
    const later = await pages(session, 'contact', cursorAfter(after))
    expect(later.flatMap((page) => page.gone)).toEqual([kept])
  })

  it('lists ids page by page, without those that were merged away', async () => {
    const { standIn, org, session } = await signedIn()
    const ids = Array.from({ length: 25 }, (_, index) => org.create('Contact', { LastName: `No ${index}` }))
    org.merge(ids[0]!, ids[1]!)
    standIn.rest.batch = 10
    const listed: string[] = []
    for (let cursor: string | null = null; ; ) {
      const page = await session.listIds('contact', cursor)
      listed.push(...page.ids)
      cursor = page.cursor
      if (cursor === null) break
    }
    expect(new Set(listed)).toEqual(new Set(ids.filter((id) => id !== ids[1])))
    expect(await session.get({ object: 'contact', id: ids[1]! })).toBeNull()
  })

  it('takes no list of ids that has holes', async () => {
    const { standIn, session } = await signedIn()
    const records = [{ Id: '003000000000001AAA' }, { Id: null }]
    standIn.faults.push(failing('before', { status: 200, body: { totalSize: 2, done: true, records } }))
    await expect(session.listIds('contact', null)).rejects.toMatchObject({ reason: 'badAnswer' })
  })

  it('lets a lead go that became a contact', async () => {
    const { org, session } = await signedIn()
    const lead = org.create('Lead', { LastName: 'Lovelace', Company: 'Engines', Phone: '020 7946 0123' })
    const full = await pages(session, 'lead', null)
    expect(idsOf(full)).toEqual([lead])
    org.advance(1_000)
    org.convert(lead)
    const delta = await pages(session, 'lead', cursorAfter(full))
    expect(delta.flatMap((page) => page.gone)).toEqual([lead])
    expect(idsOf(delta)).toEqual([])
    expect(await session.get({ object: 'lead', id: lead })).toBeNull()
    expect((await session.listIds('lead', null)).ids).toEqual([])
  })

  it('leaves out fields that this user may not see, or that are gone, and reads the rest', async () => {
    const fields = { contact: ['Name', 'Removed__c', 'Title', "x') OR (Name != '"] }
    const { org, session } = await signedIn({ fields, without: ['Contact.Title'] })
    org.create('Contact', { LastName: 'Lovelace' })
    const all = await pages(session, 'contact', null)
    expect(all.flatMap(({ records }) => records)[0]?.values).toEqual({ Name: 'Lovelace' })
  })

  it('reads what an agent may see, where that is not everything', async () => {
    const { org, session } = await signedIn({
      without: ['Lead', 'Opportunity'],
      fields: { contact: ['Name', 'Phone', 'Gone__c'], account: ['Name'] },
    })
    const id = org.create('Contact', { LastName: 'Lovelace', Phone: '020 7946 0123' })
    const { objects } = await session.describe()
    expect(objects.map(({ key }) => key)).toEqual(['contact', 'account'])
    const found = await session.findByPhone({ e164: '+442079460123', national: '2079460123' })
    expect(found.map((one) => one.id)).toEqual([id])
    expect(await session.pull('deal', null)).toMatchObject({ deals: [], more: false })
  })

  it('reads opportunities without their contacts, where those are hidden', async () => {
    const { org, session } = await signedIn({ without: ['OpportunityContactRole', 'Opportunity.ContactId'] })
    const id = org.create('Opportunity', {
      Name: 'Engine',
      StageName: 'Prospecting',
      CloseDate: '2026-05-01',
    })
    const all = await pages(session, 'deal', null)
    expect(all.flatMap(({ deals }) => deals)).toMatchObject([{ id, title: 'Engine', of: [] }])
  })

  it('says that there is nothing to see for a user without any of it', async () => {
    const { session } = await signedIn({ without: ['Contact', 'Lead', 'Account'] })
    await expect(session.describe()).rejects.toMatchObject({ reason: 'forbidden' })
  })

  it('asks for smaller pages where 2,000 rows are too large', async () => {
    const { org, session } = await signedIn({ http: { bounds: { maxBytes: 400_000 } } })
    for (let index = 0; index < 250; index += 1)
      org.create('Contact', { LastName: `No ${index}`, Description: 'x'.repeat(1_500) })
    expect(new Set(idsOf(await pages(session, 'contact', null))).size).toBe(250)
  })

  it('puts a row that it can not place into quarantine and goes on with the others', async () => {
    const { org, session } = await signedIn()
    const [odd, fine] = ['One', 'Two'].map((LastName) => org.create('Contact', { LastName }))
    org.existing(odd!).values.SystemModstamp = 'yesterday'
    const [page] = await pages(session, 'contact', null)
    expect(page?.records.map(({ id }) => id)).toEqual([fine])
    expect(page?.bad).toMatchObject([{ id: odd, raw: expect.stringContaining('yesterday') }])
  })

  it('leaves the rest of the day to people when most of the requests are used', async () => {
    const { standIn, session } = await signedIn({ requests: 1_000 })
    standIn.used = 899
    await expect(session.pull('contact', null)).rejects.toMatchObject({
      reason: 'limited',
      retryAfter: 15 * MINUTE,
    })
    standIn.used = 1_000
    await expect(session.pull('contact', null)).rejects.toMatchObject({ reason: 'limited' })
  })

  it.each([
    ['garbage', '{"records": 5}'],
    ['another shape', '{"totalSize": "many"}'],
    ['JSON that was cut off', '{"totalSize": 5, "rec'],
    ['HTML', '<html>Down for maintenance</html>'],
  ])('calls %s a bad answer', async (_name, body) => {
    const { standIn, session } = await signedIn()
    standIn.faults.push(failing('before', { status: 200, body }))
    await expect(session.pull('contact', null)).rejects.toMatchObject({ reason: 'badAnswer' })
  })

  it('does not go round in circles where a page leads no further', async () => {
    const { standIn, org, session } = await signedIn()
    for (let index = 0; index < 20; index += 1) org.create('Contact', { LastName: `No ${index}` })
    standIn.rest.batch = 10
    const first = await session.pull('contact', null)
    const records = first.records.map(({ id, rev }) => ({ Id: id, SystemModstamp: rev }))
    standIn.faults.push(failing('before', { status: 200, body: { totalSize: 20, done: false, records } }))
    await expect(session.pull('contact', first.cursor)).rejects.toMatchObject({ reason: 'cursorLoop' })
  })

  it('begins anew where the cursor is of another version', async () => {
    const { session } = await signedIn()
    for (const cursor of ['', '{}', '{"phase":"full"}'])
      await expect(session.pull('contact', cursor)).rejects.toMatchObject({ reason: 'cursorExpired' })
  })
})

describe('looking somebody up in Salesforce', () => {
  it('finds contacts, leads and firms by their number, however it is written', async () => {
    const { org, session } = await signedIn()
    const contact = org.create('Contact', { LastName: 'One', Phone: '+44 (20) 7946-0123' })
    const lead = org.create('Lead', { LastName: 'Two', Company: 'x', MobilePhone: '020 7946 0123' })
    const firm = org.create('Account', { Name: 'Three', Phone: '2079460123' })
    org.create('Contact', { LastName: 'Else', Phone: '+44 20 7946 0124' })
    const found = await session.findByPhone({ e164: '+442079460123', national: '2079460123' })
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set([contact, lead, firm]))
    expect(found.find(({ id }) => id === lead)).toMatchObject({ object: 'lead', values: { Company: 'x' } })
  })

  it('says what Salesforce has, whose we are, and what each field most likely is', async () => {
    const { session } = await signedIn()
    const described = await session.describe()
    expect(described.identity).toBe('Grace Hopper, Navy')
    expect(described.objects).toEqual([
      { key: 'contact', label: 'Contacts' },
      { key: 'lead', label: 'Leads' },
      { key: 'account', label: 'Accounts' },
    ])
    const field = (object: string, key: string) =>
      described.fields.find((one) => one.object === object && one.key === key)
    expect(field('contact', 'Name')).toMatchObject({ suggested: 'name', writable: true })
    expect(field('contact', 'Account.Name')).toMatchObject({
      label: 'Account',
      suggested: 'company',
      writable: false,
    })
    expect(field('contact', 'MobilePhone')).toMatchObject({ kind: 'phone', suggested: 'number:Mobile Phone' })
    expect(field('contact', 'Fax')).toMatchObject({ suggested: 'skip' })
    expect(field('lead', 'Company')).toMatchObject({ suggested: 'company' })
    expect(field('lead', 'IsConverted')).toMatchObject({ writable: false })
    expect(field('account', 'Name')).toMatchObject({ suggested: 'company' })
    expect(field('contact', 'AccountId')).toBeUndefined()
  })

  it('shows the last tasks of a record, the newest first', async () => {
    const { org, session } = await signedIn()
    const id = org.create('Contact', { LastName: 'Lovelace' })
    org.create('Task', { WhoId: id, Subject: 'Send the offer', Status: 'Not Started' })
    org.advance(MINUTE)
    org.create('Task', { WhoId: id, Subject: 'Email: Hello', TaskSubtype: 'Email', Description: 'Dear Ada' })
    org.advance(MINUTE)
    const ref = { object: 'contact', id }
    await session.note(ref, 'likes engines', 'note-1')
    const activities = await session.activities(ref, 2)
    expect(activities).toMatchObject([
      { kind: 'note', text: 'likes engines', by: 'Grace Hopper' },
      { kind: 'mail', title: 'Email: Hello', text: 'Dear Ada' },
    ])
  })
})

describe('writing to Salesforce', () => {
  const tasks = (standIn: StandIn) => standIn.org.visible('Task').map(({ values }) => values)

  it('logs a call as a completed task', async () => {
    const { standIn, org, session } = await signedIn()
    const id = org.create('Contact', { LastName: 'Lovelace' })
    const log = someCall('call-1', { notes: 'wants an engine' })
    const written = await session.logCall(log, { ref: { object: 'contact', id }, disposition: 'Won' }, null)
    expect(tasks(standIn)).toMatchObject([
      {
        Id: written,
        WhoId: id,
        Subject: 'Call from +4930231255001',
        Status: 'Completed',
        TaskSubtype: 'Call',
        CallType: 'Inbound',
        CallDurationInSeconds: 240,
        CallDisposition: 'Won',
        CallObject: 'call-1',
        Softphone_Call_Id__c: 'call-1',
        Description: expect.stringMatching(/^wants an engine\n\nSold\nNumber: \+4930231255001\n/),
      },
    ])
    expect(tasks(standIn)[0]?.Description).toContain('Talk 3:20, Hold 0:40')
  })

  it('logs calls with firms and without anybody, and never more text than fits', async () => {
    const { standIn, org, session } = await signedIn()
    const firm = org.create('Account', { Name: 'Engines' })
    const about = { ref: { object: 'account', id: firm }, disposition: null }
    await session.logCall(someCall('call-1', { direction: 'outbound' }), about, null)
    const nobody = { ref: null, disposition: 'x'.repeat(300) }
    await session.logCall(someCall('call-2', { notes: 'y'.repeat(40_000) }), nobody, null)
    const [first, second] = tasks(standIn)
    expect(first).toMatchObject({ WhatId: firm, CallType: 'Outbound', CallDisposition: 'Sold' })
    expect(first?.WhoId).toBeUndefined()
    expect(String(second?.Description)).toHaveLength(32_000)
    expect(String(second?.Description)).toContain('Offhook call-2')
  })

  it('changes the log in its place when the wrap-up changes', async () => {
    const { standIn, session } = await signedIn()
    const nobody = { ref: null, disposition: null }
    const id = await session.logCall(someCall('call-1', { closed: false }), nobody, null)
    const again = await session.logCall(someCall('call-1', { notes: 'later' }), nobody, id)
    expect(again).toBe(id)
    expect(tasks(standIn)).toHaveLength(1)
    expect(tasks(standIn)[0]?.Description).toMatch(/^later/)
  })

  describe.each(['unique', 'repeatable', 'none'] as const)(
    'with the field of a call’s key: %s',
    (keyField) => {
      const nobody = { ref: null, disposition: null }

      it('has a call once, though the answer was lost and it was sent again', async () => {
        const { standIn, session } = await signedIn({ keyField })
        const isWrite: Fault['on'] = ({ method, path }) => method !== 'GET' && path[1] === 'Task'
        standIn.faults.push(failing('after', 'cut', isWrite))
        const log = someCall('call-1')
        await expect(session.logCall(log, nobody, null)).rejects.toMatchObject({ reason: 'timeout' })
        standIn.faults.push(failing('after', { status: 500, body: 'oops' }, isWrite))
        await expect(session.logCall(log, nobody, null)).rejects.toMatchObject({ reason: 'server' })

        const known = await session.probe('call-1', null)
        expect(await session.logCall(log, nobody, null)).toBe(known)
        expect(tasks(standIn)).toHaveLength(1)
      })

      it('finds nothing by a key that was never written', async () => {
        const { session } = await signedIn({ keyField })
        expect(await session.probe("call-'1", null)).toBeNull()
      })

      it('makes a record once for one key', async () => {
        const { standIn, session } = await signedIn({ keyField })
        const change = { values: { Name: 'Ada Lovelace', Phone: '020 7946 0123' }, numbers: null }
        const isWrite: Fault['on'] = ({ method, path }) => method !== 'GET' && path[1] === 'Contact'
        standIn.faults.push(failing('after', 'cut', isWrite))
        await expect(session.create('contact', change, 'new-1')).rejects.toMatchObject({ reason: 'timeout' })
        const made = await session.create('contact', change, 'new-1')
        expect(standIn.org.visible('Contact').map(({ values }) => values)).toMatchObject([
          { Id: made.id, FirstName: 'Ada', LastName: 'Lovelace', Phone: '020 7946 0123' },
        ])
      })
    },
  )

  it('changes the first where a key is there more than once', async () => {
    const { standIn, org, session } = await signedIn({ keyField: 'repeatable' })
    const ids = ['one', 'two'].map((Subject) =>
      org.create('Task', { Subject, Softphone_Call_Id__c: 'call-1' }),
    )
    const written = await session.logCall(someCall('call-1'), { ref: null, disposition: null }, null)
    expect(written).toBe(ids[0])
    expect(tasks(standIn)).toHaveLength(2)
  })

  it('says that the customer is not there any more, so that the call can be logged without', async () => {
    const { org, session } = await signedIn()
    const id = org.create('Contact', { LastName: 'Lovelace' })
    org.remove(id)
    const about = { ref: { object: 'contact', id }, disposition: null }
    await expect(session.logCall(someCall('call-1'), about, null)).rejects.toMatchObject({
      reason: 'notFound',
    })
  })

  it('changes only what changed, takes names apart, and knows its own change again', async () => {
    const { org, session } = await signedIn()
    const id = org.create('Contact', {
      FirstName: 'Ada',
      LastName: 'Lovelace',
      Title: 'Countess',
      Phone: '1',
    })
    const cursor = cursorAfter(await pages(session, 'contact', null))
    const before = await session.get({ object: 'contact', id })
    org.advance(2_000)
    const change = { values: { Name: 'Augusta Ada King', Title: '' }, numbers: null }
    const written = await session.update({ object: 'contact', id }, change, before?.rev ?? null)
    expect(org.existing(id).values).toMatchObject({
      FirstName: 'Augusta Ada',
      LastName: 'King',
      Title: null,
      Phone: '1',
    })
    const [back] = (await pages(session, 'contact', cursor)).flatMap(({ records }) => records)
    expect(back).toMatchObject({ id, rev: written.rev, updated: written.updated })
  })

  it('sends numbers and yes or no as what they are', async () => {
    const { org, session } = await signedIn()
    const firm = org.create('Account', { Name: 'Engines' })
    const more = { values: { NumberOfEmployees: '12' }, numbers: null }
    await session.update({ object: 'account', id: firm }, more, null)
    expect(org.existing(firm).values.NumberOfEmployees).toBe(12)
    const contact = org.create('Contact', { LastName: 'x' })
    const quiet = { values: { HasOptedOutOfEmail: 'true' }, numbers: null }
    await session.update({ object: 'contact', id: contact }, quiet, null)
    expect(org.existing(contact).values.HasOptedOutOfEmail).toBe(true)
  })

  it('is refused where somebody else changed the record meanwhile', async () => {
    const { org, session } = await signedIn()
    const id = org.create('Contact', { LastName: 'Lovelace' })
    const ref = { object: 'contact', id }
    const before = await session.get(ref)
    org.advance(2_000)
    // Salesforce's own doing is no reason.
    org.touch(org.existing(id))
    await session.update(ref, { values: { Title: 'Countess' }, numbers: null }, before?.rev ?? null)
    org.advance(2_000)
    const change = { values: { Title: 'Lady' }, numbers: null }
    await expect(session.update(ref, change, before?.rev ?? null)).rejects.toMatchObject({
      reason: 'conflict',
    })
    expect(org.existing(id).values.Title).toBe('Countess')
  })

  it.each([
    [{ LastName: '' }, 'rejected', 'REQUIRED_FIELD_MISSING'],
    [{ Title: 'x'.repeat(200) }, 'rejected', 'STRING_TOO_LONG'],
    [{ 'Account.Name': 'x' }, 'rejected', 'Account.Name'],
  ])('says why Salesforce does not take %j', async (values, reason, words) => {
    const { org, session } = await signedIn()
    const id = org.create('Contact', { LastName: 'Lovelace' })
    const failure = await session.update({ object: 'contact', id }, { values, numbers: null }, null).then(
      () => null,
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(CrmFailure)
    expect(failure).toMatchObject({ reason, detail: expect.stringContaining(words) })
  })

  it('says that a record is gone', async () => {
    const { org, session } = await signedIn()
    const id = org.create('Contact', { LastName: 'Lovelace' })
    org.remove(id)
    const change = { values: { Title: 'x' }, numbers: null }
    await expect(session.update({ object: 'contact', id }, change, null)).rejects.toMatchObject({
      reason: 'notFound',
    })
    expect(await session.get({ object: 'contact', id: 'not-an-id' }).catch((error) => error.reason)).toBe(
      'notFound',
    )
  })

  it('comes back later where somebody else is writing the record just now', async () => {
    const { standIn, session } = await signedIn()
    const body = [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' }]
    standIn.faults.push(failing('before', { status: 400, body }, ({ method }) => method === 'PATCH'))
    const failed = session.logCall(someCall('call-1'), { ref: null, disposition: null }, null)
    await expect(failed).rejects.toMatchObject({ reason: 'limited' })
  })
})

describe('signing in to Salesforce', () => {
  it('goes through the browser, keeps the address of the organization, and renews what ends', async () => {
    const standIn = await startSalesforce({
      redirects: [8735, 18_735, 28_735].map((port) => `http://localhost:${port}/offhook`),
    })
    started.push(standIn)
    const typed = { login: `${standIn.url}/?startURL=x`, clientId: ` ${CLIENT_ID} `, version: '62.0' }
    if (salesforce.signIn.kind !== 'oauth') throw new Error('signs in by OAuth')
    const plan = salesforce.signIn.plan(typed)
    const oauth = createOAuth({
      open: async (url) => {
        const agreed = await fetch(url, { redirect: 'manual' })
        const back = new URL(agreed.headers.get('location') ?? '')
        // The stand-in for a browser knows no names.
        back.hostname = '127.0.0.1'
        void fetch(back)
      },
      words: (title) => ({ language: 'en', title, text: '' }),
      now: Date.now,
      log: () => undefined,
    })
    const signed = await oauth.signIn(plan)
    if (!signed.ok) throw new Error(signed.reason)
    expect(signed.value.kept).toEqual({
      instance_url: standIn.url,
      id: `${standIn.url}/id/${standIn.org.id}/${standIn.org.user}`,
    })

    const settings = { ...typed, ...signed.value.kept }
    let grant = signed.value.grant
    const token = async (stale: string | null): Promise<string | null> =>
      oauth.accessToken(plan, grant, stale, async (next) => {
        grant = next
        return true
      })
    const http = createHttp({
      authorization: (secret) => salesforce.authorization?.(secret, settings) ?? '',
      secret: async () => (await token(null)) ?? '',
      renew: token,
      budget: createBudget(salesforce.capabilities.limits),
      now: Date.now,
    })
    const secret = async () => (await token(null)) ?? ''
    const session = salesforce.open({
      settings,
      http: http('delta'),
      secret,
      fields: FIELDS,
      words: callWords('en'),
      now: Date.now,
    })
    expect((await session.describe()).identity).toBe('Grace Hopper, Navy')

    standIn.tokens.expire()
    const objects = ['contact', 'lead', 'account', 'deal']
    const asked = await Promise.all(objects.map((object) => session.pull(object, null)))
    expect(asked.map(({ more }) => more)).toEqual([false, false, false, false])
    expect(standIn.tokens.refreshes).toBe(1)

    standIn.tokens.revoke()
    await expect(session.pull('contact', null)).rejects.toMatchObject({ reason: 'signIn' })
  })
})
