import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { CallToAgent, MediaKind } from '../../src/practice/api.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { barriers } from './desk/axe.ts'
import { type Desk, draft, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const KEN = '+12025550188'
const SOON = { timeout: 15_000, interval: 100 }

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

/** Ada on hold, and Ken spoken with. */
async function twoCalls(kinds: { ada?: MediaKind; ken?: MediaKind } = {}) {
  const ada = line.call({ to: USER, from: ADA, media: kinds.ada ?? 'audio' })
  await desk.hands.answer(await desk.hands.waitForRing())
  await ada.answered()
  const ken = line.call({ to: USER, from: KEN, media: kinds.ken ?? 'audio' })
  await desk.hands.answer(await desk.hands.waitForRing())
  await ada.whenHeld(true)
  await ken.whenHearing()
  return { ada, ken }
}

const theCard = () => desk.page.getByRole('article', { name: /^Conference, 3 people/ })

async function join(ada: CallToAgent): Promise<void> {
  await desk.page.getByRole('button', { name: 'Join the calls' }).click()
  await theCard().getByText('You all hear each other').waitFor()
  await ada.whenHeld(false)
}

const hearsNothing = (customer: CallToAgent) =>
  expect.poll(() => customer.stats(1).heard.rms, SOON).toBeLessThan(0.001)

test('each of the two hears the agent and the other, and nobody hears themselves', async () => {
  const { page } = desk
  const { ada, ken } = await twoCalls({ ken: 'silent' })
  await join(ada)
  await ada.whenHearing()
  await ken.whenHearing()
  await page.getByRole('button', { name: 'Mute' }).and(page.locator(':focus')).waitFor()
  expect(await barriers(page)).toEqual([])

  // With the agent muted, all that is left to hear is the other customer: Ken is silent, and Ada is no echo.
  await page.keyboard.press('Control+Shift+M')
  await theCard().getByText('Muted: neither hears you').waitFor()
  await hearsNothing(ada)
  await ken.whenHearing()
  expect(ada.stats(1).heard.recentPackets).toBeGreaterThan(30)
  await page.keyboard.press('Control+Shift+M')
  await ada.whenHearing()

  // The far ends' own sound is still the agent's to hear, and each call is still measured by itself.
  await desk.until('the sound of Ada', ({ calls }) =>
    calls.find(({ rawNumber, quality }) => rawNumber === ADA && (quality?.heardLevel ?? 0) > 0.01),
  )
})

test('hold means both, who then hear nobody, and resuming brings both back', async () => {
  const { page } = desk
  const { ada, ken } = await twoCalls()
  await page.keyboard.press('Control+Shift+J')
  await theCard().waitFor()
  await theCard().getByText('You all hear each other').waitFor()
  await page.keyboard.press('Control+Shift+H')
  await Promise.all([ada.whenHeld(true), ken.whenHeld(true)])
  await theCard().getByText('On hold: they don’t hear each other').waitFor()
  await Promise.all([hearsNothing(ada), hearsNothing(ken)])
  await page.getByRole('button', { name: 'Resume conference' }).click()
  await Promise.all([ada.whenHeld(false), ken.whenHeld(false)])
  await Promise.all([ada.whenHearing(), ken.whenHearing()])
})

test('split holds one and speaks on with the other, who then hears only the agent', async () => {
  const { page } = desk
  const { ada, ken } = await twoCalls()
  await join(ada)
  await page.getByRole('button', { name: /^Hold only .?Ada Byron/ }).click()
  await ada.whenHeld(true)
  await page.getByRole('article', { name: 'Ken Ito' }).getByText('On the call').waitFor()
  await ken.whenHearing()
  await hearsNothing(ada)
  await page.keyboard.press('Control+Shift+M')
  await hearsNothing(ken)
})

test('when one hangs up the other goes on, and both are in the record', async () => {
  const { page } = desk
  const { ada, ken } = await twoCalls()
  await join(ada)
  await ada.hangUp()
  await page.getByRole('article', { name: 'Ken Ito' }).getByText('On the call').waitFor()
  await ken.whenHearing()
  await page.keyboard.press('Control+Shift+E')
  expect(await ken.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  await desk.until(
    'two wrap-ups',
    ({ calls }) => calls.filter(({ wrapUp }) => wrapUp === 'open').length === 2,
  )
})

test('the agent leaves and the two talk on without', async () => {
  const { page } = desk
  const { ada, ken } = await twoCalls()
  await join(ada)
  await page.getByRole('button', { name: 'Let them talk' }).click()
  const transfer = await ada.nextTransfer()
  expect(transfer.replaces?.call?.id).toBe(ken.id)
  expect(await transfer.outcome).toBe(200)
  await Promise.all([ada.ended(), ken.ended()])
  const over = await desk.until(
    'both over',
    ({ calls }) => calls.every(({ phase }) => phase === 'ended') && calls,
  )
  expect(over.map(({ ended }) => ended?.cause)).toEqual(['transferred', 'transferred'])
})

test('a far end that refuses to come off hold is said to have, and the other call goes on', async () => {
  const { page } = desk
  const { ada, ken } = await twoCalls()
  const stop = line.tamper((direction, text) =>
    direction === 'out' && /^SIP\/2\.0 200 /.test(text) && /CSeq: \d+ INVITE/i.test(text)
      ? text.replace(/^SIP\/2\.0 200 \S+/, 'SIP/2.0 488 Not-Here')
      : text,
  )
  await page.getByRole('button', { name: 'Join the calls' }).click()
  const card = page.getByRole('article', { name: 'Ada Byron' })
  await card.getByText('The other side refused to resume.').waitFor()
  stop()
  await page.getByRole('article', { name: 'Ken Ito' }).getByText('On the call').waitFor()
  await ken.whenHearing()
  await hearsNothing(ada)
})
