import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, draft, openDesk, PASSWORD, USER } from './desk/desk.ts'

const OFFICE = '+12025550150'

let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk({
    customers: [
      draft('Ada Byron', OFFICE, 'Analytical Engines'),
      draft('Charles Babbage', OFFICE, 'Analytical Engines'),
      draft('Front desk', OFFICE, 'Zuse Computers'),
      draft('Ken Ito', '+12025550188'),
    ],
  })
  await desk.signIn(line)
})

afterEach(async () => {
  await desk.ask('import.dismiss', null)
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await line.close()
})

const record = () => desk.page.getByRole('region', { name: 'Customer', exact: true })

/** A customer calls; resolves when the call rings. */
async function isCalled(from: string, displayName?: string) {
  const call = line.call({ to: USER, from, ...(displayName === undefined ? {} : { displayName }) })
  await desk.hands.waitForRing()
  return call
}

test('a number that several customers have is the agent’s choice, company first', async () => {
  const { page } = desk
  await isCalled(OFFICE)
  const choices = page.getByRole('listbox', { name: 'Who is it?' })
  await choices.waitFor()
  const texts = await choices.getByRole('option').allTextContents()
  expect(texts.map((text) => text.replace(/\(.*/, ''))).toEqual([
    'Analytical EnginesAda Byron',
    'Analytical EnginesCharles Babbage',
    'Zuse ComputersFront desk',
  ])
  // Nobody is guessed, and the call doesn't wait for the choice.
  const [ringing] = (await desk.view()).calls
  expect(ringing?.pop.kind).toBe('several')
  const call = await desk.hands.answer(ringing!)
  await choices.getByRole('option').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await record().getByRole('heading', { name: 'Charles Babbage' }).waitFor()
  await desk.hands.hangUp(call)
  await desk.hands.fillWrapUp(call, 'Resolved', 'Asked for the difference engine')
  await desk.hands.finishWrapUp(call)
  await page.getByRole('region', { name: 'Recent' }).getByText('Charles Babbage').waitFor()

  await isCalled(OFFICE)
  await choices.waitFor()
  await choices.getByRole('option', { name: /Charles Babbage/ }).click()
  await record().getByText('Asked for the difference engine').first().waitFor()
})

test('an unknown caller becomes a customer, and is known the next time', async () => {
  const { page } = desk
  const first = await isCalled('+442079460123', 'G. Hopper')
  await record().getByText('Unknown caller').waitFor()
  await record().getByRole('heading', { name: 'G. Hopper' }).waitFor()
  await record().getByText('United Kingdom').waitFor()
  await record().getByRole('button', { name: 'Create customer' }).click()
  const form = page.getByRole('form', { name: 'New customer' })
  expect(await form.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('G. Hopper')
  expect(await form.getByRole('textbox', { name: 'Number', exact: true }).inputValue()).toBe('+442079460123')
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Grace Hopper')
  await form.getByRole('textbox', { name: 'Company' }).fill('Eckert–Mauchly')
  await page.keyboard.press('Enter')
  await record().getByRole('heading', { name: 'Grace Hopper' }).waitFor()
  expect((await desk.view()).calls[0]?.pop).toMatchObject({ kind: 'customer', how: 'created' })
  await first.cancel()

  await isCalled('+442079460123')
  await record().getByRole('heading', { name: 'Grace Hopper' }).waitFor()
  expect((await desk.view()).calls[0]?.pop).toMatchObject({ kind: 'customer', how: 'number' })
})

test('an unknown caller is attached to a customer with the number', async () => {
  const { page } = desk
  const first = await isCalled('+12025550199')
  await record().getByRole('button', { name: 'Attach to a customer' }).click()
  await page.getByRole('combobox', { name: 'Find the customer' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.type('ito')
  await page.getByRole('option', { name: 'Ken Ito' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await record().getByRole('heading', { name: 'Ken Ito' }).waitFor()
  await record()
    .getByRole('button', { name: /^Call .*555.?0199/ })
    .waitFor()
  await first.cancel()
  await isCalled('+12025550199')
  await record().getByRole('heading', { name: 'Ken Ito' }).waitFor()
})

test('what the agent edits is not taken away by another caller', async () => {
  const { page } = desk
  await isCalled('+12025550188')
  await record().getByRole('button', { name: 'Edit' }).click()
  const notes = record().getByRole('textbox', { name: 'Notes' })
  await notes.fill('Prefers mornings')
  const second = line.call({ to: USER, from: '+442079460999' })
  await page.getByRole('button', { name: /is calling/ }).waitFor()
  expect(await notes.inputValue()).toBe('Prefers mornings')
  await record().getByRole('button', { name: 'Save customer' }).click()
  await record().getByText('Prefers mornings').waitFor()
  await second.cancel()
})

async function chooseFile(name: string, content: string | Buffer): Promise<void> {
  const file = join(desk.userData, name)
  writeFileSync(file, content)
  await desk.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
  await desk.page.getByRole('button', { name: 'Choose file' }).click()
}

/** Added, changed, unchanged, not imported. */
const counts = async (): Promise<readonly string[]> =>
  desk.page.getByRole('region', { name: 'Import customers' }).getByRole('definition').allTextContents()

test('a list of customers is imported through the wizard, twice without doubling anybody', async () => {
  const { page } = desk
  const rows = Array.from({ length: 30 }, (_, index) => {
    const digits = String(index).padStart(2, '0')
    return `Müller ${digits};Bäckerei ${digits};030 2312 50${digits};mueller${digits}@example.org`
  })
  rows.splice(4, 0, ';;030 2312 5099;')
  // As a German spreadsheet writes it.
  const csv = Buffer.from(['Name;Firma;Telefon;E-Mail', ...rows].join('\r\n'), 'latin1')
  await page.keyboard.press('Control+3')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await chooseFile('kunden.csv', csv)
  await page.getByRole('heading', { name: 'What is in which column?' }).waitFor()
  expect(await page.getByRole('button', { name: /Separated by/ }).textContent()).toContain('Semicolon')
  await page.getByRole('cell', { name: /Müller 00/ }).waitFor()
  const becomes = (column: string) => page.getByRole('button', { name: new RegExp(`What ${column} becomes`) })
  expect(await becomes('Firma').textContent()).toContain('Company')
  expect(await becomes('Telefon').textContent()).toContain('Phone number')

  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('heading', { name: 'Import done' }).waitFor()
  expect(await counts()).toEqual(['30', '0', '0', '1'])
  const bad = page.getByRole('table').getByRole('row').nth(1)
  expect(await bad.getByRole('cell').first().textContent()).toBe('6')
  await page.getByRole('button', { name: 'Done' }).click()
  await desk.until('the customers', ({ customers }) => customers.count >= 34)

  await page.keyboard.press('Control+K')
  await page.keyboard.type('bäckerei 07')
  await page.getByRole('option', { name: /Müller 07/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Müller 07' }).waitFor()
  await page.getByRole('button', { name: /Call .*030 2312.?5007/ }).waitFor()

  const before = (await desk.view()).customers.count
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await chooseFile('kunden.csv', csv)
  await page.getByRole('heading', { name: 'What is in which column?' }).waitFor()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('heading', { name: 'Import done' }).waitFor()
  expect(await counts()).toEqual(['0', '0', '30', '1'])
  await page.getByRole('button', { name: 'Done' }).click()
  expect((await desk.view()).customers.count).toBe(before)
})

test('an address book is imported, and its people are found by part of a name or number', async () => {
  const { page } = desk
  const card = (name: string, number: string): string =>
    `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:${name}\r\nTEL;TYPE=cell;VALUE=uri:tel:${number}\r\nEND:VCARD\r\n`
  await page.keyboard.press('Control+3')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await chooseFile(
    'book.vcf',
    card('Émilie du Châtelet', '+33199001234') + card('Lise Meitner', '+431234567'),
  )
  await page.getByRole('heading', { name: /Contacts in/ }).waitFor()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('heading', { name: 'Import done' }).waitFor()
  expect(await counts()).toEqual(['2', '0', '0', '0'])
  await page.getByRole('button', { name: 'Done' }).click()

  const list = page.getByRole('grid', { name: 'Customer list' })
  await page.getByRole('searchbox', { name: 'Search name, company or number' }).fill('chatelet')
  await list.getByRole('row', { name: 'Émilie du Châtelet' }).waitFor()
  await page.getByRole('searchbox').fill('1990 01234')
  await list.getByRole('row', { name: 'Émilie du Châtelet' }).click()
  await page.getByRole('heading', { name: 'Émilie du Châtelet' }).waitFor()
})

test('a file that is no list is refused with what to do', async () => {
  const { page } = desk
  await page.keyboard.press('Control+3')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await chooseFile('empty.csv', '')
  await page.getByText('The file has no rows.').waitFor()
  await chooseFile('photo.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0xff, 0xfe, 0, 0]))
  await page.getByText('That is not a text file.').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
})
