import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { uncaughtIn } from '../../../tools/agent/troubles.ts'
import { electronEnvironment } from '../../../tools/electron/environment.ts'
import { resolveElectron } from '../../../tools/electron/resolve.ts'
import { runtimeArguments, thisMachine } from '../../../tools/launch.ts'
import { root } from '../../../tools/paths.ts'
import { killApp } from './processes.ts'
import { connectProtocol, type Protocol } from './protocol.ts'
import { until } from './until.ts'

const START_MS = 60_000
const QUIT_MS = 15_000

/** The built Offhook as a process of its own, with a line into its main process and into the agent window's page. */
export type RunningElectron = {
  readonly pid: number
  readonly output: () => string
  /** Runs an expression in the agent window's page, also after the page died and was loaded again. */
  readonly inPage: <Value>(expression: string) => Promise<Value>
  /** Calls `listener` with each text that the page passes to the function `name`. */
  readonly listen: (name: string, listener: (text: string) => void) => Promise<void>
  /** Runs an expression in the main process, where `require` gives Electron. */
  readonly inMain: <Value>(expression: string) => Promise<Value>
  /** Both throw when the app has met an error that nobody caught. */
  readonly kill: () => Promise<void>
  readonly quit: () => Promise<void>
}

export type Spawned = { readonly child: ChildProcess; readonly pid: number; readonly output: () => string }

/** Starts the process and doesn't wait for anything. */
export async function spawnElectron(options: {
  readonly userData: string
  readonly microphone: string
}): Promise<Spawned> {
  const electron = await resolveElectron()
  const { userData, microphone } = options
  const child = spawn(
    electron.path,
    [
      ...['--inspect=0', '--remote-debugging-port=0'],
      ...runtimeArguments({ userData, microphone: { file: microphone } }, thisMachine()),
      root,
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      // Where no name server answers, a name is to be found missing before the line gives up for another reason.
      env: { ...electronEnvironment(), RES_OPTIONS: 'timeout:1 attempts:1' },
    },
  )
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  if (child.pid === undefined) throw new Error(`${electron.path} did not start`)
  return { child, pid: child.pid, output: () => output }
}

/**
 * Not by Playwright: it hangs now and then when it meets windows that are just being opened, and gets lost where a page
 * dies.
 */
export async function startElectron(options: {
  readonly userData: string
  readonly microphone: string
}): Promise<RunningElectron> {
  const spawned = await spawnElectron(options)
  try {
    return await connect(spawned)
  } catch (error) {
    await killApp(spawned.pid).catch(() => undefined)
    throw new Error(`${String(error)}\n${spawned.output().slice(-4_000)}`)
  }
}

async function connect({ child, pid, output }: Spawned): Promise<RunningElectron> {
  const address = (of: RegExp) => until(`${of}`, () => of.exec(output())?.[1], START_MS)
  const main = await connectProtocol(await address(/^Debugger listening on (ws:\S+)/m))
  const browser = await connectProtocol(await address(/^DevTools listening on (ws:\S+)/m))
  const page = await attachToAgentPage(browser)
  const exited = child.exitCode === null ? once(child, 'exit') : Promise.resolve()
  let gone = false

  const kill = async (): Promise<void> => {
    if (gone) return
    gone = true
    await killApp(pid)
    await exited
    expectNothingUncaught(output())
  }
  return {
    pid,
    output,
    inPage: (expression) => browser.evaluate(expression, { session: page, awaitPromise: true }),
    listen: async (name, listener) => {
      browser.on('Runtime.bindingCalled', (params) => {
        const called = params as { name: string; payload: string }
        if (called.name === name) listener(called.payload)
      })
      await browser.send('Runtime.enable', {}, page)
      await browser.send('Runtime.addBinding', { name }, page)
    },
    inMain: (expression) => main.evaluate(expression),
    kill,
    quit: async () => {
      if (gone) return
      await main.evaluate(`{ const { app } = require('electron'); void setImmediate(() => app.quit()) }`)
      // A process that is being debugged waits at its end for the debugger to leave.
      main.close()
      const late = AbortSignal.timeout(QUIT_MS)
      const inTime = await Promise.race([exited.then(() => true), once(late, 'abort').then(() => false)])
      browser.close()
      if (!inTime) return kill()
      gone = true
      expectNothingUncaught(output())
    },
  }
}

function expectNothingUncaught(output: string): void {
  const uncaught = uncaughtIn(output)
  if (uncaught.length > 0)
    throw new Error(`nobody caught this:\n${uncaught.join('\n')}\n${output.slice(-4_000)}`)
}

async function attachToAgentPage(browser: Protocol): Promise<string> {
  type Targets = { targetInfos: readonly { targetId: string; type: string; url: string }[] }
  const target = await until(
    'the agent window',
    async () => {
      const { targetInfos } = await browser.send<Targets>('Target.getTargets')
      return targetInfos.find(({ type, url }) => type === 'page' && url.startsWith('app://agent/'))
    },
    START_MS,
  )
  const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId: target.targetId,
    flatten: true,
  })
  // The address is there before the page is.
  const loaded = `location.host === 'agent' && document.readyState === 'complete' && 'offhook' in window`
  await until(
    'the page',
    () => browser.evaluate<boolean>(loaded, { session: sessionId }).catch(() => false),
    START_MS,
  )
  return sessionId
}
