import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Desk, openDesk } from './desk/desk.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk({ env: { OFFHOOK_PRACTICE: JSON.stringify({ calls: false, seed: 11 }) } })
  await desk.page.getByRole('button', { name: 'Try it with practice calls' }).click()
  await desk.until('its customers', ({ customers }) => customers.count === 500)
})

afterEach(async () => {
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(() => desk.close())

const push = (): Promise<void> =>
  desk.page.getByRole('button', { name: 'Have the dialer push a call' }).click()

test('the practice dialer’s call rings at first, from an extension that says nothing', async () => {
  await push()
  const ringing = await desk.hands.waitForRing()
  expect(ringing).toMatchObject({ rawNumber: '900', autoAnswer: { refused: 'off' } })
})

test('it pops its lead and counts as a call to the customer, once its headers have a meaning', async () => {
  const { page } = desk
  await desk.ask('settings.save', {
    headerRules: [
      { id: 'lead', header: 'X-Lead-Id', part: '', to: 'lead', label: 'Lead' },
      { id: 'campaign', header: 'X-Campaign', part: '', to: 'campaign', label: '' },
      { id: 'customer', header: 'X-Customer', part: '', to: 'customerNumber', label: '' },
      { id: 'queue', header: 'User-to-User', part: 'queue', to: 'queue', label: '' },
    ],
  })
  await push()
  const ringing = await desk.hands.waitForRing()
  expect(ringing.direction).toBe('outbound')
  const record = page.getByRole('region', { name: 'Customer' })
  const said = record.getByRole('region', { name: 'What the dialer says' })
  await said.waitFor()
  expect(await said.textContent()).toMatch(/CampaignContract renewals.*QueueRenewals/)
  await record
    .getByText(/PL-\d{4}/)
    .first()
    .waitFor()
})

test('it is answered by itself once the agent allows it, and the customer is on the line a moment later', async () => {
  const { page } = desk
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Line' }).click()
  await page.getByText('Answer by itself what the practice dialer pushes').click()
  await page.keyboard.press('Control+1')
  await push()
  const call = await desk.until('the call to be answered by itself', ({ calls }) =>
    calls.find(({ phase }) => phase === 'connected'),
  )
  expect(call.autoAnswer).toMatchObject({ header: 'Call-Info', refused: null })
  await desk.until('the customer', ({ calls }) => (calls[0]?.quality?.heardLevel ?? 0) > 0.01)
})

test('the practice line can be a plain one, and its calls have sound both ways', async () => {
  const { page } = desk
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Line' }).click()
  await page.getByText('Plain SIP and RTP over UDP').click()
  await desk.until(
    'the plain line',
    ({ accounts, lines }) =>
      accounts.some(({ transport }) => transport === 'udp') &&
      lines.some(({ state }) => state === 'registered'),
  )
  await page.keyboard.press('Control+1')
  await push()
  await desk.until('both sides to be heard', ({ calls }) => {
    const quality = calls[0]?.quality
    return (quality?.heardLevel ?? 0) > 0.01 && (quality?.spokenLevel ?? 0) > 0.01
  })
  const { lines } = await desk.view()
  expect(lines).toHaveLength(1)
})
