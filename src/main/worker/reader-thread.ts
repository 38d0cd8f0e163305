// A file is read in a thread of its own: reading numbers takes as long as writing rows, and most machines can do both
// at once.
import { type MessagePort, Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { Batch, ImportOrder } from './batch.ts'
import { csvBatches } from './csv-batches.ts'
import { isVcard } from './preview.ts'
import { vcardBatches } from './vcard-batches.ts'

/** How many batches may wait to be written. */
const AHEAD = 4

type FromThread =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

/** The file's batches, read right here. */
export async function* readBatches(order: ImportOrder): AsyncGenerator<Batch> {
  yield* (await isVcard(order.file)) ? vcardBatches(order) : csvBatches(order)
}

const threadOrder = z.object({
  kind: z.literal('import'),
  job: z.number(),
  file: z.string(),
  encoding: z.string(),
  delimiter: z.string(),
  hasHeader: z.boolean(),
  mapping: z.record(z.string(), z.string()),
  country: z.string(),
})

/** The thread's side: reads ahead of the writer, but not far. */
export async function runReaderThread(port: MessagePort, data: unknown): Promise<void> {
  const post = (message: FromThread): void => port.postMessage(message)
  let ahead = 0
  let wake: (() => void) | null = null
  port.on('message', () => {
    ahead -= 1
    wake?.()
  })
  try {
    for await (const batch of readBatches(threadOrder.parse(data))) {
      while (ahead >= AHEAD) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      ahead += 1
      post({ kind: 'batch', batch })
    }
    post({ kind: 'end' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    post({ kind: 'failed', code, message: String(error) })
  }
  port.close()
}

/**
 * The file's batches, read by a thread that runs `script`. Where none can be started they are read right here, which
 * is slower but gives the same.
 */
export async function* batchesOfThread(script: string, order: ImportOrder): AsyncGenerator<Batch> {
  const arrived: (FromThread | { readonly kind: 'gone' })[] = []
  let wake: (() => void) | null = null
  const arrive = (message: FromThread | { readonly kind: 'gone' }): void => {
    arrived.push(message)
    wake?.()
  }
  const thread = new Worker(script, { workerData: order })
  thread.on('message', (message: FromThread) => arrive(message))
  thread.on('error', () => arrive({ kind: 'gone' }))
  thread.on('exit', () => arrive({ kind: 'gone' }))
  let began = false
  try {
    for (;;) {
      const message = arrived.shift()
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      } else if (message.kind === 'batch') {
        began = true
        yield message.batch
        thread.postMessage('next')
      } else if (message.kind === 'end') {
        return
      } else if (message.kind === 'failed') {
        throw Object.assign(new Error(message.message), { code: message.code })
      } else if (began) {
        throw new Error('the reading thread ended')
      } else {
        return yield* readBatches(order)
      }
    }
  } finally {
    await thread.terminate()
  }
}
