// What the pictures show: each session begins with the same data, and goes from picture to picture as an agent would.
import type { CallView } from '../../src/contract/view.ts'
import { PRACTICE_COLLEAGUES } from '../../src/domain/colleague/colleague.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import type { AgentWindow } from '../agent/agent-window.ts'
import { signIn } from '../agent/arrange.ts'
import type { Hands } from '../agent/hands.ts'
import { crm } from './crm.ts'
import { FLORENCE } from './past.ts'

export type Stage = {
  readonly desk: AgentWindow
  readonly hands: Hands
  readonly line: PracticeLine
  readonly user: string
  readonly take: (name: string) => Promise<void>
}

const SAMUEL = '+16175550178'
const JUNIPER_TRAVEL = '+16175550118'
const SETTINGS = ['Lines', 'Sound', 'Wrap-up', 'Breaks', 'Hotkeys', 'Appearance']

export const SESSIONS: readonly ((stage: Stage) => Promise<void>)[] = [
  withoutCalls,
  oneCall,
  twoCalls,
  twoLines,
  consultation,
  unknownCaller,
  severalMatches,
  colleagues,
  addLine,
  checkLine,
  crm,
]

async function withoutCalls({ desk: { page }, take }: Stage): Promise<void> {
  await take('desk-idle')
  await page.keyboard.press('Control+K')
  await page.keyboard.type('gran')
  await page
    .getByRole('option', { name: /Granite/ })
    .first()
    .waitFor()
  await take('search')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+2')
  const calls = page.getByRole('grid', { name: 'Call history' })
  await calls.getByRole('row', { name: /Arthur Underwood/ }).click()
  await page.getByRole('region', { name: 'What happened' }).waitFor()
  await take('calls')

  await page.keyboard.press('Control+3')
  await page.getByRole('searchbox').fill('granite')
  await page.getByRole('row', { name: /Florence Quinn/ }).click()
  await page.getByRole('heading', { name: 'Florence Quinn' }).waitFor()
  await take('customers')

  for (const tab of SETTINGS) {
    await page.keyboard.press('Control+4')
    await page.getByRole('tab', { name: tab }).click()
    await take(`settings-${tab.toLowerCase()}`)
  }
}

async function oneCall(stage: Stage): Promise<void> {
  const { desk, hands, line, user, take } = stage
  const { page } = desk
  line.call({ to: user, from: FLORENCE })
  const ringing = await hands.waitForRing()
  await take('ringing')
  const call = await answer(stage, ringing)
  await take('desk-call')

  await line.goDown({ forgetCalls: false })
  await page.getByRole('complementary').getByText('The line is down.').waitFor()
  await soundsWell(desk)
  await take('problem')
  await line.comeUp()
  await desk.ask('line.retry', { account: null })
  await desk.until('the line', ({ lines }) => lines[0]?.state === 'registered')

  await hands.hangUp(call)
  await page.getByRole('region', { name: 'Wrap-up' }).locator(':focus').waitFor()
  await page.keyboard.press('2')
  await take('wrap-up')
}

async function twoCalls(stage: Stage): Promise<void> {
  const { desk, hands, line, user, take } = stage
  line.call({ to: user, from: FLORENCE })
  await answer(stage, await hands.waitForRing())
  line.call({ to: user, from: SAMUEL })
  const waiting = await desk.until('the second call', ({ calls }) =>
    calls.find(({ phase }) => phase === 'ringing'),
  )
  await desk.page.getByRole('group', { name: /Call waiting/ }).waitFor()
  await take('call-waiting')
  await hands.answer(waiting)
  await desk.until('the first on hold', ({ calls }) => calls.find(({ held }) => held))
  await soundsWell(desk)
  await take('desk-second-call')
  await desk.page.getByRole('button', { name: 'Join the calls' }).click()
  await desk.page.getByText('You all hear each other').waitFor()
  await soundsWell(desk)
  await take('conference')
}

/** A second line whose server goes down. */
async function twoLines({ desk, line, user, take }: Stage): Promise<void> {
  const { page } = desk
  const provider = await startPracticeLine({ users: { '4930901822': 'practice' }, domain: 'sip.example.com' })
  try {
    const [first] = (await desk.view()).accounts
    if (!first) throw new Error('no account')
    await signIn(desk, {
      server: line.url,
      domain: first.domain,
      user,
      password: null,
      label: 'Support',
      callerIds: ['+12025550100', '+12025550101'],
      callerId: '+12025550100',
    })
    await signIn(desk, {
      id: null,
      label: 'Sales Berlin',
      server: provider.url,
      domain: provider.domain,
      user: '4930901822',
      password: 'practice',
      numbers: {
        rules: [{ id: 'de', pattern: '+49*', replacement: '0*' }],
        outsidePrefix: '',
        internalDigits: 4,
      },
    })
    await withoutProblems(desk)
    await page.keyboard.press('Control+K')
    await page.keyboard.type('+49 30 901820')
    await page.getByRole('option', { name: /Sales Berlin/ }).waitFor()
    await take('dial-line')
    await page.keyboard.press('Escape')
    await provider.goDown({ forgetCalls: false })
    await page
      .getByRole('complementary')
      .getByText(/The line is down/)
      .waitFor()
    await page.getByRole('button', { name: /^Lines: / }).click()
    await take('lines-menu')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+4')
    await page.getByRole('tab', { name: 'Lines' }).click()
    await take('settings-two-lines')
    await page.getByRole('button', { name: /^Edit .*Sales Berlin/ }).click()
    await page.getByRole('button', { name: 'Numbers that you dial' }).click()
    const tried = page.getByRole('textbox', { name: 'Try a number' })
    await tried.fill('+49 30 901820')
    await page
      .getByRole('button', { name: 'Numbers that you dial' })
      .evaluate((group) => group.scrollIntoView({ block: 'start' }))
    await take('settings-line-form')
  } finally {
    await provider.close()
  }
}

async function consultation(stage: Stage): Promise<void> {
  const { desk, hands, line, user, take } = stage
  const { page } = desk
  line.call({ to: user, from: FLORENCE })
  await answer(stage, await hands.waitForRing())
  await hands.openTransfer('samuel')
  await page.getByRole('option', { name: /Samuel Harding/ }).waitFor()
  await take('transfer')
  await page.getByRole('option', { name: /Samuel Harding/ }).click()
  const asked = line.nextCall()
  await page.getByRole('button', { name: 'Ask first' }).click()
  await (await asked).answer()
  await desk.until('the consultation', ({ calls: [call] }) => call?.from && call.phase === 'connected')
  await soundsWell(desk)
  await take('consultation')
}

async function unknownCaller({ hands, line, user, take }: Stage): Promise<void> {
  line.call({ to: user, from: '+442079460958', displayName: 'M. Wollstonecraft' })
  await hands.waitForRing()
  await take('unknown-caller')
}

async function severalMatches({ hands, line, user, take }: Stage): Promise<void> {
  line.call({ to: user, from: JUNIPER_TRAVEL })
  await hands.waitForRing()
  await take('several-matches')
}

async function colleagues(stage: Stage): Promise<void> {
  const { desk, line, take } = stage
  const { page } = desk
  await desk.ask('settings.save', {
    colleagues: PRACTICE_COLLEAGUES.map((one) => ({ ...one })),
    pickUpCode: '',
    pickUpCodes: {},
  })
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Colleagues' }).click()
  await take('settings-colleagues')
  await page.keyboard.press('Control+1')
  line.colleague('203', { state: 'busy' })
  line.colleague('201', { state: 'ringing', from: FLORENCE })
  const pickUp = page.getByRole('button', { name: /Pick up/ })
  await pickUp.waitFor()
  await desk.until('the lamps', ({ colleagues: all }) => all.every(({ state }) => state !== 'unknown'))
  await take('colleagues')
  await pickUp.press('Enter')
  await desk.until('the call', ({ calls }) => calls.find(({ phase }) => phase === 'connected'))
  await soundsWell(desk)
  await page.keyboard.press('Control+Shift+X')
  await page.getByRole('option', { name: /Jonas Weber/ }).waitFor()
  await take('colleagues-transfer')
}

/** Of a machine without a keyring, which isn't what a picture should speak of. */
export async function withoutProblems(desk: AgentWindow): Promise<void> {
  await desk.ask('problem.dismiss', { kind: 'passwordNotKept' })
  await desk.until('no problem', ({ problems }) => problems.length === 0)
}

/** In a call whose quality is measured and whose notes are begun. */
async function answer({ desk, hands }: Stage, ringing: CallView): Promise<CallView> {
  const call = await hands.answer(ringing)
  await desk.page.keyboard.press('Control+Shift+N')
  await desk.page.locator('textarea:focus').waitFor()
  await desk.page.keyboard.type('Asks for the corrected invoice of October')
  await soundsWell(desk)
  await desk.page.locator('textarea:focus').blur()
  return call
}

/** On a busy machine the sound of a picture's call may stutter for a while. */
const soundsWell = ({ until }: AgentWindow): Promise<unknown> =>
  until('a call that sounds well', ({ calls }) => (calls[0]?.quality?.mos ?? 0) > 4, 60_000)

async function openLines({ page }: AgentWindow): Promise<void> {
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Lines' }).click()
}

async function addLine({ desk, take }: Stage): Promise<void> {
  const { page } = desk
  await openLines(desk)
  await page.getByRole('button', { name: 'Add line' }).click()
  await page.getByRole('button', { name: /Your phone server/ }).click()
  await page.getByRole('option', { name: 'FreePBX' }).click()
  await page.getByRole('textbox', { name: 'Its name or address' }).fill('pbx.example.com')
  await page.getByRole('button', { name: /^What it sets/ }).click()
  await page.getByRole('button', { name: /Your phone server/ }).scrollIntoViewIfNeeded()
  await take('preset')
}

async function checkLine({ desk, take }: Stage): Promise<void> {
  const { page } = desk
  await openLines(desk)
  await page.getByRole('button', { name: /^Edit/ }).click()
  await page.getByRole('button', { name: 'Sound of calls' }).click()
  await page.getByRole('textbox', { name: 'Echo number' }).fill('600')
  await page.getByRole('button', { name: 'Sound of calls' }).click()
  await page.getByRole('button', { name: 'Check line' }).click()
  await page.getByText('The line works.').waitFor()
  const check = page.getByRole('region', { name: 'Line check' })
  await check.evaluate((steps) => steps.scrollIntoView({ block: 'end' }))
  await take('line-check')

  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: 'Check again' }).click()
  await page.getByText(/^The line doesn’t work yet/).waitFor()
  await check.locator('[data-state=bad]').getByRole('button', { name: 'Details' }).click()
  await check.evaluate((steps) => steps.scrollIntoView({ block: 'end' }))
  await take('line-check-failed')
}
