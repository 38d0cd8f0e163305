import { type UtilityProcess, utilityProcess } from 'electron'
import { workerReport } from '../../contract/worker.ts'
import type { Worker } from '../desk/imports.ts'

/** The worker as Electron's utility process. It starts with its first request and is started anew after it died. */
export function createWorkerProcess(options: {
  readonly script: string
  /** Handed to it as arguments: where `customers.db` is. */
  readonly args: readonly string[]
  readonly log: (level: 'warn', message: string) => void
}): Worker & { readonly stop: () => void } {
  let child: UtilityProcess | null = null
  let tell: Parameters<Worker['onReport']>[0] = () => {}
  let gone: () => void = () => {}

  const start = (): UtilityProcess => {
    const started = utilityProcess.fork(options.script, [...options.args], { serviceName: 'Offhook worker' })
    started.on('message', (message: unknown) => {
      const report = workerReport.safeParse(message)
      if (report.success) tell(report.data)
      else
        options.log('warn', `a report of the worker was not understood: ${report.error.issues[0]?.message}`)
    })
    started.once('exit', (code) => {
      if (child !== started) return
      child = null
      options.log('warn', `the worker ended (${code})`)
      gone()
    })
    return started
  }

  return {
    send: (request) => {
      child ??= start()
      child.postMessage(request)
    },
    onReport: (listener) => {
      tell = listener
    },
    onGone: (listener) => {
      gone = listener
    },
    stop: () => {
      const stopped = child
      child = null
      stopped?.kill()
    },
  }
}
