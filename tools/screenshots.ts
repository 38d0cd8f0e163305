// `npm run screenshots`: every screen of the real app, light and dark, into docs/screenshots.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPracticeLine } from '../src/practice/practice-line.ts'
import { type AgentWindow, createAgentWindow } from './agent/agent-window.ts'
import { createHands } from './agent/hands.ts'
import { ensureBuilt } from './build.ts'
import { launchOffhook } from './launch.ts'
import { inRoot } from './paths.ts'
import { SCENES, type Scene } from './screenshots/scenes.ts'
import { setUp } from './setup.ts'
import { writeSpeechFile } from './speech-file.ts'
import { withDisplay } from './xvfb.ts'

const THEMES = ['light', 'dark'] as const
const folder = inRoot('docs', 'screenshots')

async function pictures(theme: (typeof THEMES)[number], env: NodeJS.ProcessEnv): Promise<void> {
  const userData = mkdtempSync(join(tmpdir(), 'offhook-pictures-'))
  const microphone = join(userData, 'microphone.wav')
  writeSpeechFile(microphone, 7)
  const line = await startPracticeLine({ users: { agent: 'practice' }, domain: 'pbx.example.org' })
  const offhook = await launchOffhook({ userData, microphone: { file: microphone }, env })
  try {
    const desk: AgentWindow = createAgentWindow(offhook.agent)
    await desk.ask('settings.save', { theme })
    const scene: Scene = {
      desk,
      hands: createHands(desk),
      line,
      app: offhook.app,
      picture: async (name) => {
        // Whatever slides or fades has come to rest.
        await desk.page.evaluate(() =>
          Promise.allSettled(
            document
              .getAnimations()
              .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
              .map(({ finished }) => finished),
          ),
        )
        await desk.page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
      },
    }
    for (const play of SCENES) await play(scene)
  } finally {
    await offhook.close()
    await line.close()
    rmSync(userData, { recursive: true, force: true })
  }
}

await setUp()
await ensureBuilt()
mkdirSync(folder, { recursive: true })
await withDisplay(
  async (env) => {
    for (const theme of THEMES) await pictures(theme, env)
  },
  { headless: true },
)
console.log(`Screenshots: ${folder}`)
process.exit(0)
