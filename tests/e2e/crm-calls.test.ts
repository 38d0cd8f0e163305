// A call's whole way to a CRM, and the CRM's to a call: the real app, a real line, and HubSpot's stand-in.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type HubspotStandIn, startHubspot } from '../crm/stand-ins/hubspot/server.ts'
import { type Desk, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const KEN = '+12025550188'
const WAIT = { timeout: 60_000, interval: 50 }

let line: PracticeLine
let hubspot: HubspotStandIn
let desk: Desk
let ada: string

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  hubspot = await startHubspot()
  const { portal } = hubspot
  ada = portal.add('contacts', {
    firstname: 'Ada',
    lastname: 'Byron',
    phone: ADA,
    company: 'Analytical Engines',
    hubspot_owner_id: '77',
  }).id
  const deal = portal.add('deals', { dealname: 'Ten lamps', amount: '990', hs_is_closed: 'false' })
  portal.link(`deals/${deal.id}`, `contacts/${ada}`)
  desk = await openDesk()
  await desk.signIn(line)
  const saved = await desk.ask('crm.save', {
    id: null,
    connector: 'hubspot',
    name: 'HubSpot',
    settings: { server: hubspot.url },
    mapping: {
      contact: {
        firstname: 'firstName',
        lastname: 'lastName',
        company: 'company',
        phone: 'number:Phone',
        city: 'city',
      },
      company: { name: 'company', phone: 'number:Phone' },
    },
    logsCalls: true,
    dispositions: { resolved: 'f240bbac-87c9-4f6e-bf70-924b57d47db7' },
    takesChanges: true,
    takesNew: true,
    everySeconds: 30,
    secret: hubspot.token,
    ticket: null,
    keepSecret: false,
  })
  if (!saved.ok) throw new Error(`the connection was not saved: ${saved.reason}`)
  await desk.until('the first sync', ({ crm }) => crm.connections[0]?.sync.phase === 'idle', 60_000)
})

afterEach(async () => {
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await line.close()
  await hubspot.close()
})

const loggedCalls = () => [...hubspot.portal.kind('calls').values()].map(({ properties }) => properties)
const delivered = (patienceMs = 60_000) =>
  desk.until(
    'the outbox to be empty',
    ({ crm }) => crm.outbox.waiting === 0 && crm.outbox.problems === 0,
    patienceMs,
  )

test('a caller whom the CRM has pops with its card, and the handled call is in the CRM once', async () => {
  const { page, hands } = desk
  const caller = line.call({ to: USER, from: ADA })
  const ringing = await hands.waitForRing()
  await page.getByText('Ten lamps').first().waitFor()
  await page.getByText('Ken Ito').first().waitFor()
  const call = await hands.answer(ringing)
  await caller.whenHearing()
  await hands.hangUp(call)
  await vi.waitFor(() => expect(loggedCalls()).toHaveLength(1), WAIT)

  await hands.fillWrapUp(call, 'Resolved', 'sent the invoice again')
  await hands.finishWrapUp(call)
  await delivered()
  expect(loggedCalls()).toMatchObject([
    {
      hs_call_direction: 'INBOUND',
      hs_call_from_number: ADA,
      hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
      hs_call_body: expect.stringContaining('sent the invoice again'),
    },
  ])
  const [logged] = [...hubspot.portal.kind('calls').keys()]
  expect(hubspot.portal.linked(`calls/${logged}`, 'contacts')).toEqual([ada])
})

test('a caller whom only the CRM knows by now fills the card in while it rings', async () => {
  const { portal } = hubspot
  portal.add('contacts', { firstname: 'Ken', lastname: 'Sato', phone: KEN })
  const { hands, page } = desk
  line.call({ to: USER, from: KEN })
  const ringing = await hands.waitForRing()
  const known = await desk.until('the caller', ({ calls }) =>
    calls.find(({ id, pop }) => id === ringing.id && pop.kind === 'customer'),
  )
  expect(known.pop).toMatchObject({ customer: { name: 'Ken Sato' } })
  await page.locator('[data-ringing]').getByText('Ken Sato').waitFor()
})

test('what the agent changes goes to the CRM, and where the CRM has changed the same field its value stays', async () => {
  const { portal } = hubspot
  const found = await desk.ask('customer.search', { text: 'Byron', limit: 5 })
  const id = 'ok' in found ? '' : (found[0]?.id ?? '')
  const got = await desk.ask('customer.get', { customer: id })
  if (!got.ok) throw new Error(got.reason)
  const { source: _, numbers, fields, ...customer } = got.value.customer
  // Somebody changes the company there, and the agent does so here before it was read.
  portal.change('contacts', ada, { company: 'Difference Engines' })
  await desk.ask('customer.save', {
    ...customer,
    fields: [...fields],
    numbers: numbers.map(({ label, raw }) => ({ label, raw })),
    company: 'Engines & Sons',
    city: 'London',
  })
  await delivered()
  await vi.waitFor(() => expect(portal.live('contacts', ada).properties.city).toBe('London'), WAIT)
  expect(portal.live('contacts', ada).properties.company).toBe('Difference Engines')
  const told = await desk.until('the conflict', ({ crm }) => crm.told[0])
  expect(told).toMatchObject({
    what: 'conflict',
    fields: [{ field: 'company', ours: 'Engines & Sons', theirs: 'Difference Engines' }],
  })
  const notes = portal.linked(`contacts/${ada}`, 'notes').map((note) => portal.live('notes', note).properties)
  expect(notes).toMatchObject([{ hs_note_body: expect.stringContaining('Engines &amp; Sons') }])
})

// HubSpot's search lags by up to a minute: before that is over, nothing is sent again.
test('a call whose writing was cut off after it was done is there once, with the wrap-up that came later', {
  timeout: 240_000,
}, async () => {
  const before = loggedCalls().length
  const { hands } = desk
  const caller = line.call({ to: USER, from: ADA })
  const call = await hands.answer(await hands.waitForRing())
  await caller.whenHearing()
  hubspot.cutAfter((_, path) => path.endsWith('/upsert'))
  await hands.hangUp(call)
  await hands.fillWrapUp(call, 'Resolved', 'while it was away')
  await hands.finishWrapUp(call)
  const list = await desk.ask('outbox.list', { filter: 'waiting', before: null, limit: 10 })
  expect(list).toMatchObject({ rows: [{ kind: 'call', call: call.id, state: 'unknown' }] })
  await delivered(200_000)
  expect(loggedCalls()).toHaveLength(before + 1)
  expect(loggedCalls().at(-1)?.hs_call_body).toContain('while it was away')
})
