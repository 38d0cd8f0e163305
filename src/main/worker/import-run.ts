import type { WorkerRequest } from '../../contract/worker.ts'
import type { ImportedCustomer } from '../../domain/customer/import.ts'
import type { ProgressKeeper } from './progress.ts'

export type ImportOrder = Extract<WorkerRequest, { kind: 'import' }>

/** What the reader of one format is given. */
export type ImportRun = {
  readonly order: ImportOrder
  readonly progress: ProgressKeeper
  /** Takes a customer in; false when the import was cancelled. */
  readonly take: (customer: ImportedCustomer) => boolean | Promise<boolean>
}
