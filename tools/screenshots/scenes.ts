import type { ElectronApplication } from '@playwright/test'
import type { CallView } from '../../src/contract/view.ts'
import type { CallToAgent, PracticeLine } from '../../src/practice/practice-line.ts'
import type { AgentWindow } from '../agent/agent-window.ts'
import type { Hands } from '../agent/hands.ts'
import { inRoot } from '../paths.ts'

export type Scene = {
  readonly desk: AgentWindow
  readonly hands: Hands
  readonly line: PracticeLine
  readonly app: ElectronApplication
  readonly picture: (name: string) => Promise<void>
}

/** Customers of the sample list: one with a number of her own, one who calls meanwhile, and a shared number. */
const FIRST = { from: '+353209109195', name: 'Róisín Nolan' }
const SECOND = { from: '+16175550100', name: 'Brandon Brooks' }
const SHARED = '+494066969912'
const STRANGER = '+442079460987'

const MAPPING = {
  '0': 'name',
  '1': 'company',
  '2': 'number:Phone',
  '3': 'number:Mobile',
  '4': 'email',
  '5': 'city',
  '6': 'country',
  '7': 'notes',
}

const sample = inRoot('resources', 'sample', 'practice-customers.csv')

async function open({ desk: { page } }: Scene, screen: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: screen }).click()
}

async function ring(
  { line, hands }: Scene,
  from: string,
  name: string,
): Promise<{ call: CallView; there: CallToAgent }> {
  const there = line.call({ to: 'agent', from, displayName: name })
  return { call: await hands.waitForRing(), there }
}

async function firstRun({ desk, line, picture }: Scene): Promise<void> {
  await desk.page.getByRole('button', { name: /practice calls/i }).waitFor()
  await picture('first-run')
  await desk.ask('account.save', {
    server: line.url,
    user: 'agent',
    domain: line.domain,
    authorizationUser: '',
    displayName: '',
    country: 'US',
    trustsProxy: true,
    dtmf: 'rfc4733',
    whileUnavailable: 'unavailable',
    iceServers: [],
    password: 'practice',
    keepPassword: false,
  })
  await desk.until('the line', ({ line: { state } }) => state === 'registered')
  await desk.ask('problem.dismiss', { kind: 'passwordNotKept' })
  const file = { file: sample, encoding: 'utf-8', delimiter: ',', hasHeader: true, mapping: MAPPING }
  await desk.ask('import.start', file)
  await desk.until('the customers', ({ customers }) => customers.count >= 500)
  await desk.until('the end of the import', ({ customers }) => customers.import?.state === 'done')
  await desk.ask('import.dismiss', null)
}

/** An earlier call, so that there is something to remember. */
async function earlier(scene: Scene): Promise<void> {
  const { hands } = scene
  const { call } = await ring(scene, FIRST.from, FIRST.name)
  await hands.answer(call)
  await hands.hangUp(call)
  await hands.fillWrapUp(
    call,
    'Callback',
    'Wants the offer for eight chairs before she renews. Call on Tuesday after two.',
  )
  await hands.finishWrapUp(call)
  const { there } = await ring(scene, SECOND.from, SECOND.name)
  await there.hangUp()
  await scene.desk.until('the missed call', ({ notices }) => notices.length > 0)
  await scene.picture('desk-missed')
  for (const { id } of (await scene.desk.view()).notices)
    await scene.desk.ask('call.dismissNotice', { call: id })
  await scene.picture('desk-idle')
}

async function talking(scene: Scene): Promise<void> {
  const { desk, hands, picture } = scene
  const { call } = await ring(scene, FIRST.from, FIRST.name)
  await picture('ringing')
  await hands.answer(call)
  await desk.until('a quality', ({ calls }) =>
    calls.find(({ quality }) => quality && quality.heardLevel > 0.01),
  )
  await picture('desk-call')
  const second = await ring(scene, SECOND.from, SECOND.name)
  await picture('call-waiting')
  await hands.answer(second.call)
  await desk.until('the first on hold', ({ calls }) => calls.find(({ id, held }) => id === call.id && held))
  await picture('desk-two-calls')
  await second.there.hangUp()
  await desk.until('the second wrap-up', ({ calls }) =>
    calls.find(({ id, wrapUp }) => id === second.call.id && wrapUp === 'open'),
  )
  await desk.ask('wrapUp.finish', {
    call: second.call.id,
    disposition: 'resolved',
    notes: 'Delivery date given.',
  })
  await desk.ask('call.resume', { call: call.id })
  await desk.until('the first again', ({ calls }) => calls.find(({ id, held }) => id === call.id && !held))
  await hands.openTransfer('200')
  await picture('transfer')
  await desk.page.keyboard.press('Escape')
  await hands.hangUp(call)
  await hands.fillWrapUp(call, 'Escalated', 'Asks for the invoice of March')
  await picture('wrap-up')
  await hands.finishWrapUp(call)
}

async function whoIsIt(scene: Scene): Promise<void> {
  for (const [from, name, picture] of [
    [STRANGER, 'C. Hale', 'unknown-caller'],
    [SHARED, 'Zephyr Heating', 'several-customers'],
  ] as const) {
    const { there } = await ring(scene, from, name)
    await scene.picture(picture)
    await there.hangUp()
    await scene.desk.until('the end', ({ calls }) => calls.length === 0)
    for (const { id } of (await scene.desk.view()).notices)
      await scene.desk.ask('call.dismissNotice', { call: id })
  }
}

async function otherScreens(scene: Scene): Promise<void> {
  const { desk, app, picture } = scene
  const { page } = desk
  await open(scene, 'Calls')
  await page.getByRole('region', { name: 'Call history' }).getByText(FIRST.name).first().click()
  await page.getByText('Asks for the invoice of March').first().waitFor()
  await picture('calls')
  await open(scene, 'Customers')
  await page.getByText('500').first().waitFor()
  await picture('customers')
  await app.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] })
  }, sample)
  await page
    .getByRole('button', { name: /^Import/ })
    .first()
    .click()
  const choose = page.getByRole('button', { name: /Choose/ })
  await choose.or(page.getByText('practice-customers.csv')).first().waitFor()
  if (await choose.isVisible()) await choose.click()
  await page.getByText('practice-customers.csv').first().waitFor()
  await picture('import')
  await page.keyboard.press('Escape')
  await open(scene, 'Settings')
  for (const tab of ['Line', 'Sound', 'Wrap-up', 'Breaks', 'Hotkeys', 'Appearance']) {
    await page.getByRole('tab', { name: tab }).click()
    await picture(`settings-${tab.toLowerCase()}`)
  }
}

async function lineDown(scene: Scene): Promise<void> {
  await open(scene, 'Desk')
  await scene.line.goDown()
  await scene.desk.until('the problem', ({ problems }) => problems.find(({ kind }) => kind === 'lineOffline'))
  await scene.picture('problem')
}

export const SCENES: readonly ((scene: Scene) => Promise<void>)[] = [
  firstRun,
  earlier,
  talking,
  whoIsIt,
  otherScreens,
  lineDown,
]
