import { constants, setPriority } from 'node:os'
import { type SyncReport, syncOrder } from '../../contract/sync.ts'
import { type WorkerReport, workerRequest } from '../../contract/worker.ts'
import type { Connector } from '../crm/connector.ts'
import { createEngine } from '../crm/engine.ts'
import { systemBudgetClock } from '../crm/http/budget.ts'
import { createJobs } from './jobs.ts'

/** Electron's `process.parentPort`; its types live in a package that this room doesn't import. */
type ParentPort = {
  readonly on: (event: 'message', listener: (message: { readonly data: unknown }) => void) => void
  readonly postMessage: (message: unknown) => void
}

/**
 * What the worker process does, until it is ended: Electron's utility process, or a plain Node child in the tests. Its only
 * argument is the customers' file; `threadScript` begins its reading thread.
 */
export function runWorker(connectors: readonly Connector[], threadScript: string): void {
  const { parentPort } = process as { parentPort?: ParentPort }
  const [, , customersFile] = process.argv
  if (customersFile === undefined) throw new Error('the worker needs the path of the customers database')
  const report = (message: WorkerReport | SyncReport): void => {
    if (parentPort) parentPort.postMessage(message)
    else process.send?.(message)
  }
  // A ringing call and its card come first, however busy the worker is.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const jobs = createJobs({ customersFile, threadScript, report })
  const engine = createEngine({ customersFile, connectors, report, clock: systemBudgetClock, now: Date.now })
  const receive = (message: unknown): void => {
    const order = syncOrder.safeParse(message)
    if (order.success) engine.take(order.data)
    else jobs.take(workerRequest.parse(message))
  }
  if (parentPort) parentPort.on('message', ({ data }) => receive(data))
  else process.on('message', receive)
  report({ kind: 'ready' })
}
