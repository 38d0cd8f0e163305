// `npm run screenshots`: each screen of the real app in light and dark, into docs/screenshots; `-- crm` only the
// sessions of that name.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PracticeLine, startPracticeLine } from '../src/practice/practice-line.ts'
import { createAgentWindow } from './agent/agent-window.ts'
import { signIn } from './agent/arrange.ts'
import { createHands } from './agent/hands.ts'
import { ensureBuilt } from './build.ts'
import { requireDebianPackages } from './debian.ts'
import { launchOffhook, type RunningOffhook } from './launch.ts'
import { inRoot } from './paths.ts'
import { writePast } from './screenshots/past.ts'
import { SESSIONS, type Stage, withoutProblems } from './screenshots/scenes.ts'
import { encodeSmallPng } from './screenshots/small-png.ts'
import { setUp } from './setup.ts'
import { writeSpeechFile } from './speech-file.ts'
import { withDisplay } from './xvfb.ts'

const USER = 'maria'
const PASSWORD = 'practice'
const DOMAIN = 'pbx.example.com'
const PICTURES = inRoot('docs', 'screenshots')
const only: readonly string[] = process.argv.slice(2)

async function takeAll(env: NodeJS.ProcessEnv): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-screenshots-'))
  const microphone = join(folder, 'microphone.wav')
  writeSpeechFile(microphone, 7)
  if (only.length === 0) rmSync(PICTURES, { recursive: true, force: true })
  mkdirSync(PICTURES, { recursive: true })
  try {
    const first = join(folder, 'first')
    const begin = { env, microphone }
    await session({ ...begin, userData: first }, (stage, app) => {
      const take = only.length === 0 ? stage.take : () => Promise.resolve()
      return firstStart({ ...stage, take }, app, folder)
    })
    writePast(join(first, 'journal.db'), join(first, 'customers.db'), `${USER}@${DOMAIN}`)
    for (const [index, play] of SESSIONS.entries()) {
      if (only.length > 0 && !only.includes(play.name)) continue
      const userData = join(folder, `session-${index}`)
      cpSync(first, userData, { recursive: true })
      await session({ ...begin, userData }, async (stage) => {
        await connect(stage)
        await play(stage)
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One run of the app, on a line of its own. */
async function session(
  options: { readonly userData: string; readonly env: NodeJS.ProcessEnv; readonly microphone: string },
  play: (stage: Stage, app: RunningOffhook['app']) => Promise<void>,
): Promise<void> {
  const { userData, env, microphone } = options
  const line: PracticeLine = await startPracticeLine({ users: { [USER]: PASSWORD }, domain: DOMAIN })
  const offhook = await launchOffhook({ userData, env, microphone: { file: microphone } })
  try {
    const desk = createAgentWindow(offhook.agent)
    const take = (name: string): Promise<void> => takeBoth(offhook, name)
    await play({ desk, hands: createHands(desk), line, user: USER, take }, offhook.app)
  } finally {
    await offhook.close()
    await line.close()
  }
}

/** The first start, and the import of the practice customers by the wizard. */
async function firstStart(stage: Stage, app: RunningOffhook['app'], folder: string): Promise<void> {
  const { page } = stage.desk
  await page.getByRole('heading', { name: 'Welcome to Offhook' }).waitFor()
  await stage.take('first-run')
  await page.getByRole('button', { name: 'Connect your phone' }).click()
  await stage.take('first-run-connect')
  await connect(stage)

  const list = join(folder, 'customers.csv')
  copyFileSync(inRoot('resources', 'sample', 'practice-customers.csv'), list)
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, list)
  await page.keyboard.press('Control+3')
  await page.getByRole('button', { name: 'Import', exact: true }).first().click()
  await page.getByRole('button', { name: 'Choose file' }).click()
  await page.getByRole('button', { name: 'Choose another file' }).waitFor()
  await stage.take('import')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('heading', { name: 'Import done' }).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
}

async function connect({ desk, line }: Stage): Promise<void> {
  await signIn(desk, { server: line.url, domain: line.domain, user: USER, password: PASSWORD })
  await withoutProblems(desk)
}

async function takeBoth({ app, agent: page }: RunningOffhook, name: string): Promise<void> {
  const { ask } = createAgentWindow(page)
  // To where nothing answers to it: a button that was pressed would still look it.
  await page.mouse.move(0, 0)
  for (const theme of ['light', 'dark'] as const) {
    await ask('settings.save', { theme })
    await page.locator(`html[data-theme=${theme}]`).waitFor()
    const png = await page.screenshot({ animations: 'disabled' })
    const bitmap = await app.evaluate(({ nativeImage }, encoded) => {
      const image = nativeImage.createFromBuffer(Buffer.from(encoded, 'base64'))
      return { ...image.getSize(), pixels: image.toBitmap().toString('base64') }
    }, png.toString('base64'))
    const small = encodeSmallPng({ ...bitmap, pixels: Buffer.from(bitmap.pixels, 'base64') })
    writeFileSync(join(PICTURES, `${name}-${theme}.png`), small)
  }
  console.log(name)
}

await setUp()
await requireDebianPackages('pictures')
await ensureBuilt()
await withDisplay(takeAll, { headless: true })
