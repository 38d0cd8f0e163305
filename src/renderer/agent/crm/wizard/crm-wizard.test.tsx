import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ConnectionView, SyncState } from '../../../../contract/crm.ts'
import type { View } from '../../../../contract/view.ts'
import { newWizard } from '../../state/crm-wizard.ts'
import { addressBook, CONNECTORS, connection, sync, TESTED } from '../../testing/crm-fixtures.ts'
import { ringing, view } from '../../testing/fixtures.ts'
import { type Drawn, draw } from '../../testing/render.tsx'

const button = (name: string | RegExp) => screen.getByRole('button', { name })
const heading = (name: string | RegExp) => screen.findByRole('heading', { name, level: 2 })
const withCrm = (connections: readonly ConnectionView[]): View =>
  view({ crm: { connections, outbox: { waiting: 0, problems: 0 }, told: [] } })

async function openWizard(first = view()): Promise<Drawn> {
  const drawn = await draw(first)
  drawn.parts.desk.setState({ place: { screen: 'settings', section: 'crm' }, wizard: newWizard() })
  await screen.findByRole('button', { name: /^CardDAV/ })
  return drawn
}

/** Up to the fields, with keys alone. */
async function openMapping(first = view()): Promise<Drawn> {
  const drawn = await openWizard(first)
  const { user } = drawn
  await waitFor(() => expect(document.activeElement).toBe(button(/^CardDAV/)))
  await user.tab()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Access token')))
  await user.keyboard('pat-1{Enter}')
  await screen.findByText('It works')
  expect(document.activeElement).toBe(await heading('Does it work?'))
  button('Next').focus()
  await user.keyboard('{Enter}')
  expect(document.activeElement).toBe(await heading('Which field is what?'))
  return drawn
}

const field = (name: string) => within(screen.getByRole('row', { name: new RegExp(`^${name}`) }))
const cardOf = () => within(screen.getByRole('region', { name: 'The card' }))

test('the wizard goes from the choice over sign-in and test to the fields by keys alone', async () => {
  const { sent } = await openMapping()
  expect(sent('crm.test')).toEqual([
    { id: null, connector: 'hubspot', settings: {}, secret: 'pat-1', ticket: null },
  ])
})

test('what is chosen for a field shows on the card at once, for the record that is looked at', async () => {
  const { user } = await openMapping()
  expect(cardOf().getByText('Ana Ruiz')).toBeTruthy()
  expect(cardOf().queryByText('OPEN_DEAL')).toBeNull()
  await user.click(field('Lead status').getByRole('button', { name: /Left out/ }))
  await user.click(screen.getByRole('option', { name: 'Field of its own' }))
  expect(cardOf().getByText('OPEN_DEAL')).toBeTruthy()
  await user.click(button('Next record'))
  expect(cardOf().getByText('Jonas Weber')).toBeTruthy()
  expect(screen.getByText('Record 2 of 2')).toBeTruthy()
})

test('a field is given a name of several words', async () => {
  const { user } = await openMapping()
  const label = field('Lifecycle stage').getByRole('textbox')
  await user.clear(label)
  await user.type(label, 'Where they stand ')
  expect(cardOf().getByText('Where they stand')).toBeTruthy()
  expect(label).toHaveProperty('value', 'Where they stand ')
})

test('without a name the wizard doesn’t go on, and says what is missing', async () => {
  const { user } = await openMapping()
  await user.click(screen.getByRole('radio', { name: 'Companies' }))
  await user.click(field('Company name').getByRole('button', { name: /Company/ }))
  await user.click(screen.getByRole('option', { name: 'Left out' }))
  expect(cardOf().getByText('No name: say which field holds it.')).toBeTruthy()
  await user.click(button('Next'))
  expect(screen.getByText('Say which field holds the name or the company.')).toBeTruthy()
})

test('what is saved is what was chosen, and the first sync begins', async () => {
  const { user, sent, publish } = await openMapping(withCrm([addressBook()]))
  await user.click(field('City').getByRole('button', { name: /City/ }))
  await user.click(screen.getByRole('option', { name: 'Left out' }))
  await user.click(button('Next'))
  await heading(/What is written to .*HubSpot/)
  await user.click(button(/Escalated.* is there/))
  await user.click(screen.getByRole('option', { name: 'Left live message' }))
  await user.click(screen.getByRole('switch', { name: /Changes of customers/ }))
  await user.click(button('Connect and read everything'))
  const [saved] = sent('crm.save')
  expect(saved).toMatchObject({
    id: null,
    connector: 'hubspot',
    name: 'HubSpot',
    secret: 'pat-1',
    keepSecret: true,
    logsCalls: true,
    takesChanges: false,
    takesNew: false,
    dispositions: { escalated: 'left-message', 'wrong-number': 'wrong' },
    mapping: { contact: { firstname: 'firstName', city: 'skip' }, company: { name: 'company' } },
  })
  await publish(withCrm([addressBook(), connection({ sync: reading({}) })]))
  await heading(/Reading .*HubSpot/)
  expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe(
    '4,200 of 31,840 read, 96 a second, about 5 min left',
  )
})

test('only what a connector can take is offered', async () => {
  const drawn = await openWizard()
  const { user } = drawn
  await user.click(button(/^CardDAV/))
  await user.type(screen.getByLabelText('Address'), 'https://dav.example')
  await user.type(screen.getByLabelText('User'), 'maria')
  await user.type(screen.getByLabelText('Password'), 'secret{Enter}')
  await screen.findByText('It works')
  await user.click(button('Next'))
  await user.click(button('Next'))
  await heading(/What is written/)
  expect(screen.queryByRole('switch', { name: /Handled calls/ })).toBeNull()
  expect(screen.getByRole('switch', { name: /New customers/ })).toBeTruthy()
})

test('only one connection takes new customers, and the wizard names it', async () => {
  const { user } = await openMapping(withCrm([addressBook({ takesNew: true })]))
  await user.click(button('Next'))
  await heading(/What is written/)
  expect(screen.getByRole('switch', { name: /New customers/ })).toHaveProperty('disabled', true)
  expect(screen.getByText(/Team address book.* takes them/)).toBeTruthy()
})

test('fields that main refuses are said beside each field, and what was typed is there', async () => {
  const { user, fake } = await openWizard()
  fake.answer('crm.test', {
    ok: false,
    reason: 'badFields',
    fields: { url: 'notSecure', user: 'empty' },
  })
  await user.click(button(/^CardDAV/))
  await user.type(screen.getByLabelText('Address'), 'http://dav.example{Enter}')
  expect(await screen.findByText(/only encrypted connections are allowed/)).toBeTruthy()
  expect(screen.getByText('Fill this in.')).toBeTruthy()
  expect(screen.getByLabelText('Address')).toHaveProperty('value', 'http://dav.example')
})

test('a test that fails says what happened and what to do, with the CRM’s own words behind Details', async () => {
  const { user, fake, sent } = await openWizard()
  const fault = { reason: 'badAnswer', detail: '<html>Welcome to our WiFi', retryAfter: null }
  fake.answer('crm.test', { ok: false, reason: 'failed', fault })
  await user.click(button(/^HubSpot/))
  await user.type(screen.getByLabelText('Access token'), 'pat-1{Enter}')
  expect(await screen.findByText('Something else answers than this CRM.')).toBeTruthy()
  await user.click(button('Details'))
  expect(screen.getByText('<html>Welcome to our WiFi')).toBeTruthy()
  fake.answer('crm.test', { ok: true, value: TESTED })
  await user.click(button('Test again'))
  expect(await screen.findByText('It works')).toBeTruthy()
  expect(sent('crm.test')).toHaveLength(2)
})

test('going back keeps everything that was typed, and asks the CRM nothing anew', async () => {
  const { user, sent } = await openMapping()
  await user.click(button('Sign in'))
  expect(screen.getByLabelText('Access token')).toHaveProperty('value', 'pat-1')
  await user.type(screen.getByLabelText('What you call it'), ' Lisbon')
  await user.click(button('Match fields'))
  await heading('Which field is what?')
  await user.click(button('Sign in'))
  expect(screen.getByLabelText('What you call it')).toHaveProperty('value', 'HubSpot Lisbon')
  expect(sent('crm.test')).toHaveLength(1)
})

test('a wizard that a call interrupts is still there afterwards', async () => {
  const { user, publish } = await openMapping()
  await publish(view({ calls: [ringing()] }))
  await user.keyboard('{Control>}1{/Control}')
  expect(screen.getByRole('group', { name: /Incoming call/ })).toBeTruthy()
  await user.click(button('Settings'))
  await user.click(screen.getByRole('tab', { name: 'CRM & address books' }))
  expect(await heading('Which field is what?')).toBeTruthy()
})

test('a wizard that was closed can be gone on with, or given up', async () => {
  const { user, parts } = await openMapping()
  await user.click(button('Close'))
  await user.click(button('Go on'))
  await heading('Which field is what?')
  await user.click(button('Close'))
  await user.click(button('Discard'))
  expect(parts.desk.getState().wizard).toBeNull()
  expect(screen.getByText('No CRM and no address book yet')).toBeTruthy()
})

test('a sign-in by the browser waits, can be stopped, and goes on with its ticket alone', async () => {
  const { user, fake, sent } = await openWizard()
  let answer: (reply: unknown) => void = () => {}
  fake.answer('crm.signIn', () => new Promise((resolve) => (answer = resolve)))
  await user.click(button(/^Salesforce/))
  expect(button('Next')).toHaveProperty('disabled', true)
  await user.click(button('Sign in with the browser'))
  expect(screen.getByText(/Waiting for the browser/)).toBeTruthy()
  await user.click(button('Stop waiting'))
  expect(sent('crm.cancelSignIn')).toEqual([null])
  answer({ ok: false, reason: 'cancelled' })
  expect(await screen.findByText(/not finished in the browser/)).toBeTruthy()
  fake.answer('crm.signIn', {
    ok: true,
    value: { ticket: 't-9', settings: { instance: 'https://eu.example' } },
  })
  await user.click(button('Sign in with the browser'))
  expect(await screen.findByText('Signed in.')).toBeTruthy()
  await user.click(button('Next'))
  await screen.findByText('It works')
  expect(sent('crm.test')).toEqual([
    {
      id: null,
      connector: 'salesforce',
      settings: { domain: 'https://login.salesforce.com', instance: 'https://eu.example' },
      secret: null,
      ticket: 't-9',
    },
  ])
})

function reading(part: Partial<SyncState>): SyncState {
  const progress = { object: 'contact', read: 4_200, total: 31_840, perSecond: 96 }
  return sync({ phase: 'full', lastOk: null, progress, ...part })
}

const hubspot = CONNECTORS.find(({ id }) => id === 'hubspot') ?? null

async function openSync(first: ConnectionView): Promise<Drawn> {
  const drawn = await draw(withCrm([first]))
  drawn.parts.desk.setState({
    place: { screen: 'settings', section: 'crm' },
    wizard: { ...newWizard(), connector: hubspot, id: 'hub', step: 'sync' },
  })
  await heading(/HubSpot/)
  return drawn
}

test('the first sync can be paused, resumed and left alone', async () => {
  const { user, sent, publish, parts } = await openSync(connection({ sync: reading({}) }))
  await user.click(button('Pause'))
  await publish(withCrm([connection({ paused: true, sync: reading({ phase: 'paused' }) })]))
  expect(screen.getByText('Paused. It goes on where it stopped.')).toBeTruthy()
  await user.click(button('Resume'))
  expect(sent('crm.pause')).toEqual([
    { connection: 'hub', paused: true },
    { connection: 'hub', paused: false },
  ])
  await user.click(button('Close, and let it go on'))
  expect(parts.desk.getState().wizard).toBeNull()
  expect(screen.getByRole('list', { name: 'In order of trust' })).toBeTruthy()
})

test('a first sync that stops says why, and doesn’t promise to go on by itself', async () => {
  const fault = { reason: 'forbidden' as const, detail: '403', retryAfter: null }
  await openSync(connection({ sync: reading({ phase: 'problem', fault }) }))
  expect(screen.getByText('Your account there may not do this.')).toBeTruthy()
  expect(screen.queryByText(/goes on by itself/)).toBeNull()
})

test('a first sync that is done says how many came', async () => {
  const { user, publish, parts } = await openSync(connection({ sync: reading({}) }))
  await publish(withCrm([connection({ sync: sync({ customers: 31_840 }) })]))
  expect(await heading(/HubSpot.* is here/)).toBeTruthy()
  expect(screen.getByText('31,840 customers')).toBeTruthy()
  await user.click(button('Done'))
  expect(parts.desk.getState().wizard).toBeNull()
})

test('a connection is edited by the same steps, tested with the secret that is kept, and saved', async () => {
  const mapping = { contact: { firstname: 'name' }, company: { name: 'company' } }
  const drawn = await draw(withCrm([connection({ mapping })]))
  const { user, sent, parts } = drawn
  parts.desk.setState({ place: { screen: 'settings', section: 'crm' } })
  await user.click(await screen.findByRole('button', { name: /^Edit / }))
  expect(await screen.findByText(/One is kept/)).toBeTruthy()
  await user.click(button('Test'))
  await screen.findByText('It works')
  expect(sent('crm.test')).toMatchObject([{ id: 'hub', secret: null, ticket: null }])
  await user.click(button('What is written'))
  await user.click(screen.getByRole('switch', { name: /Handled calls/ }))
  await user.click(button('Save'))
  expect(sent('crm.save')).toMatchObject([
    {
      id: 'hub',
      logsCalls: false,
      takesNew: true,
      mapping: { contact: { firstname: 'name', lastname: 'skip' } },
    },
  ])
  await waitFor(() => expect(parts.desk.getState().wizard).toBeNull())
})

test('an unfinished wizard comes back after another connection was edited', async () => {
  const { user, parts } = await openMapping(withCrm([addressBook()]))
  await user.click(button('Close'))
  await user.click(button(/^Edit /))
  expect(await heading(/Sign in to .*CardDAV/)).toBeTruthy()
  await user.click(button('Close'))
  await user.click(button('Go on'))
  expect(await heading('Which field is what?')).toBeTruthy()
  expect(parts.desk.getState().wizard).toMatchObject({ editing: false, step: 'map' })
})

test('a save that is refused says why', async () => {
  const { user, fake } = await openMapping()
  await user.click(button('Next'))
  fake.answer('crm.save', { ok: false, reason: 'takesNewTwice' })
  await user.click(await screen.findByRole('button', { name: 'Connect and read everything' }))
  expect(await screen.findByText(/Another connection takes new customers already/)).toBeTruthy()
})
