// What the agent sees of a CRM, in the real app: the card, the page of what is written, a record that comes in late.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type HubspotStandIn, startHubspot } from '../crm/stand-ins/hubspot/server.ts'
import { barriers } from './desk/axe.ts'
import { type Desk, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const GRACE = '+12025550199'
const PATIENCE_MS = 60_000

let standIn: HubspotStandIn
let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  standIn = await startHubspot({ searchesPerSecond: 1_000, perTenSeconds: 100_000 })
  const { portal } = standIn
  const ada = portal.add('contacts', {
    firstname: 'Ada',
    lastname: 'Byron',
    phone: ADA,
    hubspot_owner_id: '77',
  })
  const deal = portal.add('deals', {
    dealname: 'Six chairs',
    amount: '1200',
    deal_currency_code: 'EUR',
    pipeline: 'default',
    dealstage: 'contractsent',
    hs_is_closed: 'false',
  })
  portal.link(`deals/${deal.id}`, `contacts/${ada.id}`)
  const note = portal.add('notes', { hs_note_body: 'Asked for an offer', hs_timestamp: String(Date.now()) })
  portal.link(`notes/${note.id}`, `contacts/${ada.id}`)
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk()
  await desk.signIn(line)
  await connect()
})

afterEach(async () => {
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await line.close()
  await standIn.close()
})

/** As the wizard would with everything that it suggests. */
async function connect(): Promise<void> {
  const access = { secret: standIn.token, ticket: null }
  const settings = { server: standIn.url }
  const tested = await desk.ask('crm.test', { id: null, connector: 'hubspot', settings, ...access })
  if (!tested.ok) throw new Error(`the stand-in was not reached: ${tested.reason}`)
  const { fields, dispositions } = tested.value.description
  expect(tested.value.sample.contact).toMatchObject([{ values: { firstname: 'Ada', lastname: 'Byron' } }])
  const mapping: Record<string, Record<string, string>> = {}
  for (const { object, key, suggested } of fields) mapping[object] = { ...mapping[object], [key]: suggested }
  const saved = await desk.ask('crm.save', {
    id: null,
    connector: 'hubspot',
    name: 'Team CRM',
    settings,
    mapping,
    logsCalls: true,
    dispositions: { resolved: dispositions[0]?.id ?? '' },
    takesChanges: true,
    takesNew: true,
    everySeconds: 3_600,
    ...access,
    keepSecret: false,
  })
  expect(saved.ok).toBe(true)
  await desk.until('the first sync', ({ crm }) => crm.connections[0]?.sync.lastOk !== null, PATIENCE_MS)
}

const record = () => desk.page.getByRole('region', { name: 'Customer', exact: true })
const callsThere = () =>
  [...standIn.portal.kind('calls').values()].map(({ properties }) => Object.values(properties).join(' '))

test('a caller comes with their deals, who looks after them, and what was done last', async () => {
  line.call({ to: USER, from: ADA })
  await desk.hands.waitForRing()
  await record().getByRole('heading', { name: 'Ada Byron' }).waitFor()
  await record()
    .getByText(/From .*Team CRM.*looked after by .*Ken Ito/)
    .waitFor()
  const deals = record().getByRole('region', { name: 'Deals' })
  expect(await deals.textContent()).toMatch(/Six chairs.*Contract sent.*€1,200/)
  await record()
    .getByRole('region', { name: /Last in .*Team CRM/ })
    .getByText('Asked for an offer')
    .waitFor()
  expect(await barriers(desk.page)).toEqual([])
})

test('a wrap-up is written, and the page of the CRM tells of it', async () => {
  line.call({ to: USER, from: ADA })
  const call = await desk.hands.answer(await desk.hands.waitForRing())
  await desk.hands.hangUp(call)
  await desk.hands.fillWrapUp(call, 'Resolved', 'Sends the signed contract')
  await desk.hands.finishWrapUp(call)
  await expect
    .poll(callsThere, { timeout: PATIENCE_MS })
    .toEqual([expect.stringContaining('Sends the signed contract')])
  await desk.until('nothing to be waiting', ({ crm }) => crm.outbox.waiting === 0, PATIENCE_MS)
  const { page } = desk
  await page.keyboard.press('Control+5')
  await page
    .getByRole('grid', { name: 'What is written to the CRM' })
    .getByRole('row', { name: /Ada Byron, Call, Written/ })
    .click()
  await page.getByRole('region', { name: 'Entry' }).getByText('Sends the signed contract').waitFor()
  expect(await barriers(page)).toEqual([])
})

test('an unknown caller whom the CRM knows comes in while the agent types, who loses nothing', async () => {
  standIn.portal.add('contacts', { firstname: 'Grace', lastname: 'Hopper', phone: GRACE })
  const { page } = desk
  line.call({ to: USER, from: GRACE })
  await desk.hands.waitForRing()
  await page.keyboard.press('Control+Shift+N')
  await page.locator('textarea:focus').waitFor()
  await page.keyboard.type('calls about ')
  await record().getByRole('heading', { name: 'Grace Hopper' }).waitFor()
  await page.keyboard.type('the offer')
  expect(await page.locator('textarea:focus').inputValue()).toBe('calls about the offer')
})
