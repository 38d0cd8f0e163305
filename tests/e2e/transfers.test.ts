import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { CallToAgent } from '../../src/practice/api.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, draft, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const KEN = '+12025550188'

let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk({ customers: [draft('Ada Byron', ADA), draft('Ken Ito', KEN)] })
  await desk.signIn(line)
})

afterEach(async () => {
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await line.close()
})

async function talkToAda(): Promise<CallToAgent> {
  const customer = line.call({ to: USER, from: ADA })
  await desk.hands.answer(await desk.hands.waitForRing())
  await customer.answered()
  return customer
}

test('a customer is handed over to somebody who was asked first', async () => {
  const { page } = desk
  const ada = await talkToAda()
  await page.keyboard.press('Control+Shift+X')
  await page.getByRole('combobox', { name: 'Customer or number' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.type('Ken')
  await page.getByRole('option', { name: 'Ken Ito' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const asked = line.nextCall()
  await page.getByRole('button', { name: 'Ask first' }).click()
  const ken = await asked
  expect(ken.number).toBe(KEN)
  await ada.whenHeld(true)
  const complete = page.getByRole('button', { name: 'Complete transfer' })
  await complete.waitFor()
  expect(await complete.isDisabled()).toBe(true)

  await ken.answer()
  await ken.whenHearing()
  await page.getByText(/Connect .?Ada Byron.? with .?Ken Ito/).waitFor()
  // The agent asks about Ada: her record and her wrap-up stay on the desk.
  await page.getByRole('region', { name: 'Customer' }).getByRole('heading', { name: 'Ada Byron' }).waitFor()
  await page.getByRole('group', { name: /Wrap-up of .?Ada Byron/ }).waitFor()
  await complete.click()
  const transfer = await ada.nextTransfer()
  expect(transfer.replaces?.call?.id).toBe(ken.id)
  expect(await transfer.outcome).toBe(200)
  await ken.ended()
  await ada.ended()

  const over = await desk.until('one wrap-up for both', ({ calls }) => calls.length === 1 && calls[0])
  expect(over).toMatchObject({ wrapUp: 'open', ended: { cause: 'transferred' } })
  await desk.hands.fillWrapUp(over, 'Escalated', 'Ken takes it')
  await desk.hands.finishWrapUp(over)

  await page.keyboard.press('Control+2')
  const history = page.getByRole('grid', { name: 'Call history' })
  await history.getByRole('row', { name: 'Ada Byron' }).click()
  const detail = page.getByRole('region', { name: 'Call', exact: true })
  await detail.getByText('Attended transfer begun').waitFor()
  await detail.getByText('Transfer done').waitFor()
  await detail.getByRole('button', { name: 'Open the linked call' }).click()
  await detail.getByRole('heading', { name: 'Ken Ito' }).waitFor()
})

test('the agent goes back to the customer when nobody can be asked', async () => {
  const { page } = desk
  const ada = await talkToAda()
  await desk.hands.openTransfer('700')
  const asked = line.nextCall()
  await page.getByRole('button', { name: 'Ask first' }).click()
  const colleague = await asked
  await ada.whenHeld(true)
  colleague.refuse(486)
  await desk.until('the customer’s call alone', ({ calls }) => calls.length === 1)
  const card = page.getByRole('article', { name: 'Ada Byron' })
  await card.getByText('On hold').waitFor()
  await card.getByRole('button', { name: 'Hold' }).click()
  await ada.whenHeld(false)
  await ada.whenHearing()
})

test('a customer who can’t be handed over stays with the agent, who is told so', async () => {
  const { page } = desk
  const ada = await talkToAda()
  await desk.hands.openTransfer('486')
  await page.getByRole('button', { name: 'Transfer now' }).click()
  expect(await (await ada.nextTransfer()).outcome).toBe(486)
  const card = page.getByRole('article', { name: 'Ada Byron' })
  await card.getByText(/The transfer to .?486.? failed: Busy\. You still have the call\./).waitFor()
  await card.getByRole('button', { name: 'Details' }).click()
  await card.getByText('SIP 486').waitFor()
  expect(ada.state).toBe('answered')
  await ada.whenHearing()

  await desk.hands.openTransfer('200')
  const [call] = (await desk.view()).calls
  await desk.hands.transferNow(call!)
  expect(await ada.ended()).toMatchObject({ how: 'bye' })
})

test('what can’t be dialled can’t be transferred to either', async () => {
  const { page } = desk
  await talkToAda()
  await desk.hands.openTransfer('not a number')
  expect(await page.getByRole('button', { name: 'Transfer now' }).isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: 'Ask first' }).isDisabled()).toBe(true)
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Customer or number' }).waitFor({ state: 'detached' })
  expect((await desk.view()).calls[0]?.phase).toBe('connected')
})
