import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ConnectionView } from '../../../contract/crm.ts'
import type { View } from '../../../contract/view.ts'
import { addressBook, connection, sync } from '../testing/crm-fixtures.ts'
import { view } from '../testing/fixtures.ts'
import { type Drawn, draw } from '../testing/render.tsx'

const button = (name: string | RegExp) => screen.getByRole('button', { name })
const isolated = (name: string) => `\u2068${name}\u2069`

const withCrm = (connections: readonly ConnectionView[], part: Partial<View> = {}): View =>
  view({ crm: { connections, outbox: { waiting: 0, problems: 0 }, told: [] }, ...part })

async function openSection(first: View): Promise<Drawn> {
  const drawn = await draw(first)
  await drawn.user.click(button('Settings'))
  await drawn.user.click(screen.getByRole('tab', { name: 'CRM & address books' }))
  return drawn
}

test('without any CRM the section says what one brings', async () => {
  const { user } = await openSection(view())
  expect(screen.getByText('No CRM and no address book yet')).toBeTruthy()
  await user.click(button('Connect a CRM or address book'))
  expect(screen.getByRole('heading', { name: 'What do you want to connect?' })).toBeTruthy()
})

test('connections stand in their order of trust, and the arrows change it', async () => {
  const { user, sent } = await openSection(withCrm([connection(), addressBook()]))
  const rows = within(screen.getByRole('list', { name: 'In order of trust' })).getAllByRole('listitem')
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^HubSpot.*Up to date.*as of .*1,204 customers/),
    expect.stringMatching(/^Team address book.*86 customers/),
  ])
  expect(button(`Trust ${isolated('HubSpot')} more`)).toHaveProperty('disabled', true)
  button(`Trust ${isolated('Team address book')} more`).focus()
  await user.keyboard('{Enter}')
  expect(sent('crm.arrange')).toEqual([{ order: ['book', 'hub'] }])
})

test('a connection is synced, paused and read again from its row', async () => {
  const { user, sent, publish } = await openSection(withCrm([connection()]))
  await user.click(button(/^Sync now: /))
  await user.click(button(/^Read everything again: /))
  await user.click(button(/^Pause /))
  expect(sent('crm.syncNow')).toEqual([{ connection: 'hub' }])
  expect(sent('crm.readAll')).toEqual([{ connection: 'hub' }])
  expect(sent('crm.pause')).toEqual([{ connection: 'hub', paused: true }])
  await publish(withCrm([connection({ paused: true })]))
  expect(screen.queryByRole('button', { name: /^Sync now: / })).toBeNull()
  await user.click(button(/^Resume /))
  expect(sent('crm.pause').at(-1)).toEqual({ connection: 'hub', paused: false })
})

test('a connection goes only after a second word that says what is lost', async () => {
  const { user, sent } = await openSection(withCrm([connection()]))
  await user.click(button(/^Remove /))
  expect(screen.getByText(/the customers that came from it/)).toBeTruthy()
  expect(sent('crm.remove')).toEqual([])
  await user.click(button('Cancel'))
  await user.click(button(/^Remove /))
  expect(document.activeElement).toBe(button('Remove'))
  await user.keyboard('{Enter}')
  expect(sent('crm.remove')).toEqual([{ connection: 'hub' }])
})

test('a failure is said in words, with the CRM’s own behind Details', async () => {
  const fault = { reason: 'forbidden' as const, detail: '403 MISSING_SCOPES', retryAfter: null }
  const { user } = await openSection(withCrm([connection({ sync: sync({ phase: 'problem', fault }) })]))
  expect(screen.getByText('Your account there may not do this.')).toBeTruthy()
  await user.click(button('Details'))
  expect(screen.getByText('403 MISSING_SCOPES')).toBeTruthy()
})

const refused = connection({
  sync: sync({ phase: 'problem', fault: { reason: 'signIn', detail: '401', retryAfter: null } }),
})

test('a CRM that no longer believes its secret is given another without the wizard', async () => {
  const { user, sent } = await openSection(withCrm([refused]))
  await user.click(button('Sign in again'))
  await user.type(await screen.findByLabelText('Access token'), 'pat-new')
  await user.keyboard('{Enter}')
  expect(sent('crm.enterSecret')).toEqual([
    { connection: 'hub', secret: 'pat-new', ticket: null, keepSecret: true },
  ])
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('the strip asks for the sign-in of the connection that it names', async () => {
  const problem = { kind: 'crmSignIn', since: 0, subject: 'HubSpot', detail: '', action: 'signIn' } as const
  const { user } = await draw(withCrm([refused], { problems: [{ ...problem, connection: 'hub' }] }))
  const strip = within(screen.getByRole('complementary', { name: 'Something is wrong' }))
  expect(strip.getByText(/HubSpot.*asks you to sign in again/)).toBeTruthy()
  await user.click(strip.getByRole('button', { name: 'Sign in again' }))
  expect(await screen.findByRole('dialog', { name: /Sign in to .*HubSpot/ })).toBeTruthy()
})

test('nothing vanishes before somebody has said so, and the strip says how many would', async () => {
  const vanishing = connection({ sync: sync({ wouldVanish: { count: 1_812, of: 2_000 } }) })
  const problem = { since: 0, subject: 'HubSpot', detail: '', action: 'openSettings' } as const
  const { user, sent } = await draw(
    withCrm([vanishing], { problems: [{ ...problem, kind: 'crmWouldVanish', connection: 'hub' }] }),
  )
  const strip = within(screen.getByRole('complementary', { name: 'Something is wrong' }))
  expect(strip.getByText(/1,812 of 2,000 customers are no longer in .*HubSpot/)).toBeTruthy()
  await user.click(strip.getByRole('button', { name: 'Keep them' }))
  await user.click(strip.getByRole('button', { name: 'Remove them' }))
  expect(sent('crm.vanish')).toEqual([
    { connection: 'hub', really: false },
    { connection: 'hub', really: true },
  ])
})

test('the icon is quiet while all is well, and speaks when something can’t be written', async () => {
  const { user, publish } = await draw(withCrm([connection()]))
  expect(button(/^CRM: .*up to date/).textContent).toBe('')
  await publish({
    ...withCrm([connection()]),
    crm: { connections: [connection()], outbox: { waiting: 1, problems: 2 }, told: [] },
  })
  expect(button('CRM: 2 not written').textContent).toBe('2 not written')
  await user.click(button('CRM: 2 not written'))
  const dialog = within(screen.getByRole('dialog'))
  expect(dialog.getByText('1 waits to be written')).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Open CRM page' }))
  expect(screen.getByRole('heading', { name: 'CRM', level: 1 })).toBeTruthy()
})

test('without a CRM neither the bar nor the rail speaks of one', async () => {
  await draw(view())
  expect(screen.queryByRole('button', { name: /CRM/ })).toBeNull()
})
