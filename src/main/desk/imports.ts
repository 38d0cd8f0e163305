import { basename } from 'node:path'
import type { AgentContract, ImportPreview, ImportRefusal } from '../../contract/agent.ts'
import type { Handlers } from '../../contract/boundary.ts'
import type { ImportProgress } from '../../contract/view.ts'
import type { WorkerReport, WorkerRequest } from '../../contract/worker.ts'
import { mapsName } from '../../domain/customer/import.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'

/** The worker process, started when it is first needed. */
export type Worker = {
  readonly send: (request: WorkerRequest) => void
  readonly onReport: (listener: (report: WorkerReport) => void) => void
  /** It ended by itself: what it was asked will never be answered. The next request starts another. */
  readonly onGone: (listener: () => void) => void
}

type ImportCommand = Extract<keyof AgentContract, `import.${string}`>
type Previewed = Result<ImportPreview, ImportRefusal>
type Running = { readonly job: number; progress: ImportProgress }

const FRESH = {
  state: 'running',
  read: 0,
  total: null,
  added: 0,
  changed: 0,
  unchanged: 0,
  bad: [],
  badCount: 0,
  message: '',
} as const

/** The columns of `resources/sample/customers.csv`. */
const SAMPLE_COLUMNS = {
  '0': 'name',
  '1': 'company',
  '2': 'number:Phone',
  '3': 'number:Mobile',
  '4': 'email',
  '5': 'city',
  '6': 'country',
  '7': 'notes',
}

/** Imports of customer lists: one at a time, in the worker; what the agent sees of them. */
export function createImports(parts: {
  readonly worker: Worker
  /** The system's file dialog; null when it was closed without a choice. */
  readonly chooseFile: () => Promise<string | null>
  readonly country: () => string
  readonly changed: () => void
}): {
  readonly progress: () => ImportProgress | null
  /** Takes up the practice line's customers, unseen; those that are there already are left alone. */
  readonly takeSample: (file: string) => void
  readonly commands: Pick<Handlers<AgentContract>, ImportCommand>
} {
  let jobs = 0
  let running: Running | null = null
  let sample = 0
  const previews = new Map<number, (result: Previewed) => void>()

  parts.worker.onReport((report) => {
    if (report.kind === 'progress' && report.job === sample && report.state !== 'running') parts.changed()
    if (report.kind === 'preview') {
      previews.get(report.job)?.(report.result)
      previews.delete(report.job)
    } else if (report.kind === 'progress' && running?.job === report.job) {
      const { kind: _, job: __, ...progress } = report
      running.progress = { ...progress, file: running.progress.file }
      parts.changed()
    }
  })
  parts.worker.onGone(() => {
    for (const answer of previews.values()) answer(refuse('fileUnreadable'))
    previews.clear()
    if (running?.progress.state !== 'running') return
    // What was committed stays; importing the same file again goes on from there.
    running.progress = { ...running.progress, state: 'failed' }
    parts.changed()
  })

  const preview = (
    request: Omit<Extract<WorkerRequest, { kind: 'preview' }>, 'kind' | 'job'>,
  ): Promise<Previewed> =>
    new Promise((resolve) => {
      jobs += 1
      previews.set(jobs, resolve)
      parts.worker.send({ kind: 'preview', job: jobs, ...request })
    })

  return {
    progress: () => running?.progress ?? null,
    takeSample: (file) => {
      jobs += 1
      sample = jobs
      const form = { encoding: 'utf-8', delimiter: ',', hasHeader: true }
      parts.worker.send({ kind: 'import', job: jobs, file, ...form, mapping: SAMPLE_COLUMNS, country: 'US' })
    },
    commands: {
      'import.choose': async () => {
        const file = await parts.chooseFile()
        if (file === null) return refuse('cancelled')
        return preview({ file, encoding: null, delimiter: null, hasHeader: null })
      },
      'import.preview': preview,
      'import.start': (order) => {
        if (running?.progress.state === 'running') return refuse('busy')
        const isCard = /\.(vcf|vcard)$/i.test(order.file)
        if (!isCard && !mapsName(order.mapping)) return refuse('noNameColumn')
        jobs += 1
        running = { job: jobs, progress: { ...FRESH, file: basename(order.file) } }
        parts.worker.send({ kind: 'import', job: jobs, country: parts.country(), ...order })
        parts.changed()
        return ok(null)
      },
      'import.cancel': () => {
        if (running?.progress.state === 'running') parts.worker.send({ kind: 'cancel', job: running.job })
        return ok(null)
      },
      'import.dismiss': () => {
        if (running?.progress.state !== 'running') running = null
        parts.changed()
        return ok(null)
      },
    },
  }
}
