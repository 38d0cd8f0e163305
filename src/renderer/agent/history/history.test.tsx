import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { rows } from '../testing/fake-offhook.ts'
import { historyRow, view } from '../testing/fixtures.ts'
import { type Drawn, draw } from '../testing/render.tsx'

// The list draws what fits: jsdom has no layout, so it is told how much that is.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const list = () => screen.getByRole('grid', { name: 'Call history' })
const detail = () => within(screen.getByRole('region', { name: 'Call' }))

async function openCalls(history = rows(40)): Promise<Drawn> {
  const drawn = await draw(view(), history)
  await drawn.user.click(screen.getByRole('button', { name: 'Calls' }))
  return drawn
}

test('calls are listed newest first, and only those that fit are drawn', async () => {
  await openCalls(rows(400))
  const drawn = await within(list()).findAllByRole('row')
  expect(drawn.length).toBeLessThan(60)
  expect(drawn[0]?.textContent).toContain('Ana Ruiz')
})

test('a filter and a word narrow the list', async () => {
  const { user } = await openCalls()
  await user.click(screen.getByRole('radio', { name: 'Missed' }))
  await waitFor(() =>
    expect(
      within(list())
        .getAllByRole('row')
        .every((row) => row.textContent?.includes('Missed')),
    ).toBe(true),
  )
  await user.type(screen.getByRole('searchbox', { name: /Search name/ }), 'nobody at all')
  expect(await screen.findByText('No call fits')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Show all calls' }))
  expect(await screen.findAllByRole('row', { name: /Ana Ruiz/ })).toBeTruthy()
})

test('arrows walk the list, and the call is told beside it', async () => {
  const { user } = await openCalls()
  await within(list()).findAllByRole('row')
  await user.click(within(list()).getAllByRole('row')[0] as HTMLElement)
  expect(detail().getByRole('heading', { name: 'Ana Ruiz' })).toBeTruthy()
  await user.keyboard('{ArrowDown}')
  expect(detail().getByRole('heading', { name: 'Ken Ito' })).toBeTruthy()
})

test('every fact stands with its distance from the first, and the server’s words behind Details', async () => {
  const { user } = await openCalls()
  await user.click((await within(list()).findAllByRole('row'))[0] as HTMLElement)
  expect(await detail().findByText('Put on hold')).toBeTruthy()
  expect(detail().getByText('+0:31.2')).toBeTruthy()
  const [offered] = detail().getAllByRole('button', { name: 'Details' })
  if (offered) await user.click(offered)
  expect(detail().getByText(/^SIP Call-ID 3c2678a1/)).toBeTruthy()
})

test('handle time is talk, hold and wrap-up', async () => {
  const { user } = await openCalls([historyRow(0)])
  await user.click((await within(list()).findAllByRole('row'))[0] as HTMLElement)
  const times = within(detail().getByRole('region', { name: 'Where the time went' }))
  expect(times.getByText('Handle time').nextSibling?.textContent).toBe('1:39')
})

test('how a call ended can be corrected', async () => {
  const { user, sent } = await openCalls([historyRow(0)])
  await user.click((await within(list()).findAllByRole('row'))[0] as HTMLElement)
  await user.click(detail().getByRole('button', { name: 'Change' }))
  await user.type(detail().getByRole('textbox', { name: 'Notes' }), ' Twice.')
  await user.click(detail().getByRole('button', { name: 'Save' }))
  expect(sent('wrapUp.change')).toEqual([
    { call: 'h0', disposition: 'resolved', notes: 'Invoice sent again to the accountant. Twice.' },
  ])
})

test('with no calls at all the screen says what it is for', async () => {
  await openCalls([])
  expect(await screen.findByText('No calls yet')).toBeTruthy()
})

test('a list that can’t be read says so, with a way to ask again', async () => {
  const { fake, user } = await draw(view())
  fake.answer('history.list', { ok: false, reason: 'failed' })
  await user.click(screen.getByRole('button', { name: 'Calls' }))
  const region = within(screen.getByRole('region', { name: 'Call history' }))
  expect(await region.findByText('Offhook could not do that. Try again.')).toBeTruthy()
  fake.answer('history.list', { rows: rows(3), more: false })
  await user.click(region.getByRole('button', { name: 'Try again' }))
  expect(await within(list()).findAllByRole('row')).toHaveLength(3)
})
