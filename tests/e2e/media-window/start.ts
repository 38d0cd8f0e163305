import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { build, createBuilder } from 'vite'
import { electronEnvironment } from '../../../tools/electron/environment.ts'
import { resolveElectron } from '../../../tools/electron/resolve.ts'
import { launchAttached, runtimeArguments, thisMachine } from '../../../tools/launch.ts'
import { cacheFolder, inRoot } from '../../../tools/paths.ts'
import { withDisplay } from '../../../tools/xvfb.ts'
import type { Bench } from './app.ts'

const folder = join(cacheFolder, 'media-window')

/** The product's own preload and page, beside a main process of their own. */
async function buildParts(): Promise<void> {
  const builder = await createBuilder({
    configFile: inRoot('vite.config.ts'),
    logLevel: 'warn',
    environments: {
      preloadMedia: { build: { outDir: join(folder, 'preload') } },
      mediaWindow: { build: { outDir: join(folder, 'renderer') } },
    },
  })
  for (const name of ['preloadMedia', 'mediaWindow']) {
    const environment = builder.environments[name]
    if (environment === undefined) throw new Error(`vite.config.ts builds no ${name}`)
    await builder.build(environment)
  }
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: inRoot('tests', 'e2e', 'media-window', 'app.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20.18',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'app.js' } },
    },
    ssr: { noExternal: true, external: ['electron'] },
  })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'media-window', version: '1.0.0', type: 'module', main: 'app.js' }),
  )
}

type Method = {
  [Name in keyof Bench]: Bench[Name] extends (...args: never) => unknown ? Name : never
}[keyof Bench]
type Arguments<Name extends Method> = Parameters<Bench[Name]>
type Answer<Name extends Method> = Awaited<ReturnType<Bench[Name]>>

export type MediaWindowApp = {
  /** Calls one function of the bench in Electron's main process. */
  readonly call: <Name extends Method>(name: Name, ...args: Arguments<Name>) => Promise<Answer<Name>>
  readonly states: () => Promise<string[]>
  readonly log: () => Promise<string[]>
  /** Throws where the window has met an error that nobody caught. */
  readonly close: () => Promise<void>
}

/** Starts Electron with nothing but the media window in it, and a display where there is none. */
export async function startMediaWindow(userData: string): Promise<MediaWindowApp> {
  await mkdir(folder, { recursive: true })
  await buildParts()
  return new Promise((resolve, reject) => {
    withDisplay(
      (env) =>
        new Promise<void>((closed, failed) => {
          launch(userData, env).then(
            (app) => resolve({ ...app, close: () => app.close().finally(closed) }),
            failed,
          )
        }),
    ).catch(reject)
  })
}

async function launch(userData: string, env: NodeJS.ProcessEnv): Promise<MediaWindowApp> {
  const electron = await resolveElectron()
  const machine = thisMachine()
  // Nothing but the device is faked. Chromium's stand-in for the person who is asked would grant everything, past the
  // rules that are tested here, and the product has to set the other switches itself.
  const sound = [
    ...runtimeArguments({ userData, microphone: 'real' }, machine),
    '--use-fake-device-for-media-stream',
  ]
  const app: ElectronApplication = await launchAttached({
    executablePath: electron.path,
    args: [...sound, folder],
    chromiumSandbox: !machine.isRoot,
    env: { ...(electronEnvironment() as Record<string, string>), ...(env as Record<string, string>) },
  })
  const log = (): Promise<string[]> =>
    app.evaluate(() => (globalThis as unknown as { bench: Bench }).bench.log)
  return {
    call: (name, ...args) =>
      app.evaluate(
        (_electron, [method, values]) => {
          const { bench } = globalThis as unknown as { bench: Record<string, (...all: unknown[]) => unknown> }
          return bench[method]?.(...values)
        },
        [name, args as unknown[]] as const,
      ) as Promise<never>,
    states: () => app.evaluate(() => (globalThis as unknown as { bench: Bench }).bench.states),
    log,
    close: async () => {
      const uncaught = (await log()).filter((line) => /^(?:uncaught|unhandled)\b/i.test(line))
      await app.close()
      if (uncaught.length > 0) throw new Error(`nobody caught this:\n${uncaught.join('\n')}`)
    },
  }
}
