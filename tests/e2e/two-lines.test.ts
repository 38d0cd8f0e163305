import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, draft, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const KEN = '+12025550188'

let support: PracticeLine
/** A provider that speaks plain SIP, beside a PBX that speaks WebRTC. */
let sales: PracticeLine
let desk: Desk

beforeAll(async () => {
  support = await startPracticeLine({ users: { [USER]: PASSWORD } })
  sales = await startPracticeLine({ users: { [USER]: PASSWORD }, transports: { udp: true } })
  desk = await openDesk({ customers: [draft('Ada Byron', ADA), draft('Ken Ito', KEN)] })
  await desk.signIn(support, { label: 'Support' })
  await desk.signIn(sales, {
    id: null,
    label: 'Sales',
    transport: 'udp',
    server: sales.addresses.udp ?? '',
    numbers: {
      rules: [{ id: 'us', pattern: '+1*', replacement: '1*' }],
      outsidePrefix: '9',
      internalDigits: 3,
    },
  })
})

afterEach(async () => {
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await support.close()
  await sales.close()
})

const card = (name: string) => desk.page.getByRole('article', { name })

test('a call on each line: the second is announced, and each card says its line', async () => {
  const { page, hands } = desk
  const ada = support.call({ to: USER, from: ADA })
  await hands.answer(await hands.waitForRing())
  await ada.whenHearing()
  await card('Ada Byron').getByText('Support').waitFor()

  const ken = sales.call({ to: USER, from: KEN })
  const ringing = await hands.waitForRing()
  await page.locator('[data-ringing]').getByText('Sales').waitFor()
  await hands.answer(ringing)
  await ada.whenHeld(true)
  await ken.whenHearing()

  await page.getByRole('button', { name: 'Swap', exact: true }).first().click()
  await ken.whenHeld(true)
  await ada.whenHeld(false)
  await ada.whenHearing()
})

test('a number is dialled on the line that is chosen beside it, and written by its rules', async () => {
  const { page } = desk
  const dialled = sales.nextCall()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('+1 202 555 0143')
  await page.getByRole('option', { name: /Dial .*Sales/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const call = await dialled
  expect(call.number).toBe('912025550143')
  const shown = await desk.until('the call', ({ calls }) => calls[0] ?? null)
  expect(shown.rawNumber).toBe('+12025550143')
  await card('Ada Byron').getByText('Sales').waitFor()
  await call.hangUp()
})

test('one server goes down: its line says so, and the other one goes on working', async () => {
  const { page, hands } = desk
  const ken = sales.call({ to: USER, from: KEN })
  await hands.answer(await hands.waitForRing())
  await support.goDown()
  const strip = page.getByRole('complementary', { name: 'Something is wrong' })
  await strip.getByText(/Support.*: The line is down\./).waitFor()
  await ken.whenHearing()
  expect((await desk.view()).agent.kind).toBe('onCall')
  await ken.hangUp()
  await desk.clear()

  // The default line is the one that is down: nothing is dialled on another one unasked.
  const refused = await desk.ask('call.dial', { to: ADA, from: null })
  expect(refused).toEqual({ ok: false, reason: 'lineNotRegistered' })
  expect((await desk.view()).agent.kind).toBe('available')
  await page.getByRole('button', { name: /^Lines: .*Support.*(Offline|Connecting)/ }).click()
  await page.getByRole('dialog').getByText('Sales').waitFor()
  await page.keyboard.press('Escape')

  const ada = sales.call({ to: USER, from: ADA })
  await hands.answer(await hands.waitForRing())
  await ada.whenHearing()

  await support.comeUp()
  await desk.ask('line.retry', { account: null })
  await desk.until('both lines', ({ lines }) => lines.every(({ state }) => state === 'registered'))
  await ada.whenHearing()
})
