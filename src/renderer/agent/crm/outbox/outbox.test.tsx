import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CrmView } from '../../../../contract/crm.ts'
import type { View } from '../../../../contract/view.ts'
import { connection, outboxRow, told } from '../../testing/crm-fixtures.ts'
import { view } from '../../testing/fixtures.ts'
import { type Drawn, draw } from '../../testing/render.tsx'

// The list draws what fits: jsdom has no layout, so it is told how much that is.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const withCrm = (part: Partial<CrmView> = {}): View =>
  view({
    crm: { connections: [connection()], outbox: { waiting: 2, problems: 1 }, told: [], ...part },
  })
const list = () => screen.getByRole('grid', { name: 'What is written to the CRM' })
const detail = () => within(screen.getByRole('region', { name: 'Entry' }))

async function openOutbox(first = withCrm()): Promise<Drawn> {
  const drawn = await draw(first)
  await drawn.user.keyboard('{Control>}5{/Control}')
  await screen.findByRole('heading', { name: 'CRM', level: 1 })
  return drawn
}

async function pick({ user }: Drawn, name: RegExp): Promise<void> {
  await user.click(await within(list()).findByRole('row', { name }))
}
const one = (name: string) => new RegExp(`^${name}`)

test('every item says what it is, how it stands and why', async () => {
  await openOutbox()
  const rows = await within(list()).findAllByRole('row')
  expect(rows[0]?.textContent).toMatch(/^Ana Ruiz.*Call.*Not written.*The CRM does not accept it/)
  expect(rows[1]?.textContent).toMatch(/^Ken Ito.*Change.*Will be tried again.*can’t be reached/)
  expect(rows[2]?.textContent).toMatch(/^Jonas Weber.*Being looked up/)
  expect(rows[3]?.textContent).toMatch(/Written/)
})

test('a filter narrows the list, and says how many there are of what needs a look', async () => {
  const { user } = await openOutbox()
  await user.click(screen.getByRole('radio', { name: 'Problems 1' }))
  await waitFor(() => expect(within(list()).getAllByRole('row')).toHaveLength(1))
  await user.click(screen.getByRole('radio', { name: 'Done' }))
  await waitFor(() => expect(within(list()).queryByText('Not written')).toBeNull())
})

test('an item that was refused tells what the CRM said, and is corrected and sent again', async () => {
  const drawn = await openOutbox()
  const { user, sent } = drawn
  await pick(drawn, one('Ana Ruiz.*Not written'))
  expect(detail().getByText(/Correct it and send it again/)).toBeTruthy()
  await user.click(detail().getByRole('button', { name: 'Details' }))
  expect(detail().getByText(/PROPERTY_DOESNT_EXIST/)).toBeTruthy()
  await user.click(detail().getByRole('button', { name: 'Edit and send again' }))
  const notes = detail().getByRole('textbox', { name: 'Notes' })
  expect(document.activeElement).toBe(notes)
  await user.type(notes, ' Twice.')
  await user.click(detail().getByRole('button', { name: /Resolved/ }))
  await user.click(screen.getByRole('option', { name: 'Escalated' }))
  await user.click(detail().getByRole('button', { name: 'Send again' }))
  expect(sent('outbox.resend')).toEqual([
    { item: 'o-rejected', notes: 'Invoice sent again to the accountant. Twice.', disposition: 'escalated' },
  ])
})

test('of a change its fields are told and corrected', async () => {
  const drawn = await openOutbox()
  const { user, sent } = drawn
  await pick(drawn, one('Ken Ito'))
  expect(detail().getByText('emptied')).toBeTruthy()
  await user.click(detail().getByRole('button', { name: 'Edit and send again' }))
  const city = detail().getByRole('textbox', { name: 'City' })
  await user.clear(city)
  await user.type(city, 'Kyoto{Enter}')
  expect(sent('outbox.resend')).toEqual([
    { item: 'o-waiting', values: { city: 'Kyoto', 'number:work': '+81 6 0000 0000', email: '' } },
  ])
})

test('an item is tried at once, and the list is read again', async () => {
  const drawn = await openOutbox()
  const { user, sent, fake } = drawn
  await pick(drawn, one('Ken Ito'))
  const asked = () => fake.asked.filter(({ name }) => name === 'outbox.list').length
  const before = asked()
  await user.click(detail().getByRole('button', { name: 'Try now' }))
  expect(sent('outbox.retry')).toEqual([{ item: 'o-waiting' }])
  await waitFor(() => expect(asked()).toBe(before + 1))
})

test('an item that is being written can’t be touched just now, and that is said', async () => {
  const drawn = await openOutbox()
  drawn.fake.answer('outbox.retry', { ok: false, reason: 'busy' })
  await pick(drawn, one('Ken Ito'))
  await drawn.user.click(detail().getByRole('button', { name: 'Try now' }))
  expect(await detail().findByText(/being written just now/)).toBeTruthy()
})

test('an item is dropped only after a second word', async () => {
  const drawn = await openOutbox()
  const { user, sent } = drawn
  await pick(drawn, one('Ana Ruiz.*Not written'))
  await user.click(detail().getByRole('button', { name: 'Drop' }))
  expect(sent('outbox.drop')).toEqual([])
  expect(detail().getByText(/won’t be written to the CRM/)).toBeTruthy()
  await user.keyboard('{Enter}')
  expect(sent('outbox.drop')).toEqual([{ item: 'o-rejected' }])
  expect(await detail().findByText('Choose an entry')).toBeTruthy()
})

test('what was written leads to its call and its customer, and nothing else can be done', async () => {
  const drawn = await openOutbox()
  const { user, parts } = drawn
  await pick(drawn, one('Rosa Lima'))
  expect(detail().queryByRole('button', { name: 'Try now' })).toBeNull()
  expect(detail().queryByRole('button', { name: 'Open the call' })).toBeNull()
  await user.click(detail().getByRole('button', { name: 'Open the customer' }))
  expect(parts.desk.getState().place).toEqual({ screen: 'customers', customer: 'c-new', task: 'none' })
})

test('of a long list only what fits is drawn', async () => {
  const many = Array.from({ length: 150 }, (_, index) =>
    outboxRow({ id: `m${index}`, since: 1_000_000 - index }),
  )
  const drawn = await draw(withCrm())
  drawn.fake.answer('outbox.list', ({ before }: { before: number | null }) => ({
    rows: before === null ? many.slice(0, 100) : many.slice(100),
    more: before === null,
  }))
  await drawn.user.keyboard('{Control>}5{/Control}')
  const drawnRows = await within(list()).findAllByRole('row')
  expect(drawnRows.length).toBeLessThan(60)
})

test('with nothing written the page says what it is for', async () => {
  const drawn = await draw(withCrm({ outbox: { waiting: 0, problems: 0 } }))
  drawn.fake.answer('outbox.list', { rows: [], more: false })
  await drawn.user.keyboard('{Control>}5{/Control}')
  expect(await screen.findByText('Nothing written yet')).toBeTruthy()
})

test('other figures in the view ask for the list again', async () => {
  const { fake, publish } = await openOutbox()
  const asked = () => fake.asked.filter(({ name }) => name === 'outbox.list').length
  const before = asked()
  await publish(withCrm({ outbox: { waiting: 1, problems: 1 } }))
  await waitFor(() => expect(asked()).toBe(before + 1))
})

test('what the CRM kept instead is told with both values, once', async () => {
  const { user, sent } = await openOutbox(withCrm({ told: [told()] }))
  const notice = within(screen.getByRole('list', { name: 'From the CRM' }))
  expect(notice.getByText(/Ana Ruiz.*HubSpot.* had newer values and keeps them/)).toBeTruthy()
  expect(notice.getByText(/City: “.*Porto.*” is kept, yours was “.*Lisbon.*”/)).toBeTruthy()
  await user.click(notice.getByRole('button', { name: 'Dismiss' }))
  expect(sent('outbox.dismissTold')).toEqual([{ item: 't1' }])
})
