import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { HistoryRow } from '../../src/contract/agent.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, draft, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'

let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk({ customers: [draft('Ada Byron', ADA)] })
  await desk.signIn(line)
})

afterEach(async () => {
  await desk.ask('agent.setPresence', { presence: 'available', reason: null })
  await desk.ask('settings.save', { wrapUp: { mode: 'required' } })
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await line.close()
})

async function setState(item: string): Promise<void> {
  await desk.page.keyboard.press('Control+Shift+S')
  await desk.page.locator('[role=menu]:focus, [role=menu] :focus').waitFor()
  await desk.page.keyboard.type(item.slice(0, 3).toLowerCase())
  await desk.page.getByRole('menuitemradio', { name: item }).and(desk.page.locator(':focus')).waitFor()
  await desk.page.keyboard.press('Enter')
}

async function latest(): Promise<HistoryRow> {
  const query = { text: '', filter: 'all', customer: null, before: null, limit: 1 } as const
  const page = await desk.ask('history.list', query)
  const [row] = 'rows' in page ? page.rows : []
  if (!row) throw new Error('the history is empty')
  return row
}

test('on a break nobody rings, and callers are told that the agent is away', async () => {
  const { page } = desk
  await setState('Lunch')
  await page.getByText('On a break').waitFor()
  expect(await line.call({ to: USER, from: ADA }).ended()).toMatchObject({
    by: 'agent',
    how: 'refused',
    code: 480,
    reasonHeader: expect.stringContaining('Agent is on a break'),
  })
  await page.getByRole('list', { name: 'What happened' }).getByText('Ada Byron').waitFor()

  // On a break the agent can still call out.
  const [call] = await Promise.all([
    line.nextCall(),
    page.getByRole('button', { name: 'Call back', exact: true }).click(),
  ])
  await call.answer()
  await desk.until('the answer', ({ calls }) => calls[0]?.phase === 'connected')
  await desk.clear()

  await setState('Available')
  await page.getByText('Ready for the next call').waitFor()
  const again = line.call({ to: USER, from: ADA })
  await desk.hands.waitForRing()
  await again.cancel()
})

test('a break that is asked for during a call begins after its wrap-up', async () => {
  const { page } = desk
  const customer = line.call({ to: USER, from: ADA })
  const call = await desk.hands.answer(await desk.hands.waitForRing())
  await setState('Meeting')
  const top = page.getByRole('region', { name: 'Status and search' })
  await top.getByText('On a call').waitFor()
  await top.getByText('then Break').waitFor()
  await customer.hangUp()
  await desk.until('the wrap-up', ({ agent }) => agent.kind === 'wrapUp')
  // In wrap-up nobody rings either.
  expect(await line.call({ to: USER, from: '+12025550100' }).ended()).toMatchObject({ code: 480 })
  // The menu has the focus back: from there F6 walks to the wrap-up.
  for (const _ of ['call', 'customer', 'wrap-up']) await page.keyboard.press('F6')
  await desk.hands.fillWrapUp(call, 'Resolved', '')
  await desk.hands.finishWrapUp(call)
  await top.getByText('Meeting').waitFor()
  await page.keyboard.press('Control+Shift+S')
  await page.getByRole('menuitemradio', { name: 'Meeting', checked: true }).waitFor()
  // A key that comes before the menu has the focus goes nowhere.
  await page.locator('[role=menu]:focus-within').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  expect((await desk.view()).agent).toMatchObject({ kind: 'break', reason: 'Meeting' })
})

test('a wrap-up needs its disposition, and a note where the disposition asks for one', async () => {
  const { page } = desk
  const customer = line.call({ to: USER, from: ADA })
  await desk.hands.answer(await desk.hands.waitForRing())
  await customer.hangUp()
  const done = page.getByRole('button', { name: 'Done' })
  await page.keyboard.press('Control+Shift+N')
  await page.locator('textarea:focus').waitFor()
  await page.keyboard.press('Shift+Tab')
  await page.locator('input[type=radio]:focus').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Choose how the call ended.').waitFor()
  await page.keyboard.press('3')
  await page.getByRole('radio', { name: 'Escalated', checked: true }).waitFor()
  await done.click()
  await page.getByText('This disposition needs a note.').waitFor()
  await page.getByRole('textbox', { name: 'Notes' }).fill('To the second line')
  await done.click()
  await page.getByText('Ready for the next call').waitFor()
  expect(await latest()).toMatchObject({ disposition: 'Escalated', notes: 'To the second line' })

  // Later it is corrected where it stands; both are on record.
  await page.keyboard.press('Control+2')
  await page.getByRole('grid', { name: 'Call history' }).getByRole('row').first().click()
  const ending = page.getByRole('region', { name: 'How it ended' })
  await ending.getByRole('button', { name: 'Change' }).click()
  await ending.getByRole('button', { name: /Disposition/ }).click()
  await page.getByRole('option', { name: 'Resolved' }).click()
  await ending.getByRole('button', { name: 'Save' }).click()
  await ending.getByText('Resolved').waitFor()
  const happened = page.getByRole('region', { name: 'What happened' })
  await happened.getByText(/Wrap-up done: .?Escalated/).waitFor()
  await happened.getByText(/Changed to: .?Resolved/).waitFor()
})

test('a wrap-up with a time limit closes by itself, with what was chosen or as timed out', async () => {
  const { page } = desk
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Wrap-up' }).click()
  await page.getByText('Disposition is required, and time is limited').click()
  await page.getByRole('textbox', { name: 'Seconds' }).fill('5')
  await page.keyboard.press('Enter')
  await desk.until(
    'the rule',
    ({ settings }) => settings.wrapUp.mode === 'timeBoxed' && settings.wrapUp.seconds === 5,
  )
  await page.keyboard.press('Control+1')

  const answerAndHangUp = async (): Promise<void> => {
    const customer = line.call({ to: USER, from: ADA })
    await desk.hands.answer(await desk.hands.waitForRing())
    await customer.hangUp()
    await desk.until('the wrap-up', ({ calls }) => calls[0]?.wrapUp === 'open')
  }
  await answerAndHangUp()
  await page.getByRole('progressbar', { name: 'left' }).waitFor()
  await page.getByText('Ready for the next call').waitFor()
  expect(await latest()).toMatchObject({ disposition: 'Wrap-up timeout', notes: '' })
  const { wrapUp } = (await latest()).durations
  expect(Math.round(wrapUp)).toBeGreaterThanOrEqual(5_000)
  // By the limit that was typed, not by the usual one.
  expect(wrapUp).toBeLessThan(30_000)

  await answerAndHangUp()
  await page.keyboard.press('2')
  await page.getByRole('radio', { name: 'Callback', checked: true }).waitFor()
  await page.getByText('Ready for the next call').waitFor()
  expect(await latest()).toMatchObject({ disposition: 'Callback' })
})

test('an open wrap-up comes back after a restart with what was written', async () => {
  const customer = line.call({ to: USER, from: ADA })
  await desk.hands.answer(await desk.hands.waitForRing())
  await desk.page.keyboard.press('Control+Shift+N')
  await desk.page.locator('textarea:focus').waitFor()
  await desk.page.keyboard.type('Wants an offer')
  await customer.hangUp()
  await desk.until('the wrap-up', ({ calls }) => calls[0]?.wrapUp === 'open')
  await desk.page.getByRole('region', { name: 'Wrap-up' }).getByText('Callback').click()
  await desk.until('the draft', ({ calls }) => calls[0]?.draft.disposition === 'callback')

  await desk.restart()
  const { page } = desk
  await page.getByRole('radio', { name: 'Callback', checked: true }).waitFor()
  expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('Wants an offer')
  await page
    .getByRole('region', { name: 'Customer', exact: true })
    .getByRole('heading', { name: 'Ada Byron' })
    .waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await desk.until('the closed wrap-up', ({ calls }) => calls.length === 0)
  expect(await latest()).toMatchObject({ disposition: 'Callback', notes: 'Wants an offer' })
  await desk.signIn(line)
})
