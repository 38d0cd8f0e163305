// `npm run demo`: Offhook with its practice line. With a display a window to use; without one, or with `--headless`, a
// scripted shift through the real window that proves itself.
import { parseArgs } from 'node:util'
import { ensureBuilt } from './build.ts'
import { playShift } from './demo-shift.ts'
import { startOffhook } from './launch.ts'
import { inRoot } from './paths.ts'
import { setUp } from './setup.ts'
import { hasDisplay, withDisplay } from './xvfb.ts'

const { values } = parseArgs({ options: { headless: { type: 'boolean', default: false } } })

async function demo(): Promise<number> {
  await setUp()
  await ensureBuilt()
  if (values.headless || !hasDisplay()) {
    return withDisplay((env) => playShift({ pictures: inRoot('.cache', 'demo'), env }), { headless: true })
  }
  const offhook = await startOffhook({ userData: inRoot('.cache', 'demo-user'), args: ['--practice'] })
  return new Promise((resolve) => offhook.once('exit', (code) => resolve(code ?? 1)))
}

process.exit(await demo())
