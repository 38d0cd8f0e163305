import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { electronEnvironment } from '../../tools/electron/environment.ts'
import { resolveElectron } from '../../tools/electron/resolve.ts'
import { runtimeArguments, thisMachine } from '../../tools/launch.ts'

export type Run = {
  /** `performance.now()` when the process was started. */
  readonly begun: number
  readonly stop: () => Promise<void>
}

/** Starts an Electron app as its user does: no debugger looks on, and nobody reads what it prints. */
export async function run(app: string, userData: string, env: NodeJS.ProcessEnv): Promise<Run> {
  const electron = await resolveElectron()
  const args = [...runtimeArguments({ userData, microphone: 'fake' }, thisMachine()), app]
  const begun = performance.now()
  const child = spawn(electron.path, args, { stdio: 'ignore', env: { ...electronEnvironment(), ...env } })
  return { begun, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
