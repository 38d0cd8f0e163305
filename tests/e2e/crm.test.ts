import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import type { AddressBookServer } from '../crm/servers/address-book-server.ts'
import { startRadicale } from '../crm/servers/radicale.ts'
import { type CardShelf, shelfOf } from '../crm/testing/cards.ts'
import { barriers } from './desk/axe.ts'
import { type Desk, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const PATIENCE_MS = 60_000

let folder: string
let server: AddressBookServer
let shelf: CardShelf
let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offhook-e2e-crm-'))
  server = await startRadicale(folder)
  shelf = shelfOf(server, server.book)
  await shelf.put(
    'ada.vcf',
    'FN:Ada Byron',
    'N:Byron;Ada;;;',
    'ORG:Analytical Engines',
    `TEL;TYPE=WORK:${ADA}`,
  )
  await shelf.put('ken.vcf', 'FN:Ken Ito', 'N:Ito;Ken;;;', 'TEL;TYPE=CELL:+12025550188')
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
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const press = (keys: string): Promise<void> => desk.page.keyboard.press(keys)

/** Tab, until the control of this name has the focus. */
async function tabTo(name: string): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    const focused = desk.page.locator(':focus')
    if ((await focused.count()) === 1 && (await focused.textContent())?.trim() === name) return
    await press('Tab')
  }
  throw new Error(`no Tab leads to ${name}`)
}

const typeOver = async (text: string): Promise<void> => {
  await press('Control+A')
  await desk.page.keyboard.type(text)
}

/** The step's title has the focus: whoever listens hears where they are. */
const isAt = (step: string): Promise<void> => desk.page.locator(`h2:focus >> text=${step}`).waitFor()

test('an address book is connected by keys alone, from the wish to its contacts', async () => {
  const { page } = desk
  await press('Control+K')
  await page.keyboard.type('connect a crm')
  await page.getByRole('option', { name: /Connect a CRM/ }).waitFor()
  await press('Enter')
  await page.locator('button:focus >> text=CardDAV').waitFor()
  expect(await barriers(page)).toEqual([])
  await press('Enter')
  await page.getByLabel('Address', { exact: true }).waitFor()
  await typeOver(server.book)
  await press('Tab')
  await page.keyboard.type(server.user)
  await press('Tab')
  await page.keyboard.type('not the password')
  await press('Enter')

  await page.getByText('The sign-in is not accepted.').waitFor()
  expect(await barriers(page)).toEqual([])
  await tabTo('Back to the sign-in')
  await press('Enter')
  await page.getByLabel('Password', { exact: true }).waitFor()
  expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe(server.book)
  await page.getByLabel('Password', { exact: true }).focus()
  await typeOver(server.password)
  expect(await barriers(page)).toEqual([])
  await press('Enter')

  await page.getByText('It works').waitFor()
  expect(await barriers(page)).toEqual([])
  await tabTo('Next')
  await press('Enter')
  await isAt('Which field is what?')
  await page.getByRole('region', { name: 'The card' }).getByText('Ada Byron').waitFor()
  expect(await barriers(page)).toEqual([])
  await tabTo('Next')
  await press('Enter')
  await isAt('What is written')
  expect(await barriers(page)).toEqual([])
  await tabTo('Connect and read everything')
  await press('Enter')
  await page.getByRole('heading', { name: /is here/ }).waitFor({ timeout: PATIENCE_MS })
  await page.getByText('2 customers', { exact: true }).waitFor()
  expect(await barriers(page)).toEqual([])
  await tabTo('Done')
  await press('Enter')
  await page.getByRole('list', { name: 'In order of trust' }).waitFor()
  expect(await barriers(page)).toEqual([])
})

test('who stands in the address book calls by name, with where the card comes from', async () => {
  line.call({ to: USER, from: ADA })
  await desk.hands.waitForRing()
  const record = desk.page.getByRole('region', { name: 'Customer', exact: true })
  await record.getByRole('heading', { name: 'Ada Byron' }).waitFor()
  await record.getByText(/^From .*CardDAV/).waitFor()
  expect(await barriers(desk.page)).toEqual([])
})

test('what an agent changes is written into the card, and the page of the CRM tells of it', async () => {
  const { page } = desk
  const call = line.call({ to: USER, from: ADA })
  await desk.hands.answer(await desk.hands.waitForRing())
  await page
    .getByRole('region', { name: 'Customer', exact: true })
    .getByRole('button', { name: 'Edit' })
    .click()
  await page.getByRole('textbox', { name: 'Company' }).fill('Difference Engines')
  await page.getByRole('button', { name: 'Save customer' }).click()
  await desk.until('the change to be written', ({ crm }) => crm.outbox.waiting === 0, PATIENCE_MS)
  await expect.poll(() => shelf.text('ada.vcf'), { timeout: PATIENCE_MS }).toContain('ORG:Difference Engines')
  await call.hangUp()

  await press('Control+5')
  const item = page.getByRole('grid', { name: 'What is written to the CRM' }).getByRole('row')
  await item.filter({ hasText: 'Written' }).first().click()
  await page.getByRole('region', { name: 'Entry' }).getByText('Difference Engines').waitFor()
  expect(await barriers(page)).toEqual([])
})
