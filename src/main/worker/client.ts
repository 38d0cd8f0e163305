import type { ImportMapping, ImportPreview, ImportRefusal } from '../../contract/agent.ts'
import { type SyncOrder, type SyncReport, syncReport } from '../../contract/sync.ts'
import type { ImportProgress } from '../../contract/view.ts'
import { type WorkerReport, type WorkerRequest, workerReport } from '../../contract/worker.ts'
import { type ImportFailure, mapsName } from '../../domain/customer/import.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'

/** A running worker, however it was started. */
export type WorkerPipe = {
  readonly post: (message: WorkerRequest | SyncOrder) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
  readonly onExit: (listener: () => void) => void
  readonly kill: () => void
}

export type WorkerClient = {
  readonly preview: (asked: {
    readonly file: string
    readonly encoding: string | null
    readonly delimiter: string | null
    readonly hasHeader: boolean | null
  }) => Promise<Result<ImportPreview, ImportRefusal>>
  /** Starts an import; how it goes shows in `onProgress`. One at a time. */
  readonly importFile: (asked: {
    readonly file: string
    readonly encoding: string
    readonly delimiter: string
    readonly hasHeader: boolean
    readonly mapping: ImportMapping
    readonly country: string
  }) => Result<null, 'busy' | 'noNameColumn'>
  /** Whether a copy of the journal is whole; false where the worker ended before it knew. */
  readonly verify: (file: string) => Promise<boolean>
  /** Tells the CRM engine; what it reports comes to `onSync`. */
  readonly sync: (order: SyncOrder) => void
  /** Ends the running import; what was committed stays. */
  readonly cancel: () => void
  readonly stop: () => void
}

/**
 * Main's side of the worker. The process is started by the first job and by the next one after it ended; a job that
 * was running then ends as failed, because nobody knows how far it came.
 */
export function createWorkerClient(parts: {
  readonly spawn: () => WorkerPipe
  readonly onProgress: (progress: ImportProgress) => void
  readonly onSync: (report: SyncReport) => void
  /** The process has ended, whatever it was doing. */
  readonly onEnded: () => void
  readonly log: (level: 'info' | 'warn', message: string) => void
}): WorkerClient {
  const { spawn, onProgress, onSync, onEnded, log } = parts
  const previews = new Map<number, (result: Result<ImportPreview, ImportRefusal>) => void>()
  const checks = new Map<number, (whole: boolean) => void>()
  let running: { readonly job: number; last: ImportProgress } | null = null
  let pipe: WorkerPipe | null = null
  let lastJob = 0

  const receive = (report: WorkerReport): void => {
    if (report.kind === 'preview') {
      previews.get(report.job)?.(report.result)
      previews.delete(report.job)
    } else if (report.kind === 'verified') {
      checks.get(report.job)?.(report.whole)
      checks.delete(report.job)
    } else if (report.kind === 'progress' && report.job === running?.job) {
      const { kind: _, job: __, ...figures } = report
      const progress: ImportProgress = { file: running.last.file, ...figures }
      if (progress.state === 'running') running.last = progress
      else running = null
      onProgress(progress)
    }
  }

  const ended = (): void => {
    for (const answer of previews.values()) answer(refuse('fileUnreadable'))
    previews.clear()
    for (const answer of checks.values()) answer(false)
    checks.clear()
    if (!running) return
    const message: ImportFailure = 'workerEnded'
    const failed: ImportProgress = { ...running.last, state: 'failed', message }
    running = null
    onProgress(failed)
  }

  const started = (): WorkerPipe => {
    if (pipe) return pipe
    const worker = spawn()
    pipe = worker
    worker.onMessage((message) => {
      const parsed = workerReport.safeParse(message)
      const synced = parsed.success ? null : syncReport.safeParse(message)
      if (parsed.success) receive(parsed.data)
      else if (synced?.success) onSync(synced.data)
      else log('warn', `the worker reported what main does not know: ${parsed.error.message}`)
    })
    worker.onExit(() => {
      if (pipe !== worker) return
      pipe = null
      log('warn', 'the worker ended')
      ended()
      onEnded()
    })
    return worker
  }

  const nextJob = (): number => {
    lastJob += 1
    return lastJob
  }

  return {
    preview: (asked) => {
      // The worker does one job after the other, and an import can take minutes.
      if (running) return Promise.resolve(refuse('busy'))
      const job = nextJob()
      return new Promise((resolve) => {
        previews.set(job, resolve)
        const { file, encoding, delimiter, hasHeader } = asked
        started().post({ kind: 'preview', job, file, encoding, delimiter, hasHeader })
      })
    },
    importFile: (asked) => {
      if (running) return refuse('busy')
      // A vCard has no columns to map, and the worker looks again.
      if (Object.keys(asked.mapping).length > 0 && !mapsName(asked.mapping)) return refuse('noNameColumn')
      const job = nextJob()
      const last: ImportProgress = {
        file: asked.file,
        state: 'running',
        read: 0,
        total: null,
        added: 0,
        changed: 0,
        unchanged: 0,
        bad: [],
        badCount: 0,
        message: '',
      }
      running = { job, last }
      const { file, encoding, delimiter, hasHeader, mapping, country } = asked
      started().post({
        kind: 'import',
        job,
        file,
        encoding,
        delimiter,
        hasHeader,
        mapping: { ...mapping },
        country,
      })
      onProgress(last)
      return ok(null)
    },
    verify: (file) => {
      const job = nextJob()
      return new Promise((resolve) => {
        checks.set(job, resolve)
        started().post({ kind: 'verify', job, file })
      })
    },
    sync: (order) => started().post(order),
    cancel: () => {
      if (running) pipe?.post({ kind: 'cancel', job: running.job })
    },
    stop: () => {
      const stopped = pipe
      pipe = null
      stopped?.kill()
      ended()
    },
  }
}
