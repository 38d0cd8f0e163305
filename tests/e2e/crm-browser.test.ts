// Signing in by the browser: the real app, the wizard, and Salesforce's stand-in, where the user agrees without a word.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { CLIENT_ID, startSalesforce } from '../crm/stand-ins/salesforce/stand-in.ts'
import { barriers } from './desk/axe.ts'
import { type Desk, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const PATIENCE_MS = 60_000

let salesforce: Awaited<ReturnType<typeof startSalesforce>>
let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  salesforce = await startSalesforce({})
  salesforce.org.create('Contact', { FirstName: 'Ada', LastName: 'Byron', Phone: ADA })
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
  await salesforce.stop()
})

/** What the system's browser does with a page that is opened: `comes`, or is closed at once. */
const browser = (does: 'comes' | 'closes'): Promise<void> =>
  desk.app.evaluate(({ shell }, what) => {
    shell.openExternal = async (url) => {
      // The page goes on by itself: nobody waits for it.
      if (what === 'comes') void fetch(url).catch(() => undefined)
    }
  }, does)

test('a sign-in whose browser never comes back can be given up, and nothing typed is lost', async () => {
  const { page } = desk
  await browser('closes')
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'CRM & address books' }).click()
  await page.getByRole('button', { name: 'Connect a CRM or address book' }).click()
  await page.getByRole('button', { name: /^Salesforce/ }).click()
  await page.getByLabel('Sign-in address').fill(salesforce.url)
  await page.getByLabel('Consumer key').fill(CLIENT_ID)
  await page.getByRole('button', { name: 'Sign in with the browser' }).click()
  await page.getByText(/Waiting for the browser/).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Stop waiting' }).click()
  await page.getByText(/not finished in the browser/).waitFor()
  expect(await page.getByLabel('Consumer key').inputValue()).toBe(CLIENT_ID)
  expect(await page.getByRole('button', { name: 'Next', exact: true }).isDisabled()).toBe(true)
})

test('a CRM is connected by the browser, and its contact calls by name', async () => {
  const { page } = desk
  await browser('comes')
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'CRM & address books' }).click()
  await page.getByRole('button', { name: 'Sign in with the browser' }).click()
  await page.getByText('Signed in.').waitFor()
  const next = page.getByRole('button', { name: 'Next', exact: true })
  await next.click()
  await page.getByText('It works').waitFor()
  await next.click()
  await page.getByRole('region', { name: 'The card' }).getByText('Ada Byron').waitFor()
  await next.click()
  await page.getByRole('button', { name: 'Connect and read everything' }).click()
  await page.getByRole('heading', { name: /is here/ }).waitFor({ timeout: PATIENCE_MS })
  await page.getByRole('button', { name: 'Done' }).click()

  await page.keyboard.press('Control+1')
  line.call({ to: USER, from: ADA })
  await desk.hands.waitForRing()
  const record = page.getByRole('region', { name: 'Customer', exact: true })
  await record.getByRole('heading', { name: 'Ada Byron' }).waitFor()
  await record.getByText(/^From .*Salesforce/).waitFor()
})

test('when everything is taken back, the strip asks for the sign-in, and the browser gives it again', async () => {
  const { page } = desk
  salesforce.tokens.revoke()
  await desk.ask('crm.syncNow', { connection: null })
  const strip = page.getByRole('complementary', { name: 'Something is wrong' })
  await strip.getByRole('button', { name: 'Sign in again' }).click({ timeout: PATIENCE_MS })
  const sheet = page.getByRole('dialog', { name: /Sign in to .*Salesforce/ })
  await sheet.waitFor()
  expect(await barriers(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Sign in with the browser' }).click()
  await sheet.waitFor({ state: 'detached' })
  await desk.until(
    'the CRM to be well',
    ({ problems }) => problems.every(({ kind }) => kind !== 'crmSignIn'),
    PATIENCE_MS,
  )
})
