import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { LineCheckView } from '../../../../contract/view.ts'
import {
  bad,
  CHECK_STEPS,
  type CheckedStep,
  type CheckStep,
  good,
  type StepResult,
  skipped,
  warning,
} from '../../../../domain/line-check.ts'
import { view } from '../../testing/fixtures.ts'
import { type Drawn, draw } from '../../testing/render.tsx'

async function openForm(): Promise<Drawn> {
  const drawn = await draw(view())
  await drawn.user.click(screen.getByRole('button', { name: 'Settings' }))
  await drawn.user.click(screen.getByRole('tab', { name: 'Lines' }))
  await drawn.user.click(screen.getByRole('button', { name: /^Edit/ }))
  return drawn
}

const GOOD: Readonly<Record<CheckStep, StepResult>> = {
  dns: good('pbx.example.com: 192.0.2.7'),
  connect: good('192.0.2.50:40000 → 192.0.2.7:8089'),
  certificate: good('', {
    subject: 'pbx.example.com',
    issuer: 'Example CA',
    names: ['pbx.example.com', '*.example.com'],
    validFrom: Date.UTC(2026, 0, 1),
    validTo: Date.UTC(2027, 0, 1),
    fingerprint: 'AB:CD',
  }),
  register: good('pbx.example.com: 200 OK'),
  options: good('200 OK'),
  listen: skipped('notDirect'),
  stun: skipped('noStunServer'),
  echo: good('opus: 50 packets out, 50 in, level 0.100'),
}

const steps = (results: Partial<Record<CheckStep, StepResult | 'running' | 'waiting'>> = {}): CheckedStep[] =>
  CHECK_STEPS.map((step) => {
    const result = results[step] ?? GOOD[step]
    return typeof result === 'string'
      ? { step, state: result, reason: null, detail: '', certificate: null }
      : { step, ...result }
  })

/** Begins a check and publishes what it found. */
async function checked(drawn: Drawn, part: Partial<LineCheckView>): Promise<void> {
  const button = screen.queryByRole('button', { name: 'Check line' })
  if (button) await drawn.user.click(button)
  const [sent] = drawn.sent('lineCheck.start') as readonly { subject: string }[]
  const check: LineCheckView = { subject: sent!.subject, state: 'done', steps: steps(), ...part }
  await drawn.publish(view({ lineCheck: check }))
}

const row = (name: string) => screen.getByText(name).closest('li')!

test('the form is checked as it is typed, before anything is saved', async () => {
  const drawn = await openForm()
  await drawn.user.clear(screen.getByRole('textbox', { name: 'User or extension' }))
  await drawn.user.type(screen.getByRole('textbox', { name: 'User or extension' }), '204')
  await drawn.user.type(screen.getByLabelText('Password'), 'secret')
  await drawn.user.click(screen.getByRole('button', { name: 'Check line' }))
  expect(drawn.sent('lineCheck.start')).toMatchObject([{ user: '204', password: 'secret' }])
  expect(drawn.sent('lineCheck.start')[0]).not.toHaveProperty('keepPassword')
  expect(drawn.sent('account.save')).toEqual([])
})

test('while it runs each step shows where it stands, and it can be stopped', async () => {
  const drawn = await openForm()
  const waiting = { options: 'waiting', listen: 'waiting', stun: 'waiting', echo: 'waiting' } as const
  await checked(drawn, { state: 'running', steps: steps({ register: 'running', ...waiting }) })
  expect(screen.getByText('Checking…')).toBeTruthy()
  const list = screen.getByRole('region', { name: 'Line check' })
  expect(
    within(list)
      .getAllByRole('listitem')
      .map(({ dataset }) => dataset.state),
  ).toEqual(['good', 'good', 'good', 'running', 'waiting', 'waiting', 'waiting', 'waiting'])
  await drawn.user.click(screen.getByRole('button', { name: 'Stop check' }))
  expect(drawn.sent('lineCheck.stop')).toEqual([null])
})

test('a line that works says so, with the certificate behind Details', async () => {
  const drawn = await openForm()
  await checked(drawn, {})
  expect(screen.getByText('The line works.')).toBeTruthy()
  await drawn.user.click(within(row('Certificate')).getByRole('button', { name: 'Details' }))
  expect(within(row('Certificate')).getByText('pbx.example.com, *.example.com')).toBeTruthy()
  expect(within(row('Certificate')).getByText('Example CA')).toBeTruthy()
  expect(within(row('Certificate')).getByText('AB:CD')).toBeTruthy()
  expect(within(row('Public address')).getByText('The line has no STUN server.')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Check again' })).toBeTruthy()
})

test('a red step says why and what to do, and the first one is named at the top', async () => {
  const drawn = await openForm()
  await checked(drawn, {
    steps: steps({
      register: bad('wrongPassword', '401 Unauthorized'),
      options: skipped('stepBefore'),
      echo: skipped('stepBefore'),
    }),
  })
  expect(screen.getByText('The line doesn’t work yet: Registration.')).toBeTruthy()
  expect(within(row('Registration')).getByText('Failed')).toBeTruthy()
  expect(within(row('Registration')).getByText('The registrar refused the password.')).toBeTruthy()
  expect(within(row('Registration')).getByText(/Type it anew/)).toBeTruthy()
  expect(within(row('Loop call')).getByText('It needs a step that failed.')).toBeTruthy()
})

test('each step is told to those who listen as it comes out', async () => {
  const drawn = await openForm()
  const rest = { options: 'waiting', listen: 'waiting', stun: 'waiting', echo: 'waiting' } as const
  await checked(drawn, {
    state: 'running',
    steps: steps({ certificate: 'running', register: 'waiting', ...rest }),
  })
  const said = () =>
    within(screen.getByRole('region', { name: 'Line check' })).getByRole('status').textContent
  expect(said()).toBe('Connection: Good')
  await checked(drawn, {
    state: 'running',
    steps: steps({ certificate: warning('certificateEndsSoon'), register: 'running', ...rest }),
  })
  expect(said()).toBe('Certificate: Good, with a hint. The certificate ends within two weeks.')
})

test('a form that was changed since says that the result is out of date', async () => {
  const drawn = await openForm()
  await checked(drawn, {})
  await drawn.user.type(screen.getByRole('textbox', { name: 'User or extension' }), '9')
  expect(screen.getByText('Something has been changed since. Check again.')).toBeTruthy()
})

test('what another form asked for isn’t shown', async () => {
  const drawn = await openForm()
  await drawn.publish(view({ lineCheck: { subject: 'other', state: 'done', steps: steps() } }))
  expect(screen.queryByText('The line works.')).toBeNull()
})

test('fields that can’t be right are named beside them, and nothing is checked', async () => {
  const drawn = await openForm()
  drawn.fake.answer('lineCheck.start', { ok: false, reason: 'badFields', fields: { user: 'userMissing' } })
  await drawn.user.click(screen.getByRole('button', { name: 'Check line' }))
  expect(screen.getByText('Enter the user or extension.')).toBeTruthy()
  expect(screen.getByText('Nothing was checked: some fields need another look.')).toBeTruthy()
})

test('who leaves the form stops a check that runs', async () => {
  const drawn = await openForm()
  await checked(drawn, { state: 'running', steps: steps({ echo: 'running' }) })
  await drawn.user.click(screen.getByRole('button', { name: 'Back' }))
  expect(drawn.sent('lineCheck.stop')).toEqual([null])
})
