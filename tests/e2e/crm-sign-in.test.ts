import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { CLIENT_ID, type StandIn, startSalesforce } from '../crm/stand-ins/salesforce/stand-in.ts'
import { barriers } from './desk/axe.ts'
import { type Desk, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const PATIENCE_MS = 60_000

let standIn: StandIn
let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  standIn = await startSalesforce({
    redirects: [8735, 18_735, 28_735].map((port) => `http://localhost:${port}/offhook`),
  })
  standIn.org.create('Contact', { FirstName: 'Ada', LastName: 'Byron', Phone: '+1 202 555 0143' })
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk()
  await desk.signIn(line)
})

afterEach(async () => {
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await line.close()
  await standIn.stop()
})

/** From now on, keeps what the app would open in the system's browser; there is none here. */
const catchLinks = (): Promise<void> =>
  desk.app.evaluate(({ shell }) => {
    Object.assign(globalThis, { openedLink: '' })
    shell.openExternal = async (url) => {
      Object.assign(globalThis, { openedLink: url })
    }
  })

const openedLink = (): Promise<string> =>
  desk.app.evaluate(() => String((globalThis as { openedLink?: unknown }).openedLink ?? ''))

/** The page that the browser ends on when the user agrees. */
async function agree(address: string): Promise<string> {
  const agreed = await fetch(address, { redirect: 'manual' })
  const back = new URL(agreed.headers.get('location') ?? '')
  // Names may lead to another address family than the one that is listened at.
  back.hostname = '127.0.0.1'
  return (await fetch(back)).text()
}

test('an agent signs in to Salesforce by the browser, and its contacts come', async () => {
  const { page } = desk
  await catchLinks()
  await page.keyboard.press('Control+K')
  await page.keyboard.type('connect a crm')
  await page.getByRole('option', { name: /Connect a CRM/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /Salesforce/ }).click()
  await page.getByLabel('Sign-in address', { exact: true }).fill(standIn.url)
  await page.getByLabel('Consumer key', { exact: true }).fill(CLIENT_ID)
  await page.getByRole('button', { name: 'Sign in with the browser' }).click()
  await expect.poll(openedLink, { timeout: PATIENCE_MS }).toContain('/services/oauth2/authorize')
  expect(await barriers(page)).toEqual([])
  expect(await agree(await openedLink())).toContain('<h1>')
  await page.getByText('Signed in.').waitFor()

  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByText('It works').waitFor()
  await page.getByText(/Grace Hopper, Navy/).waitFor()
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByRole('region', { name: 'The card' }).getByText('Ada Byron').waitFor()
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByRole('button', { name: 'Connect and read everything' }).click()
  await page.getByRole('heading', { name: /is here/ }).waitFor({ timeout: PATIENCE_MS })
  await page.getByRole('button', { name: 'Done', exact: true }).click()

  line.call({ to: USER, from: ADA })
  await desk.hands.waitForRing()
  await page.getByRole('button', { name: 'Go to Desk' }).click()
  const record = page.getByRole('region', { name: 'Customer', exact: true })
  await record.getByRole('heading', { name: 'Ada Byron' }).waitFor()
})

test('a call becomes a task there, though the session had ended, and the sign-in is renewed once', async () => {
  standIn.tokens.expire()
  line.call({ to: USER, from: ADA })
  const call = await desk.hands.answer(await desk.hands.waitForRing())
  await desk.hands.hangUp(call)
  await desk.hands.fillWrapUp(call, 'Resolved', 'Sends the signed contract')
  await desk.hands.finishWrapUp(call)
  const tasks = () => standIn.org.visible('Task').map(({ values }) => values)
  await expect
    .poll(() => tasks().map(({ Description }) => String(Description)), { timeout: PATIENCE_MS })
    .toEqual([expect.stringContaining('Sends the signed contract')])
  expect(tasks()[0]).toMatchObject({ CallDisposition: 'Resolved', WhoId: expect.stringMatching(/^003/) })
  await desk.until('nothing to be waiting', ({ crm }) => crm.outbox.waiting === 0, PATIENCE_MS)
  expect(standIn.tokens.refreshes).toBe(1)
})

test('when Salesforce takes the sign-in back, the agent is asked to sign in again, and can', async () => {
  standIn.tokens.revoke()
  await desk.ask('crm.syncNow', { connection: null })
  await desk.until(
    'the sign-in to be missing',
    ({ crm }) => crm.connections[0]?.sync.fault?.reason === 'signIn',
    PATIENCE_MS,
  )
  const { page } = desk
  const id = (await desk.view()).crm.connections[0]?.id ?? ''
  const settings = (await desk.view()).crm.connections[0]?.settings ?? {}
  await catchLinks()
  const signing = desk.ask('crm.signIn', { connector: 'salesforce', settings })
  await expect.poll(openedLink, { timeout: PATIENCE_MS }).toContain('authorize')
  await agree(await openedLink())
  const signed = await signing
  if (!signed.ok) throw new Error(signed.reason)
  await desk.ask('crm.enterSecret', {
    connection: id,
    secret: null,
    ticket: signed.value.ticket,
    keepSecret: false,
  })
  await desk.until('it to be well again', ({ crm }) => crm.connections[0]?.sync.fault === null, PATIENCE_MS)
  expect(await barriers(page)).toEqual([])
})
