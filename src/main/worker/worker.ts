// The entry of the worker: Electron's utility process, or a plain Node child in the tests; its only argument is the
// customers' file. Its reading thread begins here too, so that there is one script to find in a package.
import { fileURLToPath } from 'node:url'
import { parentPort as mainThread, workerData } from 'node:worker_threads'
import { type SyncReport, syncOrder } from '../../contract/sync.ts'
import { type WorkerReport, workerRequest } from '../../contract/worker.ts'
import { connectors } from '../crm/connectors/all.ts'
import { createEngine } from '../crm/engine.ts'
import { systemBudgetClock } from '../crm/http/budget.ts'
import { createJobs } from './jobs.ts'
import { runReaderThread } from './reader-thread.ts'

/** Electron's `process.parentPort`; its types live in a package that this room doesn't import. */
type ParentPort = {
  readonly on: (event: 'message', listener: (message: { readonly data: unknown }) => void) => void
  readonly postMessage: (message: unknown) => void
}

function runWorker(): void {
  const { parentPort } = process as { parentPort?: ParentPort }
  const [, , customersFile] = process.argv
  if (customersFile === undefined) throw new Error('the worker needs the path of the customers database')
  const report = (message: WorkerReport | SyncReport): void => {
    if (parentPort) parentPort.postMessage(message)
    else process.send?.(message)
  }
  const jobs = createJobs({ customersFile, threadScript: fileURLToPath(import.meta.url), report })
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

if (mainThread) await runReaderThread(mainThread, workerData)
else runWorker()
