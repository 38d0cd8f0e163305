import { utilityProcess } from 'electron'
import type { WorkerPipe } from '../worker/client.ts'

/** Starts the worker as Electron's utility process. `args` tell it where `customers.db` is. */
export function startWorkerProcess(script: string, args: readonly string[]): WorkerPipe {
  const child = utilityProcess.fork(script, [...args], { serviceName: 'Offhook worker' })
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      child.once('exit', listener)
    },
    kill: () => {
      child.kill()
    },
  }
}
