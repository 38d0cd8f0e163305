import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { CheckedStep, CheckStep } from '../../src/domain/line-check.ts'
import { makeCertificate } from '../../src/main/sip/testing/certificate.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, openDesk, PASSWORD, USER } from './desk/desk.ts'

let desk: Desk
const lines: PracticeLine[] = []

beforeAll(async () => {
  desk = await openDesk()
  await desk.page.getByRole('button', { name: 'Connect your phone' }).click()
})

afterEach(async () => {
  for (const line of lines.splice(0)) await line.close()
})

afterAll(async () => {
  await desk.close()
})

async function practiceLine(options: Parameters<typeof startPracticeLine>[0] = {}): Promise<PracticeLine> {
  const line = await startPracticeLine({ users: { [USER]: PASSWORD }, ...options })
  lines.push(line)
  return line
}

/** Fills the form, which nobody has saved, and checks it. */
async function check(server: string, password = PASSWORD, echoNumber = ''): Promise<Steps> {
  const { page } = desk
  await page.getByRole('textbox', { name: 'Server', exact: true }).fill(server)
  await page.getByRole('textbox', { name: 'User or extension' }).fill(USER)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await openGroup('Connection', 'SIP domain')
  await page.getByRole('textbox', { name: 'SIP domain' }).fill('practice.example')
  await openGroup('Sound of calls', 'Echo number')
  await page.getByRole('textbox', { name: 'Echo number' }).fill(echoNumber)
  const before = (await desk.view()).lineCheck
  await page.getByRole('button', { name: /^Check (line|again)$/ }).click()
  const { steps } = await desk.until('the end of the check', ({ lineCheck }) =>
    lineCheck && lineCheck.state === 'done' && JSON.stringify(lineCheck) !== JSON.stringify(before)
      ? lineCheck
      : null,
  )
  return Object.fromEntries(steps.map((step) => [step.step, step])) as Steps
}

type Steps = Readonly<Record<CheckStep, CheckedStep>>

async function choose(way: string): Promise<void> {
  await desk.page.getByText(way, { exact: true }).click()
}

async function openGroup(name: string, field: string): Promise<void> {
  const { page } = desk
  if (await page.getByRole('textbox', { name: field }).isVisible()) return
  await page.getByRole('button', { name, exact: true }).click()
}

test('a line that works is green in every step, and its echo is heard', async () => {
  const line = await practiceLine()
  const steps = await check(line.url, PASSWORD, '600')
  expect(steps).toMatchObject({
    connect: { state: 'good' },
    register: { state: 'good' },
    options: { state: 'good' },
    echo: { state: 'good' },
  })
  await desk.page.getByText('The line works.').waitFor()
  expect((await desk.view()).accounts).toEqual([])
  await line.unregistered(USER)
  expect(line.calls()).toEqual([])
})

test('a plain line is green too, with its sound through the relay', async () => {
  const line = await practiceLine({ transports: { udp: true } })
  await choose('SIP')
  const steps = await check(line.addresses.udp ?? '', PASSWORD, '600')
  expect(steps).toMatchObject({
    connect: { state: 'skipped', reason: 'noConnection' },
    register: { state: 'good' },
    options: { state: 'good' },
    echo: { state: 'good' },
  })
  await desk.page.getByText('The line works.').waitFor()
  await choose('WebRTC')
})

test('a wrong password is red at the registration, and says what to do', async () => {
  const line = await practiceLine()
  const { register, options } = await check(line.url, 'wrong')
  expect(register).toMatchObject({ state: 'bad', reason: 'wrongPassword' })
  expect(options.reason).toBe('stepBefore')
  const { page } = desk
  await page.getByText('The line doesn’t work yet: Registration.').waitFor()
  await page.getByText('The registrar refused the password.').waitFor()
  await page.getByText(/Type it anew/).waitFor()
})

test('a dead port is red at the connection', async () => {
  const server = createServer()
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
  await new Promise((resolve) => server.close(resolve))
  const { connect, register } = await check(`ws://127.0.0.1:${port}`)
  expect(connect).toMatchObject({ state: 'bad', reason: 'connectionRefused' })
  expect(register.reason).toBe('stepBefore')
})

test('a certificate that nobody vouches for is red, and shown', async () => {
  const authority = makeCertificate({ commonName: 'Example Lab', authority: true })
  const issuer = { commonName: 'Example Lab', keyObject: authority.keyObject }
  const line = await practiceLine({ tls: makeCertificate({ commonName: 'pbx.lab', issuer }) })
  const { certificate } = await check(line.url.replace('127.0.0.1', 'localhost'))
  expect(certificate).toMatchObject({ state: 'bad', reason: 'certificateUntrusted' })
  const { page } = desk
  const step = page.getByRole('region', { name: 'Line check' }).locator('[data-step=certificate]')
  await step.getByRole('button', { name: 'Details' }).click()
  await step.getByText('Example Lab').waitFor()
  await step.getByText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/).waitFor()
})

test('a preset fills the form, and another takes it back', async () => {
  const { page } = desk
  await page.getByRole('button', { name: /Your phone server/ }).click()
  await page.getByRole('option', { name: 'FRITZ!Box' }).click()
  await page.getByRole('button', { name: /^What it sets/ }).click()
  await page.getByText('→ fritz.box').waitFor()
  const server = page.getByRole('textbox', { name: 'Server', exact: true })
  expect(await server.inputValue()).toBe('fritz.box')
  await page.getByRole('button', { name: /Your phone server/ }).click()
  await page.getByRole('option', { name: 'FreePBX' }).click()
  await page.getByRole('textbox', { name: 'Its name or address' }).fill('pbx.example')
  expect(await server.inputValue()).toBe('pbx.example')
})

test('the working line of the same account keeps its registration, and renews it afterwards', async () => {
  const line = await practiceLine()
  await desk.signIn(line)
  const { page } = desk
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Lines' }).click()
  await page.getByRole('button', { name: /^Edit/ }).click()
  const [working] = line.registrations()
  const renewals: string[] = []
  line.onMessage((direction, text) => {
    const isOwn = text.includes(working?.contact ?? '?')
    if (direction === 'in' && text.startsWith('REGISTER ') && isOwn) renewals.push(text)
  })
  // The password that is kept is the one that is checked.
  await page.getByRole('button', { name: 'Check line' }).click()
  await page.getByText('The line works.').waitFor()
  await expect.poll(() => renewals.length).toBeGreaterThan(0)
  await expect.poll(() => line.registrations().map(({ contact }) => contact)).toEqual([working?.contact])
  expect((await desk.view()).lines[0]?.state).toBe('registered')
})
