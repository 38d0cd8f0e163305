import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, draft, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'

let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk({ customers: [draft('Ada Byron', ADA)] })
})

afterEach(async () => {
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await line.close()
})

test('two colleagues are watched; what rings at one is picked up by the keyboard, spoken and wrapped up', async () => {
  const { page, hands } = desk
  await desk.signIn(line)
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Colleagues' }).click()
  const settings = page.getByRole('tabpanel', { name: 'Colleagues' })
  for (const [index, [name, extension]] of [
    ['Maria', '201'],
    ['Jonas', '202'],
  ].entries()) {
    await settings.getByRole('button', { name: 'Add colleague' }).click()
    await settings
      .getByRole('textbox', { name: 'Name' })
      .nth(index)
      .fill(name ?? '')
    await settings
      .getByRole('textbox', { name: 'Extension' })
      .nth(index)
      .fill(extension ?? '')
  }
  await settings.getByRole('button', { name: 'Save colleagues' }).click()
  await desk.until('both lamps', ({ colleagues }) =>
    colleagues.length === 2 && colleagues.every(({ state }) => state === 'free') ? true : undefined,
  )
  await page.keyboard.press('Control+1')
  const list = page.getByRole('region', { name: 'Colleagues' })
  line.colleague('202', { state: 'busy' })
  await list.getByText('On a call').waitFor()

  line.colleague('201', { state: 'ringing', from: ADA, displayName: 'A. BYRON' })
  await list.getByRole('button', { name: /Pick up the call of .Ada Byron. to .Maria./ }).focus()
  const next = line.nextCall()
  await page.keyboard.press('Enter')
  const taken = await next
  expect(taken.number).toBe(ADA)
  expect(taken.header('Replaces')).toMatch(/;early-only$/)
  await taken.answer()
  const call = await desk.until('the call', ({ calls }) => calls.find(({ phase }) => phase === 'connected'))
  expect(call).toMatchObject({
    direction: 'inbound',
    rawNumber: ADA,
    pickedUp: { name: 'Maria' },
    pop: { kind: 'customer', customer: { name: 'Ada Byron' } },
  })
  await taken.whenHearing()
  await page
    .getByRole('article', { name: 'Ada Byron' })
    .getByText(/Picked up from .Maria./)
    .waitFor()
  await page.locator('button[aria-pressed]:focus, [data-call] button:focus').waitFor()
  await list.getByText('Free').waitFor()

  await hands.hangUp(call)
  await hands.fillWrapUp(call, 'Resolved', 'picked up for Maria')
  await hands.finishWrapUp(call)
  const history = await desk.ask('history.list', {
    text: '',
    filter: 'inbound',
    customer: null,
    before: null,
    limit: 1,
  })
  expect(history).toMatchObject({ rows: [{ customer: { name: 'Ada Byron' }, notes: 'picked up for Maria' }] })
})

test('a colleague who answers first leaves a notice, not a missed call', async () => {
  const { page } = desk
  const list = page.getByRole('region', { name: 'Colleagues' })
  line.colleague('201', { state: 'ringing', from: ADA })
  const button = list.getByRole('button', { name: /Pick up/ })
  await button.waitFor()
  // The notice of the answer is still under way when the agent presses.
  const stopDropping = line.drop((direction, text) => direction === 'out' && text.startsWith('NOTIFY'))
  line.colleague('201', { state: 'busy' })
  await button.press('Enter')
  await page.getByRole('list', { name: 'What happened' }).getByText('The call was gone').waitFor()
  stopDropping()
  line.colleague('201', { state: 'free' })
  await list.getByText('Free').waitFor()
})
