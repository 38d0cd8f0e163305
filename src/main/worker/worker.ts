// The entry of the worker. Its reading thread begins here too, so that there is one script to find in a package.
import { fileURLToPath } from 'node:url'
import { parentPort as mainThread, workerData } from 'node:worker_threads'
import { connectors } from '../crm/connectors/all.ts'
import { runReaderThread } from './reader-thread.ts'
import { runWorker } from './run-worker.ts'

if (mainThread) await runReaderThread(mainThread, workerData)
else runWorker(connectors, fileURLToPath(import.meta.url))
