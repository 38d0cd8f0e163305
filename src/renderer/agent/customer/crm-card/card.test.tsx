import { act, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { CrmCard } from '../../../../contract/crm.ts'
import type { PopView } from '../../../../contract/view.ts'
import { openPlace } from '../../state/desk-store.ts'
import { card, connection, deal, told } from '../../testing/crm-fixtures.ts'
import { customer, inWrapUp, PAST, popOf, ringing, talking, view } from '../../testing/fixtures.ts'
import { draw } from '../../testing/render.tsx'
import { dealOrder } from './Deals.tsx'

const column = () => within(screen.getByRole('region', { name: 'Customer' }))
const region = (name: RegExp) => within(column().getByRole('region', { name }))
const known = (part: Partial<CrmCard> = {}): PopView => popOf(customer(), PAST, card(part))
const unknown = (looking: boolean): PopView => ({ kind: 'unknown', callsBefore: [], looking })

test('a caller’s card tells where it comes from, who looks after it, and opens in the CRM', async () => {
  const { user, sent } = await draw(talking({ pop: known() }))
  expect(column().getByText(/From .*HubSpot/)).toBeTruthy()
  expect(column().getByText(/looked after by .*Maria Santos/)).toBeTruthy()
  await user.click(column().getByRole('button', { name: 'Open in HubSpot' }))
  expect(sent('link.open')).toEqual([{ url: 'https://app.hubspot.example/contacts/1' }])
})

test('open deals come first, with their amount as one writes it here', async () => {
  await draw(talking({ pop: known() }))
  const deals = region(/Deals/).getAllByRole('listitem')
  expect(deals[0]?.textContent).toMatch(/Renewal, eight chairs.*Offer sent.*€1,200/)
  expect(deals[1]?.textContent).toMatch(/Panoramic scanner.*Closed won.*€18,450.50/)
})

test('of many deals the first are shown, the rest with a press', async () => {
  const deals = Array.from({ length: 7 }, (_, index) => deal({ id: `d${index}`, title: `Deal ${index}` }))
  const { user } = await draw(talking({ pop: known({ deals }) }))
  expect(region(/Deals/).getAllByRole('listitem')).toHaveLength(3)
  await user.click(region(/Deals/).getByRole('button', { name: '4 more deals' }))
  expect(region(/Deals/).getAllByRole('listitem')).toHaveLength(7)
})

test('the deal that closes soonest stands first, one that is over after all that are open', () => {
  const won = deal({ id: 'won', state: 'won', closes: '2026-01-01' })
  const later = deal({ id: 'later', closes: '2027-05-01' })
  const never = deal({ id: 'never', closes: null })
  const soon = deal({ id: 'soon', closes: '2026-12-01' })
  expect([won, never, later, soon].sort(dealOrder).map(({ id }) => id)).toEqual([
    'soon',
    'later',
    'never',
    'won',
  ])
})

test('what was done last comes when the CRM answers, in the place that was held for it', async () => {
  const { fake, publish } = await draw(view())
  let answer: (reply: unknown) => void = () => {}
  fake.answer('crm.activities', () => new Promise((resolve) => (answer = resolve)))
  await publish(talking({ pop: known() }))
  expect(
    column()
      .getByRole('region', { name: /Last in/ })
      .getAttribute('aria-busy'),
  ).toBe('true')
  answer({ ok: true, value: [{ at: 0, kind: 'note', title: 'Asked for a visit', text: '', by: 'Jonas' }] })
  expect(await region(/Last in/).findByText('Asked for a visit')).toBeTruthy()
  expect(region(/Last in/).getByRole('img', { name: 'Note' })).toBeTruthy()
})

test('a CRM that doesn’t answer says so in the same place, so that nothing jumps', async () => {
  const { fake, publish } = await draw(view())
  fake.answer('crm.activities', { ok: false, reason: 'noActivities' })
  await publish(talking({ pop: known() }))
  expect(await region(/Last in/).findByText('It does not answer just now.')).toBeTruthy()
})

test('a CRM that has no such thing to give is not asked, and leaves no frame', async () => {
  const { fake } = await draw(talking({ pop: known({ hasActivities: false }) }))
  expect(column().queryByRole('region', { name: /Last in/ })).toBeNull()
  expect(fake.asked.some(({ name }) => name === 'crm.activities')).toBe(false)
})

test('the same number in a less trusted source is one press away', async () => {
  const { user, parts } = await draw(talking({ pop: known() }))
  expect(column().getByText(/Also in .*Team address book/)).toBeTruthy()
  await user.click(column().getByRole('button', { name: 'Ruiz, Ana' }))
  expect(parts.desk.getState().place).toEqual({ screen: 'customers', customer: 'c-book', task: 'none' })
})

test('an unknown caller is looked for in the CRM, and then comes in or is unknown', async () => {
  const { publish } = await draw(view({ calls: [ringing({ pop: unknown(true) })] }))
  expect(column().getByText('Looking in the CRM')).toBeTruthy()
  await publish(view({ calls: [ringing({ pop: unknown(false) })] }))
  expect(column().getByText('Nobody in your customers has this number.')).toBeTruthy()
  await publish(view({ calls: [ringing({ pop: known() })] }))
  expect(column().getByRole('heading', { name: 'Ana Ruiz' })).toBeTruthy()
})

test('an answer of the CRM takes neither the focus nor a word of the notes', async () => {
  const { user, publish } = await draw(talking({ pop: unknown(true) }))
  const notes = screen.getByRole('textbox', { name: 'Notes' })
  await user.click(notes)
  await user.keyboard('asks for ')
  await publish(talking({ pop: known() }))
  expect(column().getByRole('heading', { name: 'Ana Ruiz' })).toBeTruthy()
  await user.keyboard('a visit')
  expect(screen.getByRole('textbox', { name: 'Notes' })).toHaveProperty('value', 'asks for a visit')
})

test('a customer who is being made stays on screen, and what the CRM found is offered', async () => {
  const { user, publish } = await draw(talking({ pop: unknown(true) }))
  await user.click(column().getByRole('button', { name: 'Create customer' }))
  await user.type(column().getByRole('textbox', { name: 'Name' }), ' Lda')
  await publish(talking({ pop: known() }))
  expect(document.activeElement).toBe(column().getByRole('textbox', { name: 'Name' }))
  expect(column().getByText(/The CRM knows this number: .*Ana Ruiz/)).toBeTruthy()
  await user.click(column().getByRole('button', { name: 'Show the record' }))
  expect(column().getByRole('heading', { name: 'Ana Ruiz' })).toBeTruthy()
})

test('a focus that stood on what the answer replaces stays in the column', async () => {
  const { publish } = await draw(talking({ pop: unknown(true) }))
  column().getByRole('button', { name: 'Create customer' }).focus()
  await publish(talking({ pop: known() }))
  expect(screen.getByRole('region', { name: 'Customer' }).contains(document.activeElement)).toBe(true)
  await publish(view({ calls: [inWrapUp({ pop: known() })] }))
  expect(document.activeElement).toBe(screen.getByRole('radio', { name: /Resolved/ }))
})

test('a choice among several leaves the focus to the wrap-up when the call ends', async () => {
  const choices = [
    { id: '1', name: 'Ana Ruiz', company: '', number: '+351210000000', by: 'e164' },
    { id: '2', name: 'Pedro Ruiz', company: '', number: '+351210000000', by: 'e164' },
  ] as const
  const { publish } = await draw(talking({ pop: { kind: 'several', choices } }))
  screen.getByRole('option', { name: /Pedro/ }).focus()
  await publish(talking({ pop: known() }))
  await publish(view({ calls: [inWrapUp({ pop: known() })] }))
  expect(document.activeElement).toBe(screen.getByRole('radio', { name: /Resolved/ }))
})

test('a customer who was deleted in the CRM is said to be so on the card, until it is dismissed', async () => {
  const gone = told({ what: 'gone', fields: [] })
  const other = told({ id: 't2', customer: { id: 'c-ken', name: 'Ken Ito' } })
  const crm = { connections: [connection()], outbox: { waiting: 0, problems: 0 }, told: [gone, other] }
  const { user, sent } = await draw({ ...talking({ pop: known() }), crm })
  const notices = within(column().getByRole('list', { name: 'From the CRM' }))
  expect(notices.getAllByRole('listitem')).toHaveLength(1)
  expect(notices.getByText(/This customer was deleted in .*HubSpot/)).toBeTruthy()
  await user.click(notices.getByRole('button', { name: 'Dismiss' }))
  expect(sent('outbox.dismissTold')).toEqual([{ item: 't1' }])
})

test('a customer’s own page shows the same of the CRM', async () => {
  const { fake, parts } = await draw(view())
  fake.answer('customer.get', { ok: true, value: { customer: customer(), calls: [], card: card() } })
  act(() => openPlace(parts.desk, { screen: 'customers', customer: 'c-ana', task: 'none' }))
  expect(await column().findByRole('button', { name: 'Open in HubSpot' })).toBeTruthy()
  expect(region(/Deals/).getByText('Renewal, eight chairs')).toBeTruthy()
})
