// The product's worker with the scripted CRM's connector, started by `desk-process.ts`.
import { fileURLToPath } from 'node:url'
import { parentPort as mainThread, workerData } from 'node:worker_threads'
import { runReaderThread } from '../../../src/main/worker/reader-thread.ts'
import { runWorker } from '../../../src/main/worker/run-worker.ts'
import { connectorAsTold } from './connector-as-told.ts'

if (mainThread) await runReaderThread(mainThread, workerData)
else {
  // Electron ends its utility processes with the process that started them.
  process.on('disconnect', () => process.exit())
  runWorker([connectorAsTold()], fileURLToPath(import.meta.url))
}
