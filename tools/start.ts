// `npm start -- [arguments for Offhook]`: builds what has changed and starts it.
import { once } from 'node:events'
import { ensureBuilt } from './build.ts'
import { startOffhook } from './launch.ts'
import { setUp } from './setup.ts'
import { withDisplay } from './xvfb.ts'

await setUp()
await ensureBuilt()
process.exitCode = await withDisplay(async (env) => {
  const offhook = await startOffhook({ args: process.argv.slice(2), env })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => offhook.kill(signal))
  const [code] = await once(offhook, 'exit')
  return typeof code === 'number' ? code : 1
})
