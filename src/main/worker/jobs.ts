import type { WorkerReport, WorkerRequest } from '../../contract/worker.ts'
import { refuse } from '../../domain/result.ts'
import { isWhole } from '../journal/backup.ts'
import { importFile } from './import-file.ts'
import { preview } from './preview.ts'

export type Jobs = { readonly take: (request: WorkerRequest) => void }

/** Does one job after the other, in the order in which they were asked for; a cancel goes ahead of all. */
export function createJobs(parts: {
  readonly customersFile: string
  readonly threadScript: string
  readonly report: (report: WorkerReport) => void
}): Jobs {
  const { customersFile, threadScript, report } = parts
  const cancelled = new Set<number>()
  let last: Promise<void> = Promise.resolve()

  const carryOut = async (request: Exclude<WorkerRequest, { kind: 'cancel' }>): Promise<void> => {
    const { job } = request
    if (request.kind === 'verify') {
      report({ kind: 'verified', job, whole: isWhole(request.file) })
    } else if (request.kind === 'preview') {
      report({ kind: 'preview', job, result: await preview(request).catch(() => refuse('fileUnreadable')) })
    } else {
      const isCancelled = (): boolean => cancelled.has(job)
      await importFile(request, { customersFile, threadScript, isCancelled, report })
    }
    cancelled.delete(job)
  }

  return {
    take: (request) => {
      if (request.kind === 'cancel') cancelled.add(request.job)
      else last = last.then(() => carryOut(request))
    },
  }
}
