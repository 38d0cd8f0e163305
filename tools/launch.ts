// How Offhook is started from this checkout: by `npm start`, the demo, the tests, the bench and the packaging test.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { _electron, type ElectronApplication, errors, type Page } from '@playwright/test'
import { electronEnvironment } from './electron/environment.ts'
import { resolveElectron } from './electron/resolve.ts'
import { root } from './paths.ts'

export type LaunchOptions = {
  /** A folder of its own for each running Offhook. Left out: the one that an installed Offhook would use. */
  readonly userData?: string
  /** Arguments for Offhook itself. */
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Chromium's own tone in place of a microphone, or a WAV file of what it should hear. */
  readonly microphone?: 'real' | 'fake' | { readonly file: string }
}

const closeTimeoutMs = 10_000
const attachTimeoutMs = 20_000
const attachAttempts = 4
const windowTimeoutMs = 30_000

/** The arguments before the app's folder or script. */
export function runtimeArguments(
  options: LaunchOptions,
  machine: { readonly isRoot: boolean; readonly hasGpu: boolean },
): string[] {
  const { userData, microphone = 'real' } = options
  return [
    // Chromium refuses to sandbox what root starts.
    ...(machine.isRoot ? ['--no-sandbox'] : []),
    ...(machine.hasGpu ? [] : ['--disable-gpu']),
    ...(userData === undefined ? [] : [`--user-data-dir=${userData}`]),
    ...(microphone === 'real' ? [] : fakeSound),
    ...(typeof microphone === 'object' ? [`--use-file-for-fake-audio-capture=${microphone.file}`] : []),
  ]
}

/** A call on one machine without a sound card or a network. Permissions are asked for and given as ever. */
const fakeSound = [
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--autoplay-policy=no-user-gesture-required',
]

export const thisMachine = (): { isRoot: boolean; hasGpu: boolean } => ({
  isRoot: process.getuid?.() === 0,
  hasGpu: process.platform !== 'linux' || existsSync('/dev/dri'),
})

/** Starts Offhook as a child whose output is shown. The caller waits for its end. */
export async function startOffhook(options: LaunchOptions): Promise<ChildProcess> {
  const electron = await resolveElectron()
  const args = [...runtimeArguments(options, thisMachine()), root, ...(options.args ?? [])]
  return spawn(electron.path, args, { stdio: 'inherit', env: { ...electronEnvironment(), ...options.env } })
}

export type RunningOffhook = {
  readonly app: ElectronApplication
  /** The window that the agent sees. */
  readonly agent: Page
  readonly pid: number
  /** Quits it, and kills it when it has not gone within ten seconds. */
  readonly close: () => Promise<void>
}

/** Starts the built Offhook under Playwright's control and waits for the agent's window. */
export async function launchOffhook(
  options: LaunchOptions & { readonly userData: string },
): Promise<RunningOffhook> {
  const electron = await resolveElectron()
  const machine = thisMachine()
  const app = await launchAttached({
    executablePath: electron.path,
    args: [...runtimeArguments({ microphone: 'fake', ...options }, machine), root, ...(options.args ?? [])],
    chromiumSandbox: !machine.isRoot,
    env: definedOnly({ ...electronEnvironment(), ...options.env }),
  })
  const child = app.process()
  const close = (): Promise<void> => closeOrKill(app, child)
  try {
    const agent = await agentWindow(app)
    return { app, agent, pid: child.pid ?? 0, close }
  } catch (error) {
    await close()
    throw error
  }
}

type ElectronLaunch = NonNullable<Parameters<typeof _electron.launch>[0]>

/**
 * Starts an Electron app with Playwright attached to it. Playwright attaches while the app opens its windows, and waits
 * for ever for one whose first navigation slipped in between; it ends that app when the time is over, and the next try
 * has another chance.
 */
export async function launchAttached(options: ElectronLaunch): Promise<ElectronApplication> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await _electron.launch({ ...options, timeout: attachTimeoutMs })
    } catch (error) {
      if (attempt === attachAttempts || !(error instanceof errors.TimeoutError)) throw error
    }
  }
}

/** The agent's window as it is now, or the one that comes: it is a new page after a crash. */
export async function agentWindow(app: ElectronApplication): Promise<Page> {
  const isAgent = (page: Page): boolean => page.url().startsWith('app://agent/')
  const deadline = Date.now() + windowTimeoutMs
  while (Date.now() < deadline) {
    const page = app.windows().find((window) => !window.isClosed() && isAgent(window))
    if (page !== undefined) return page
    // A window is announced before it has its address.
    await delay(50)
  }
  const seen = app.windows().map((window) => window.url())
  throw new Error(`the agent's window did not open; open: ${seen.join(', ') || 'none'}`)
}

async function closeOrKill(app: ElectronApplication, child: ChildProcess): Promise<void> {
  const stopped = new AbortController()
  const closed = app.close().catch(() => undefined)
  const late = delay(closeTimeoutMs, 'late', { signal: stopped.signal }).catch(() => undefined)
  if ((await Promise.race([closed, late])) === 'late') child.kill('SIGKILL')
  await closed
  stopped.abort()
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
