import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type ProgramOptions = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Where it runs and where its output is kept, as `<name>.log`. */
  readonly folder: string
  readonly env?: NodeJS.ProcessEnv
}

export type Program = {
  /** Everything it has said so far. */
  readonly output: () => string
  readonly running: () => boolean
  /** Resolves with the exit code, or with -1 when a signal ended it. */
  readonly ended: Promise<number>
  readonly signal: (signal: NodeJS.Signals) => void
  /** SIGTERM, and SIGKILL for what is still there after three seconds. */
  readonly stop: () => Promise<void>
}

const patienceMs = 3_000

/** What must not outlive this process, even when it is ended from outside before its hooks have run. */
const leaders = new Set<number>()
let watching = false

function watch(): void {
  if (watching) return
  watching = true
  process.on('exit', killAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killAll()
      process.kill(process.pid, signal)
    })
  }
}

/** Ends every program that is still there, and at once. */
export function killAll(): void {
  for (const leader of leaders) signalGroup(leader, 'SIGKILL')
}

/** A program and the children it forks share a process group of their own: servers like Kamailio are many processes. */
function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal)
  } catch {
    // It has ended already.
  }
}

export function startProgram(options: ProgramOptions): Program {
  const file = join(options.folder, `${options.name}.log`)
  const log = openSync(file, 'a')
  const child: ChildProcess = spawn(options.command, options.args, {
    cwd: options.folder,
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  // Without a process id the start has failed, which is said right below.
  child.on('error', () => undefined)
  const { pid } = child
  if (pid === undefined) throw new Error(`${options.command} could not be started`)
  leaders.add(pid)
  watch()

  let running = true
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      running = false
      // What it forked may still be there.
      signalGroup(pid, 'SIGKILL')
      leaders.delete(pid)
      resolve(code ?? -1)
    })
  })

  return {
    output: () => readFileSync(file, 'utf8'),
    running: () => running,
    ended,
    signal: (signal) => signalGroup(pid, signal),
    stop: async () => {
      if (!running) return
      // A stopped process takes no other signal.
      signalGroup(pid, 'SIGCONT')
      signalGroup(pid, 'SIGTERM')
      const late = setTimeout(() => signalGroup(pid, 'SIGKILL'), patienceMs)
      await ended
      clearTimeout(late)
    },
  }
}
