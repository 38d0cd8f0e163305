import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, openDesk, PASSWORD, USER } from './desk/desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await openDesk({ env: { OFFHOOK_PRACTICE: JSON.stringify({ calls: false, seed: 11 }) } })
})

afterEach(async () => {
  await desk.close()
})

async function connectTo(server: string, line: PracticeLine): Promise<void> {
  const { page } = desk
  await page.getByRole('textbox', { name: 'Server', exact: true }).fill(server)
  await page.getByRole('textbox', { name: 'User or extension' }).fill(USER)
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  const domain = page.getByRole('textbox', { name: 'SIP domain' })
  if (!(await domain.isVisible())) await page.getByRole('button', { name: 'Connection', exact: true }).click()
  await domain.fill(line.domain)
  await page.getByRole('button', { name: 'Save and connect' }).click()
}

test('an own PBX is connected through the form, and a wrong password is tried once and asked for', async () => {
  const line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  const registers: string[] = []
  line.onMessage((direction, text) => {
    if (direction === 'in' && text.startsWith('REGISTER')) registers.push(text)
  })
  const { page } = desk
  await page.getByRole('heading', { name: 'Welcome to Offhook' }).waitFor()
  await page.getByRole('button', { name: 'Connect your phone' }).click()

  await connectTo('my pbx', line)
  await page.getByText('That is not a server.', { exact: false }).waitFor()
  await page.getByText('WebRTC', { exact: true }).click()
  await connectTo('pbx', line)
  await page.getByText('That is not a server address.').waitFor()
  await connectTo('ws://pbx.example.com/ws', line)
  await page.getByText('Only encrypted lines are allowed').waitFor()
  expect(registers).toEqual([])

  await connectTo(line.url, line)
  const strip = page.getByRole('complementary', { name: 'Something is wrong' })
  await strip.getByText('The line was refused.').waitFor()
  expect(registers.filter((text) => /^Authorization:/im.test(text))).toHaveLength(1)

  await strip.getByRole('button', { name: 'Enter password' }).click()
  const sheet = page.getByRole('dialog', { name: 'Enter the password' })
  await sheet.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await desk.until('the line', ({ lines }) => lines[0]?.state === 'registered')
  await line.registered(USER)
  await sheet.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Line: Registered' }).waitFor()
  await page.getByText('Ready for the next call').waitFor()

  // This machine has no keyring: the account is kept, the password is not.
  await desk.restart()
  await desk.page.getByRole('button', { name: 'Enter password' }).click()
  await desk.page.getByRole('dialog').getByLabel('Password').fill(PASSWORD)
  await desk.page.keyboard.press('Enter')
  await desk.until('the line', ({ lines }) => lines[0]?.state === 'registered')

  await desk.app.evaluate(({ app }) => app.quit())
  await line.unregistered(USER)
  await line.close()
})

test('the practice line is one press away, and there again after a restart', async () => {
  const { page } = desk
  await page.getByRole('button', { name: 'Try it with practice calls' }).click()
  await desk.until('the practice line', ({ lines }) =>
    lines.some(({ state, practice }) => state === 'registered' && practice),
  )
  await desk.until('its customers', ({ customers }) => customers.count === 500)
  await page.getByRole('button', { name: 'Have a practice customer call' }).click()
  const call = await desk.hands.answer(await desk.hands.waitForRing())
  await page
    .getByRole('region', { name: 'Customer' })
    .getByRole('heading', { name: 'Brandon Brooks' })
    .waitFor()
  await desk.until('sound', ({ calls }) => (calls[0]?.quality?.heardLevel ?? 0) > 0.01)
  await desk.hands.hangUp(call)
  await desk.hands.fillWrapUp(call, 'Resolved', 'Practice makes perfect')
  await desk.hands.finishWrapUp(call)

  await desk.restart()
  await desk.until('the practice line', ({ lines }) =>
    lines.some(({ state, practice }) => state === 'registered' && practice),
  )
  expect((await desk.view()).customers.count).toBe(500)
  await desk.page.getByRole('region', { name: 'Recent' }).getByText('Brandon Brooks').waitFor()
})
