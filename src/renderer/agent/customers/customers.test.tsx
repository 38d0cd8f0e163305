import { screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ImportProgress } from '../../../contract/view.ts'
import { view } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const progress = (part: Partial<ImportProgress>): ImportProgress => ({
  file: '/tmp/customers.csv',
  state: 'running',
  read: 4_200,
  total: 10_000,
  added: 4_000,
  changed: 150,
  unchanged: 50,
  bad: [],
  badCount: 0,
  message: '',
  ...part,
})

test('a customer is found as one types, and opened', async () => {
  const { user } = await draw(view())
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  await user.type(screen.getByRole('searchbox', { name: /Search name/ }), 'ruiz')
  await user.click(await screen.findByRole('row', { name: /Ana Ruiz/ }))
  expect(await screen.findByRole('heading', { name: 'Ana Ruiz' })).toBeTruthy()
})

test('a new customer is saved and shown', async () => {
  const { user, sent } = await draw(view())
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  await user.click(screen.getByRole('button', { name: 'New customer' }))
  await user.keyboard('Rosa Lima')
  await user.click(screen.getByRole('button', { name: 'Add field' }))
  await user.type(screen.getByRole('textbox', { name: 'Field' }), 'Plan')
  await user.type(screen.getByRole('textbox', { name: 'Value' }), 'M')
  await user.click(screen.getByRole('button', { name: 'Save customer' }))
  expect(sent('customer.save')).toMatchObject([
    { id: null, name: 'Rosa Lima', numbers: [], fields: [{ label: 'Plan', value: 'M' }] },
  ])
})

test('without customers the first thing to do is an import', async () => {
  const { user, fake } = await draw(view({ customers: { count: 0, import: null } }))
  fake.answer('customer.search', [])
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  expect(await screen.findByText('No customers yet')).toBeTruthy()
})

test('an import goes from the file over its columns to the order', async () => {
  const { user, sent } = await draw(view())
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  await user.click(screen.getByRole('button', { name: 'Import' }))
  await user.click(screen.getByRole('button', { name: 'Choose file' }))
  const row = within(await screen.findByRole('row', { name: /Tarif/ }))
  await user.click(row.getByRole('button', { name: /Field of its own/ }))
  await user.click(screen.getByRole('option', { name: 'Left out' }))
  await user.click(screen.getByRole('button', { name: 'Import' }))
  expect(sent('import.start')).toMatchObject([
    {
      file: '/home/agent/customers.csv',
      encoding: 'windows-1252',
      delimiter: ';',
      hasHeader: true,
      mapping: { 0: 'field:Kundennr', 1: 'name', 3: 'number:work', 7: 'skip' },
    },
  ])
})

test('another delimiter is read at once', async () => {
  const { user, sent } = await draw(view())
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  await user.click(screen.getByRole('button', { name: 'Import' }))
  await user.click(screen.getByRole('button', { name: 'Choose file' }))
  await user.click(screen.getByRole('button', { name: /Separated by/ }))
  await user.click(screen.getByRole('option', { name: 'Tab' }))
  expect(sent('import.preview')).toMatchObject([{ delimiter: '\t', encoding: 'windows-1252' }])
})

test('a running import shows how far it is and can be stopped', async () => {
  const { user, publish, sent } = await draw(view())
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  await user.click(screen.getByRole('button', { name: 'Import' }))
  await publish(view({ customers: { count: 500, import: progress({}) } }))
  expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('4,200 of 10,000 rows read')
  await user.click(screen.getByRole('button', { name: 'Stop' }))
  expect(sent('import.cancel')).toEqual([null])
})

test('bad lines are listed with their line, column and reason; the rest is in', async () => {
  const { user, publish, sent } = await draw(view())
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  await user.click(screen.getByRole('button', { name: 'Import' }))
  const bad = [{ line: 211, column: 'Name', reason: 'missingName' }]
  await publish(
    view({
      customers: { count: 9_997, import: progress({ state: 'done', read: 10_000, bad, badCount: 3 }) },
    }),
  )
  expect(screen.getByRole('row', { name: '211 Name Neither a name nor a company' })).toBeTruthy()
  expect(screen.getByText('2 more are not listed')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Done' }))
  expect(sent('import.dismiss')).toEqual([null])
})

test('an import that failed says why', async () => {
  const { user, publish } = await draw(view())
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  await user.click(screen.getByRole('button', { name: 'Import' }))
  await publish(view({ customers: { count: 1, import: progress({ state: 'failed', message: 'diskFull' }) } }))
  expect(screen.getByText('The disk is full. Make room and import again.')).toBeTruthy()
})
