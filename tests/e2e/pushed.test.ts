import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** All that one dialer sends at once. */
const FIVE_HEADERS = [
  'Alert-Info: <http://wazo.community>;info=alert-autoanswer;delay=0;xivo-autoanswer',
  'Answer-After: 0',
  'Answer-Mode: Auto',
  'Call-Info: ;answer-after=0',
  'P-Auto-answer: normal',
]

/** The part of the last call's page that says how its INVITE reads. */
const readingOfLastCall = async (): Promise<string> => {
  const { page } = desk
  await page.keyboard.press('Control+2')
  await page
    .getByRole('grid', { name: 'Call history' })
    .getByRole('row', { name: 'Ada Byron' })
    .first()
    .click()
  const detail = page.getByRole('region', { name: 'Call', exact: true })
  await detail.getByRole('button', { name: 'Would it answer by itself?' }).click()
  const reading = detail.getByRole('group').filter({ hasText: 'Decides' })
  await reading.waitFor()
  const text = (await reading.textContent()) ?? ''
  await page.keyboard.press('Control+1')
  return text
}

test('a pushed call is answered by itself once the agent allows it, and its page says by which header', async () => {
  const { page } = desk
  await desk.signIn(line)
  const first = line.call({ to: USER, from: ADA, headers: FIVE_HEADERS })
  await desk.hands.waitForRing()
  await first.hangUp()
  await desk.clear()
  expect(await readingOfLastCall()).toContain('It rang: this line answers no call by itself.')

  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Lines' }).click()
  const settings = page.getByRole('tabpanel', { name: 'Lines' })
  await settings.getByRole('button', { name: /^Edit/ }).click()
  await settings.getByRole('button', { name: 'Incoming calls' }).click()
  await settings.getByRole('button', { name: /Calls that ask to be answered at once/ }).click()
  await page.getByRole('option', { name: 'Are answered', exact: true }).click()
  await settings.getByRole('button', { name: 'Save and connect' }).click()
  await desk.until(
    'the line',
    ({ lines, accounts }) => lines[0]?.state === 'registered' && accounts[0]?.autoAnswer.mode === 'on',
  )
  await page.keyboard.press('Control+1')

  const second = line.call({ to: USER, from: ADA, headers: FIVE_HEADERS })
  await second.answered()
  await second.whenHearing()
  await page
    .getByRole('article', { name: 'Ada Byron' })
    .getByText('Answered by itself: they hear you')
    .waitFor()
  await second.hangUp()
  await desk.clear()
  const reading = await readingOfLastCall()
  expect(reading).toContain('It was answered by itself.')
  expect(reading).toContain('DecidesCall-Info: ;answer-after=0')
})

test('a dialer’s call pops its lead, says its campaign, and counts as a call to the customer', async () => {
  const { page } = desk
  await desk.ask('settings.save', {
    headerRules: [
      { id: 'lead', header: 'X-Lead-Id', part: '', to: 'lead', label: '' },
      { id: 'campaign', header: 'User-to-User', part: 'campaign', to: 'campaign', label: '' },
      { id: 'customer', header: 'X-Customer', part: '', to: 'customerNumber', label: '' },
      { id: 'page', header: 'Call-Info', part: '', to: 'popUrl', label: '' },
    ],
  })
  const call = line.call({
    to: USER,
    from: '900',
    headers: [
      'X-Lead-Id: 4711',
      `User-to-User: ${Buffer.from('campaign=Autumn').toString('hex')};encoding=hex`,
      'X-Customer: +12025550143',
      'Call-Info: <https://crm.example/leads/4711>;purpose=info',
      'X-AUTOANSWER: TRUE',
    ],
  })
  await call.answered()
  const record = page.getByRole('region', { name: 'Customer' })
  await record.getByRole('heading', { name: 'Ada Byron' }).waitFor()
  const said = record.getByRole('region', { name: 'What the dialer says' })
  expect(await said.textContent()).toContain('CampaignAutumn')
  await said.getByRole('button', { name: /Open .*crm\.example/ }).waitFor()
  const [now] = (await desk.view()).calls
  expect(now).toMatchObject({ direction: 'outbound', rawNumber: '+12025550143' })
  await call.hangUp()
})

test('the call’s page shows its signalling, and saves it without the password’s traces', async () => {
  const { page, app, userData } = desk
  const call = line.call({ to: USER, from: ADA, headers: ['X-AUTOANSWER: TRUE'] })
  await call.answered()
  await call.hangUp()
  await desk.clear()
  await page.keyboard.press('Control+2')
  await page
    .getByRole('grid', { name: 'Call history' })
    .getByRole('row', { name: 'Ada Byron' })
    .first()
    .click()
  const detail = page.getByRole('region', { name: 'Call', exact: true })
  await detail.getByRole('button', { name: 'Show the signalling' }).click()
  const ladder = detail.getByRole('region', { name: 'Signalling' })
  await ladder.getByRole('button', { name: 'INVITE, received' }).click()
  await ladder.getByText('X-AUTOANSWER: TRUE').waitFor()
  await ladder.getByRole('button', { name: '200 OK (INVITE), sent' }).waitFor()

  const file = join(userData, 'saved.txt')
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, file)
  await ladder.getByRole('button', { name: 'Save for support' }).click()
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toMatch(/SIGNALLING[\s\S]*<<< BYE/)
  expect(readFileSync(file, 'utf8')).not.toMatch(/a=ice-pwd:[^•]/)
  await page.keyboard.press('Control+1')
})

test('a pushed call that comes during another one rings beside it', async () => {
  const first = line.call({ to: USER, from: ADA, headers: ['Call-Info: <sip:pbx>;answer-after=0'] })
  await first.answered()
  const second = line.call({ to: USER, from: '+12025550188', headers: ['X-AUTOANSWER: TRUE'] })
  await second.ringing()
  await desk.until('both calls', ({ calls }) =>
    calls.some(({ phase, autoAnswer }) => phase === 'ringing' && autoAnswer?.refused === 'anotherCall'),
  )
  expect((await desk.view()).calls.filter(({ phase }) => phase === 'connected')).toHaveLength(1)
})
