import { readdirSync, readFileSync } from 'node:fs'
import { until } from './until.ts'

/** Identity of a process: a number that was given away again starts at another tick. */
type Process = { readonly pid: number; readonly parent: number; readonly started: string }

const hasProc = process.platform === 'linux'

function read(pid: number): Process | null {
  try {
    if (!hasProc) {
      process.kill(pid, 0)
      return { pid, parent: 0, started: '' }
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold spaces; state is the first field after it (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return null
    return { pid, parent: Number(fields[1]), started: fields[19] ?? '' }
  } catch {
    return null
  }
}

const isRunning = (one: Process): boolean => read(one.pid)?.started === one.started

function family(pid: number): readonly Process[] {
  // Elsewhere than on Linux the children are left to notice by themselves that the main process has gone.
  if (!hasProc) return [read(pid) ?? []].flat()
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (read(Number(name)) ?? []) : []))
  const own = all.filter((one) => one.pid === pid)
  for (let known = 0; known < own.length; known += 1) {
    own.push(...all.filter((one) => one.parent === own[known]?.pid))
  }
  return own
}

/**
 * Stops every process of an app in the middle of whatever it does, as the sleep of a computer does. What is sent to it
 * waits. Gives what lets them go on.
 */
export function freezeApp(pid: number): () => void {
  const processes = family(pid)
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const one of processes) if (isRunning(one)) process.kill(one.pid, name)
  }
  signal('SIGSTOP')
  return () => signal('SIGCONT')
}

/** Kills the main process of an app as a crash would, and resolves when the processes that it had started are gone. */
export async function killApp(pid: number): Promise<void> {
  const processes = family(pid)
  process.kill(pid, 'SIGKILL')
  try {
    await until(`the processes of ${pid} have gone`, () => !processes.some(isRunning), 10_000)
  } catch (error) {
    for (const one of processes) if (isRunning(one)) process.kill(one.pid, 'SIGKILL')
    throw error
  }
}
