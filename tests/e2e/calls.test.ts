import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FactRow } from '../../src/contract/agent.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, draft, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const KEN = '+12025550188'

let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk({ customers: [draft('Ada Byron', ADA, 'Analytical Engines'), draft('Ken Ito', KEN)] })
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

const customerCalls = (from: string) => line.call({ to: USER, from })

test('a call from its first ring to its record, by the keyboard alone', async () => {
  const { page, hands } = desk
  const customer = customerCalls(ADA)
  const ringing = await hands.waitForRing()
  const record = page.getByRole('region', { name: 'Customer' })
  await record.getByRole('heading', { name: 'Ada Byron' }).waitFor()
  await record.getByText('Analytical Engines').waitFor()

  const call = await hands.answer(ringing)
  await customer.answered()
  await customer.whenHearing()
  await desk.until('sound', ({ calls }) => (calls[0]?.quality?.heardLevel ?? 0) > 0.01)

  const card = page.getByRole('article', { name: 'Ada Byron' })
  await page.keyboard.press('Control+Shift+M')
  await card.getByText('Muted: they can’t hear you').waitFor()
  expect(await card.getByRole('button', { name: 'Mute' }).getAttribute('aria-pressed')).toBe('true')
  await expect.poll(() => customer.stats(0.5).heard.rms, { timeout: 5_000 }).toBeLessThan(0.001)
  await page.keyboard.press('Control+Shift+M')
  await customer.whenHearing()

  await hands.hold(call)
  await card.getByText('On hold').waitFor()
  await customer.whenHeld(true)
  await expect.poll(() => customer.stats(0.5).heard.rms, { timeout: 5_000 }).toBeLessThan(0.001)
  await hands.resume(call)
  await customer.whenHeld(false)
  await customer.whenHearing()

  await card.getByRole('button', { name: 'Keypad' }).press('Enter')
  await page.getByRole('button', { name: 'Tone 1', exact: true }).and(page.locator(':focus')).waitFor()
  await page.keyboard.type('42#')
  await customer.whenHeardDigits('42#')
  expect(await page.getByRole('status', { name: 'Tones sent' }).textContent()).toBe('42#')
  await page.keyboard.press('Escape')
  await page.getByRole('status', { name: 'Tones sent' }).waitFor({ state: 'detached' })
  expect((await desk.view()).calls[0]?.phase).toBe('connected')

  await hands.hangUp(call)
  expect(await customer.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  await page.keyboard.press('2')
  await page.getByRole('radio', { name: 'Callback', checked: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Ready for the next call').waitFor()

  await page.keyboard.press('Control+2')
  await page.getByRole('grid', { name: 'Call history' }).getByRole('row', { name: 'Ada Byron' }).click()
  const detail = page.getByRole('region', { name: 'Call', exact: true })
  await detail.getByRole('region', { name: 'How it ended' }).getByText('Callback').waitFor()
  const told = await detail
    .getByRole('region', { name: 'What happened' })
    .getByRole('listitem')
    .allTextContents()
  const happened = [
    'Call came in from',
    'Customer: ',
    'Answered',
    'Muted',
    'Unmuted',
    'Put on hold',
    'Taken off hold',
    'Tone 4 sent',
    'Tone 2 sent',
    'Tone # sent',
    'Ended by the agent: Call ended',
    'Wrap-up begun',
    'Wrap-up done: ',
  ]
  expect(told).toHaveLength(happened.length)
  for (const [index, words] of happened.entries()) expect(told[index]).toContain(words)
  await page.keyboard.press('Control+1')

  const facts = (await desk.ask('history.facts', { call: call.id })) as readonly FactRow[]
  const at = (kind: string): number => facts.find(({ fact }) => fact.kind === kind)?.offset ?? Number.NaN
  const rows = await desk.ask('history.list', {
    text: '',
    filter: 'handled',
    customer: null,
    before: null,
    limit: 5,
  })
  const row = 'rows' in rows ? rows.rows.find(({ id }) => id === call.id) : undefined
  const hold = at('resumed') - at('held')
  expect(row?.durations).toEqual({
    ring: expect.closeTo(at('answered'), 0),
    talk: expect.closeTo(at('ended') - at('answered') - hold, 0),
    hold: expect.closeTo(hold, 0),
    wrapUp: expect.closeTo(at('wrapUpClosed') - at('wrapUpOpened'), 0),
    handle: expect.closeTo(at('ended') - at('answered') + at('wrapUpClosed') - at('wrapUpOpened'), 0),
  })
})

test('a second caller waits, is answered by the key, and the two are swapped', async () => {
  const { page, hands } = desk
  const ada = customerCalls(ADA)
  await hands.answer(await hands.waitForRing())
  const ken = customerCalls(KEN)
  const waiting = await desk.until('the second call', ({ calls }) =>
    calls.find(({ phase }) => phase === 'ringing'),
  )
  await page.getByRole('group', { name: /Call waiting: .?Ken Ito/ }).waitFor()
  // Whom the agent speaks with stays on the desk; the second caller is one press away.
  await page.getByRole('region', { name: 'Customer' }).getByRole('heading', { name: 'Ada Byron' }).waitFor()
  await page.getByRole('button', { name: /Ken Ito.? is calling/ }).waitFor()

  await hands.answer(waiting)
  await ada.whenHeld(true)
  expect(ken.held).toBe(false)
  await page.getByRole('region', { name: 'Customer' }).getByRole('heading', { name: 'Ken Ito' }).waitFor()
  await ken.whenHearing()

  await page.keyboard.press('Control+Shift+Y')
  await ken.whenHeld(true)
  await ada.whenHeld(false)
  await page.getByRole('region', { name: 'Customer' }).getByRole('heading', { name: 'Ada Byron' }).waitFor()
  await ada.whenHearing()
  await page.getByRole('article', { name: 'Ken Ito' }).getByRole('button', { name: 'Swap' }).click()
  await ada.whenHeld(true)
  await ken.whenHeld(false)

  await page.getByRole('article', { name: 'Ken Ito' }).getByRole('button', { name: 'End' }).click()
  expect(await ken.ended()).toMatchObject({ by: 'agent' })
  // The one who is left waits on hold until the agent says so.
  expect(ada.state).toBe('answered')
  await page.getByRole('article', { name: 'Ada Byron' }).getByRole('button', { name: 'Hold' }).click()
  await ada.whenHeld(false)
  await ada.hangUp()
  await desk.until(
    'two wrap-ups',
    ({ calls }) => calls.length === 2 && calls.every(({ wrapUp }) => wrapUp === 'open'),
  )
  await page.keyboard.press('1')
  await page.getByRole('radio', { name: 'Resolved', checked: true }).waitFor()
  await page.keyboard.press('Enter')
  await desk.until('one wrap-up', ({ calls }) => calls.length === 1)
})

test.each([
  ['486', 'Busy', 'SIP 486'],
  ['603', 'Declined', 'SIP 603'],
  ['404', 'No such number', 'SIP 404'],
  ['480', 'Not reachable', 'SIP 480'],
  ['503', 'The phone server failed', 'SIP 503'],
])('a dialled call that ends with %s says: %s', async (number, words, code) => {
  const { page } = desk
  await page.keyboard.press('Control+K')
  await page.keyboard.type(number)
  await page.keyboard.press('Enter')
  const notice = page.getByRole('list', { name: 'What happened' }).getByRole('listitem').first()
  await notice.getByText(words, { exact: true }).waitFor()
  await notice.getByRole('button', { name: 'Details' }).click()
  await notice.getByText(code).waitFor()

  const [again] = await Promise.all([
    line.nextCall(),
    notice.getByRole('button', { name: 'Call again' }).click(),
  ])
  expect(again.number).toBe(number)
  await again.answer()
  await desk.until('the answered call', ({ calls }) => calls.find(({ phase }) => phase === 'connected'))
})

test('a call that the agent gives up while it rings is cancelled', async () => {
  const { page } = desk
  const dialled = line.nextCall()
  await page.keyboard.press('Control+K')
  await page.keyboard.type('180')
  await page.keyboard.press('Enter')
  const customer = await dialled
  customer.ring()
  await page
    .getByRole('region', { name: 'Calls', exact: true })
    .getByText('Ringing', { exact: true })
    .waitFor()
  await page.keyboard.press('Control+Shift+E')
  expect(await customer.ended()).toMatchObject({ by: 'agent', how: 'cancel' })
  await page.getByRole('list', { name: 'What happened' }).getByText('Cancelled').waitFor()
  await page.getByRole('button', { name: /^Dismiss: / }).click()
  await page.getByRole('list', { name: 'What happened' }).waitFor({ state: 'detached' })
})

test('what is said before the answer is heard, and shown as an announcement', async () => {
  const { page } = desk
  const dialled = line.nextCall()
  await page.keyboard.press('Control+K')
  await page.keyboard.type('183')
  await page.keyboard.press('Enter')
  const customer = await dialled
  await customer.earlyMedia()
  await page.getByText('Connected to an announcement').waitFor()
  await desk.until('sound before the answer', ({ calls }) => (calls[0]?.quality?.heardLevel ?? 0) > 0.01)
  expect((await desk.view()).calls[0]?.phase).toBe('dialing')
  await customer.answer()
  await desk.until('the answer', ({ calls }) => calls.find(({ phase }) => phase === 'connected'))
  await customer.whenHearing()
})

test('a call that somebody else took, and one that nobody took, are told apart', async () => {
  const { page, hands } = desk
  const taken = customerCalls(ADA)
  await hands.waitForRing()
  await taken.cancel('SIP;cause=200;text="Call completed elsewhere"')
  const notices = page.getByRole('list', { name: 'What happened' }).getByRole('listitem')
  await notices.first().getByText('Answered elsewhere').waitFor()

  const missed = customerCalls(KEN)
  await hands.waitForRing()
  await missed.cancel()
  await notices.first().getByText('Missed').waitFor()
  await notices.first().getByText('Ken Ito').waitFor()
  const [back] = await Promise.all([
    line.nextCall(),
    notices.first().getByRole('button', { name: 'Call back' }).click(),
  ])
  expect(back.number).toBe(KEN)
  back.refuse(486)
  await notices.first().getByText('Busy', { exact: true }).waitFor()
})

test('the agent declines a call, or lets the caller hear busy', async () => {
  const { page, hands } = desk
  const declined = customerCalls(ADA)
  await hands.waitForRing()
  await page.keyboard.press('Control+Shift+R')
  expect(await declined.ended()).toMatchObject({ by: 'agent', how: 'refused', code: 603 })

  const busy = customerCalls(ADA)
  await hands.waitForRing()
  await page.getByRole('button', { name: 'More ways to decline' }).click()
  await page.getByRole('menuitem', { name: 'Send busy instead' }).click()
  expect(await busy.ended()).toMatchObject({ by: 'agent', how: 'refused', code: 486 })
})
