import { Connection, OAuth2 } from '@jsforce/jsforce-node'
import { afterEach, describe, expect, it } from 'vitest'
import {
  CLIENT_ID,
  type SalesforceOptions,
  type StandIn,
  startSalesforce,
} from './stand-ins/salesforce/stand-in.ts'

const started: StandIn[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()))
})

/** A stand-in, and the vendor's own client signed in at it. */
async function org(options: SalesforceOptions = {}) {
  const standIn = await startSalesforce(options)
  started.push(standIn)
  const connection = new Connection({
    instanceUrl: standIn.url,
    accessToken: standIn.tokens.issue(),
    version: '62.0',
  })
  return { standIn, connection }
}

type Found = { readonly Id: string; readonly [field: string]: unknown }

describe("the stand-in for Salesforce, asked by Salesforce's own client", () => {
  it('creates, reads, changes and deletes a record', async () => {
    const { connection } = await org()
    const contacts = connection.sobject('Contact')
    const made = await contacts.create({ FirstName: 'Ada', LastName: 'Lovelace', Phone: '+44 20 7946 0123' })
    expect(made).toMatchObject({ success: true, id: expect.stringMatching(/^003\w{15}$/) })
    const id = made.id ?? ''
    expect(await contacts.retrieve(id)).toMatchObject({ Id: id, Name: 'Ada Lovelace' })
    await contacts.update({ Id: id, LastName: 'King' })
    expect(await contacts.retrieve(id)).toMatchObject({ Name: 'Ada King' })
    await contacts.destroy(id)
    await expect(contacts.retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' })
  })

  it('answers queries with relations, conditions and an order', async () => {
    const { standIn, connection } = await org()
    const firm = standIn.org.create('Account', { Name: "O'Neil & Sons" })
    standIn.org.create('Contact', { LastName: 'Two', AccountId: firm })
    standIn.org.create('Contact', { LastName: 'One', AccountId: firm })
    standIn.org.create('Contact', { LastName: 'Three' })
    const { records, totalSize } = await connection.query<Found>(
      "SELECT Id, LastName, Account.Name, Owner.Name FROM Contact WHERE Account.Name = 'o\\'neil & sons' AND (LastName LIKE 'O%' OR LastName IN ('Two')) ORDER BY LastName DESC",
    )
    expect(totalSize).toBe(2)
    expect(records).toMatchObject([
      { LastName: 'Two', Account: { Name: "O'Neil & Sons" }, Owner: { Name: 'Grace Hopper' } },
      { LastName: 'One' },
    ])
  })

  it('counts, and gives the contacts of an opportunity in a query within the query', async () => {
    const { standIn, connection } = await org()
    const contact = standIn.org.create('Contact', { LastName: 'Lovelace' })
    const deal = standIn.org.create('Opportunity', {
      Name: 'Engine',
      StageName: 'Closed Won',
      CloseDate: '2026-05-01',
    })
    standIn.org.create('OpportunityContactRole', { OpportunityId: deal, ContactId: contact })
    const { records } = await connection.query<Found>(
      'SELECT Id, IsWon, (SELECT ContactId FROM OpportunityContactRoles) FROM Opportunity',
    )
    expect(records).toMatchObject([
      { IsWon: true, OpportunityContactRoles: { totalSize: 1, records: [{ ContactId: contact }] } },
    ])
    expect((await connection.query('SELECT COUNT() FROM Contact')).totalSize).toBe(1)
  })

  it('gives 2,000 rows at once and the rest by its locator', async () => {
    const { standIn, connection } = await org()
    for (let index = 0; index < 4_500; index += 1) standIn.org.create('Contact', { LastName: `No ${index}` })
    const first = await connection.query<Found>('SELECT Id FROM Contact ORDER BY Id')
    expect(first).toMatchObject({ totalSize: 4_500, done: false })
    expect(first.records).toHaveLength(2_000)
    const second = await connection.queryMore<Found>(first.nextRecordsUrl ?? '')
    const third = await connection.queryMore<Found>(second.nextRecordsUrl ?? '')
    expect(third.done).toBe(true)
    const ids = [...first.records, ...second.records, ...third.records].map(({ Id }) => Id)
    expect(new Set(ids).size).toBe(4_500)
    expect(ids).toEqual(ids.toSorted())
    standIn.rest.forgetLocators()
    await expect(connection.queryMore(second.nextRecordsUrl ?? '')).rejects.toMatchObject({
      errorCode: 'INVALID_QUERY_LOCATOR',
    })
  })

  it.each([
    ['SELECT Nothing__c FROM Contact', 'INVALID_FIELD'],
    ['SELECT Id FROM Contact WHERE', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Contact WHERE Id = 1 AND Id = 2 OR Id = 3', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Nothing', 'INVALID_TYPE'],
    ["SELECT Id FROM Contact WHERE Description = 'x'", 'INVALID_FIELD'],
  ])('refuses %s', async (soql, errorCode) => {
    const { standIn, connection } = await org()
    standIn.org.create('Contact', { LastName: 'Lovelace' })
    await expect(connection.query(soql)).rejects.toMatchObject({ errorCode })
  })

  it.each([
    [{ FirstName: 'Ada' }, 'REQUIRED_FIELD_MISSING'],
    [{ LastName: 'x', Name: 'x' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    [{ LastName: 'x', Nothing__c: 'x' }, 'INVALID_FIELD'],
    [{ LastName: 'x'.repeat(81) }, 'STRING_TOO_LONG'],
    [{ LastName: 'x', HasOptedOutOfEmail: 'true' }, 'JSON_PARSER_ERROR'],
    [{ LastName: 'x', AccountId: '001000000000000AAA' }, 'INVALID_CROSS_REFERENCE_KEY'],
  ])('refuses to create %j', async (values, errorCode) => {
    const { connection } = await org()
    await expect(connection.sobject('Contact').create(values)).rejects.toMatchObject({ errorCode })
  })

  describe('by an external id', () => {
    const task = (subject: string) => ({ Subject: subject, Softphone_Call_Id__c: 'call-1' })

    it('makes a record once and changes it after that', async () => {
      const { standIn, connection } = await org()
      const tasks = connection.sobject('Task')
      const made = await tasks.upsert(task('first'), 'Softphone_Call_Id__c')
      const changed = await tasks.upsert(task('second'), 'Softphone_Call_Id__c')
      expect(made).toMatchObject({ success: true, created: true })
      expect(changed).toMatchObject({ success: true, created: false, id: made.id })
      expect(standIn.org.visible('Task')).toHaveLength(1)
      await expect(tasks.create(task('third'))).rejects.toMatchObject({ errorCode: 'DUPLICATE_VALUE' })
    })

    it('gives a choice where the field is not unique and the key is there twice', async () => {
      const { standIn, connection } = await org({ keyField: 'repeatable' })
      for (const subject of ['first', 'second']) standIn.org.create('Task', task(subject))
      await expect(
        connection.sobject('Task').upsert(task('third'), 'Softphone_Call_Id__c'),
      ).rejects.toMatchObject({ errorCode: 'MULTIPLE_CHOICES' })
    })

    it('knows no such field where nobody added it', async () => {
      const { connection } = await org({ keyField: 'none' })
      await expect(
        connection.sobject('Task').upsert(task('first'), 'Softphone_Call_Id__c'),
      ).rejects.toMatchObject({ errorCode: 'NOT_FOUND' })
      const { fields } = await connection.sobject('Task').describe()
      expect(fields.map(({ name }) => name)).not.toContain('Softphone_Call_Id__c')
    })
  })

  describe('asked what was deleted', () => {
    const MINUTE = 60_000
    const DAY = 24 * 60 * MINUTE

    it('tells it for 15 days, by whole minutes', async () => {
      const { standIn, connection } = await org()
      const id = standIn.org.create('Contact', { LastName: 'Lovelace' })
      const before = new Date(standIn.org.now() - 5 * MINUTE)
      standIn.org.remove(id)
      standIn.org.advance(2 * MINUTE)
      const told = await connection.sobject('Contact').deleted(before, new Date(standIn.org.now()))
      expect(told.deletedRecords).toMatchObject([{ id }])
      expect(Date.parse(told.latestDateCovered)).toBeLessThanOrEqual(standIn.org.now())
      expect(Date.parse(told.earliestDateAvailable)).toBeLessThan(before.getTime())

      standIn.org.advance(16 * DAY)
      const now = standIn.org.now()
      await expect(connection.sobject('Contact').deleted(before, new Date(now))).rejects.toMatchObject({
        errorCode: 'INVALID_REPLICATION_DATE',
      })
      const after = await connection.sobject('Contact').deleted(new Date(now - 14 * DAY), new Date(now))
      expect(after.deletedRecords).toEqual([])
    })

    it('wants more than a minute between both ends', async () => {
      const { standIn, connection } = await org()
      const now = new Date(standIn.org.now())
      await expect(connection.sobject('Contact').deleted(now, now)).rejects.toMatchObject({
        errorCode: 'INVALID_REPLICATION_DATE',
      })
    })

    it('says nothing of what was merged away', async () => {
      const { standIn, connection } = await org()
      const [kept, lost] = ['One', 'Two'].map((name) => standIn.org.create('Contact', { LastName: name }))
      standIn.org.merge(kept!, lost!)
      standIn.org.advance(5 * MINUTE)
      const start = new Date(standIn.org.now() - 30 * MINUTE)
      const told = await connection.sobject('Contact').deleted(start, new Date(standIn.org.now()))
      expect(told.deletedRecords).toEqual([])
      expect((await connection.query('SELECT COUNT() FROM Contact')).totalSize).toBe(1)
    })
  })

  it('shows a row late, with an earlier stamp than others', async () => {
    const { standIn, connection } = await org()
    standIn.org.late(standIn.org.create('Contact', { LastName: 'Late' }), 60_000)
    standIn.org.advance(10_000)
    standIn.org.create('Contact', { LastName: 'Early' })
    const names = async (): Promise<readonly unknown[]> =>
      (await connection.query<Found>('SELECT Id, LastName FROM Contact ORDER BY SystemModstamp')).records.map(
        ({ LastName }) => LastName,
      )
    expect(await names()).toEqual(['Early'])
    standIn.org.advance(60_000)
    expect(await names()).toEqual(['Late', 'Early'])
  })

  it('finds whole numbers however they are written, and not by their end', async () => {
    const { standIn, connection } = await org()
    const id = standIn.org.create('Contact', { LastName: 'Lovelace', MobilePhone: '+44 (20) 7946-0123' })
    const searched = async (term: string): Promise<readonly unknown[]> =>
      (await connection.search(`FIND {${term}} IN PHONE FIELDS RETURNING Contact(Id, Name), Lead(Id)`))
        .searchRecords
    expect(await searched('442079460123')).toMatchObject([{ Id: id, attributes: { type: 'Contact' } }])
    expect(await searched('0123 OR 442079460123')).toHaveLength(1)
    expect(await searched('79460123')).toEqual([])
  })

  it('stops answering when the organization has used its requests', async () => {
    const { connection } = await org({ requests: 2 })
    await connection.query('SELECT Id FROM Contact')
    await connection.query('SELECT Id FROM Contact')
    expect(connection.limitInfo).toMatchObject({ apiUsage: { used: 2, limit: 2 } })
    await expect(connection.query('SELECT Id FROM Contact')).rejects.toMatchObject({
      errorCode: 'REQUEST_LIMIT_EXCEEDED',
    })
  })

  it('refuses a session that is over, and the client renews it by its refresh token', async () => {
    const { standIn } = await org()
    const verifier = 'a-verifier-that-is-long-enough-for-pkce-1234567'
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
    const redirectUri = 'http://localhost:8735/offhook'
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: redirectUri,
      code_challenge: Buffer.from(digest).toString('base64url'),
      code_challenge_method: 'S256',
    })
    const agreed = await fetch(`${standIn.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' })
    const code = new URL(agreed.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const oauth2 = new OAuth2({ loginUrl: standIn.url, clientId: CLIENT_ID, redirectUri })
    const tokens = await oauth2.requestToken(code, { code_verifier: verifier })
    expect(tokens.instance_url).toBe(standIn.url)

    const connection = new Connection({
      oauth2,
      instanceUrl: standIn.url,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? '',
      version: '62.0',
    })
    standIn.tokens.expire()
    expect(await connection.query('SELECT Id FROM User')).toMatchObject({ totalSize: 1 })
    expect(standIn.tokens.refreshes).toBe(1)
    // It was good once.
    await expect(oauth2.refreshToken(tokens.refresh_token ?? '')).rejects.toMatchObject({
      name: 'invalid_grant',
    })
  })

  it('wants PKCE, knows its redirects by the letter, and refuses a secret', async () => {
    const { standIn } = await org()
    const authorize = (query: Record<string, string>): Promise<Response> =>
      fetch(`${standIn.url}/services/oauth2/authorize?${new URLSearchParams(query)}`, { redirect: 'manual' })
    const redirect_uri = 'http://localhost:8735/offhook'
    expect((await authorize({ client_id: CLIENT_ID, redirect_uri })).status).toBe(400)
    const pkce = { code_challenge: 'x', code_challenge_method: 'S256' }
    const elsewhere = await authorize({
      client_id: CLIENT_ID,
      redirect_uri: 'http://localhost:9999/offhook',
      ...pkce,
    })
    expect(elsewhere.status).toBe(400)
    expect((await authorize({ client_id: CLIENT_ID, redirect_uri, ...pkce })).status).toBe(302)
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: CLIENT_ID,
      client_secret: 'x',
    })
    const refused = await fetch(`${standIn.url}/services/oauth2/token`, { method: 'POST', body: form })
    expect(await refused.json()).toMatchObject({ error: 'invalid_client' })
  })
})
