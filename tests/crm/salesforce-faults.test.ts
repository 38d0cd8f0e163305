import { afterEach, describe, expect, it, vi } from 'vitest'
import { salesforce } from '../../src/main/crm/connectors/salesforce/salesforce.ts'
import { type FollowedCrm, followCrm } from '../../src/main/crm/testing/followed-crm.ts'
import { CLIENT_ID, type Fault, type StandIn, startSalesforce } from './stand-ins/salesforce/stand-in.ts'
import { openSession } from './testing/open-session.ts'

const WAIT = { timeout: 30_000 }
const json = (status: number, errorCode: string, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  body: [{ errorCode, message: 'as it is told' }],
  headers,
})
const soon = new Date(Date.now() + 2_000).toUTCString()

/** What a request can come to, beside a good answer. */
const FAULTS: readonly (readonly [name: string, how: Fault['how']])[] = [
  ['the connection is cut', 'cut'],
  ['401', json(401, 'INVALID_SESSION_ID')],
  ['403 for too many requests', json(403, 'REQUEST_LIMIT_EXCEEDED')],
  ['403', json(403, 'INSUFFICIENT_ACCESS')],
  ['404', json(404, 'NOT_FOUND')],
  ['409', json(409, 'CONFLICT')],
  ['429 with Retry-After 0', json(429, 'LIMITED', { 'retry-after': '0' })],
  ['429 with Retry-After in seconds', json(429, 'LIMITED', { 'retry-after': '1' })],
  ['429 with Retry-After as a date', json(429, 'LIMITED', { 'retry-after': soon })],
  ['429 with Retry-After that is garbage', json(429, 'LIMITED', { 'retry-after': 'soon' })],
  ['500', json(500, 'UNKNOWN_EXCEPTION')],
  ['503 in HTML', { status: 503, body: '<html>Down</html>', headers: { 'content-type': 'text/html' } }],
  ['HTML where JSON is due', { status: 200, body: '<html>Sign in</html>' }],
  ['JSON that is cut off', { status: 200, body: '{"totalSize":25,"done":false,"records":[{"Id":"003' }],
  ['no rows, and that there are more', { status: 200, body: { totalSize: 25, done: false, records: [] } }],
  ['no rows, and that this is all', { status: 200, body: { totalSize: 25, done: true, records: [] } }],
  ['a query that took too long', json(400, 'QUERY_TIMEOUT')],
]

let standIn: StandIn
let followed: FollowedCrm
afterEach(async () => {
  await followed.close()
  await standIn.stop()
})

async function follow(): Promise<void> {
  standIn = await startSalesforce()
  standIn.rest.batch = 5
  for (let index = 0; index < 25; index += 1)
    standIn.org.create('Contact', { LastName: `No ${index}`, Phone: `+49 30 2312${5_000 + index}` })
  const settings = { login: standIn.url, clientId: CLIENT_ID, version: '62.0' }
  const mapping = { contact: { Name: 'name', Phone: 'number:Phone' } }
  const fields = { contact: ['Name', 'Phone'] }
  const { session } = openSession(salesforce, settings, standIn.tokens.issue(), fields)
  followed = followCrm(session, salesforce.capabilities)
  await followed.restart({ mapping })
}

const settled = () => vi.waitFor(() => expect(followed.rests()).toBe(true), WAIT)

/** Looks again until nothing is wrong; where only a person can go on, one does. */
async function untilWell(): Promise<void> {
  await settled()
  for (let look = 0; look < 20 && followed.follower().state().fault !== null; look += 1) {
    // A pause that the server asked for is real time.
    if (followed.waits() !== null) await new Promise((done) => setTimeout(done, 300))
    const before = followed.states.length
    if (followed.waits() === null) followed.follower().syncNow()
    else followed.goOn()
    await vi.waitFor(() => expect(followed.states.length).toBeGreaterThan(before), WAIT)
    await settled()
  }
  expect(followed.follower().state()).toMatchObject({ phase: 'idle', fault: null })
}

const there = (): readonly string[] =>
  standIn.org
    .visible('Contact')
    .map(({ id }) => id)
    .toSorted()

describe.each(FAULTS)('a desk that follows Salesforce, where the answer is %s', (_name, how) => {
  it.each([1, 3, 5])('holds in the end what is there (in request %i of the first read)', async (request) => {
    await follow()
    let count = 0
    const isTheOne: Fault['on'] = ({ path }) => path[0] === 'query' && ++count === request
    standIn.faults.push({ on: isTheOne, when: 'before', how, times: 1 })
    await untilWell()
    expect(followed.held()).toEqual(there())
    expect(standIn.faults[0]?.times).toBe(0)
  })

  it('holds in the end what is there, in a look for what has changed', async () => {
    await follow()
    await untilWell()
    standIn.org.advance(5 * 60_000)
    const [gone, changed] = there()
    standIn.org.remove(gone!)
    standIn.org.update(changed!, { LastName: 'Changed' })
    standIn.org.create('Contact', { LastName: 'New' })
    standIn.org.advance(5 * 60_000)
    standIn.faults.push({ on: ({ path }) => path[0] !== 'search', when: 'before', how, times: 1 })
    followed.goOn()
    await vi.waitFor(() => expect(standIn.faults[0]?.times).toBe(0), WAIT)
    await untilWell()
    followed.goOn()
    await untilWell()
    expect(followed.held()).toEqual(there())
    expect(followed.customers.find('+49 30 23125001', 'DE')[0]?.customer.name).toBe('Changed')
  })
})
