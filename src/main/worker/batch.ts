import type { WorkerRequest } from '../../contract/worker.ts'
import type { BadLineReason, ImportedCustomer } from '../../domain/customer/import.ts'
import { type PreparedCustomer, prepareCustomer } from '../customers/prepare.ts'

export type ImportOrder = Extract<WorkerRequest, { kind: 'import' }>

export type BadLine = { readonly line: number; readonly column: string; readonly reason: BadLineReason }

/** Enough that handing them over costs nothing beside writing them; a few transactions' worth. */
const MOST_CUSTOMERS = 1_000
const MOST_BAD = 200

/** A piece of a file. It can cross to another thread. */
export type Batch = {
  /** How many records were read for it, good and bad. */
  readonly read: number
  readonly bad: readonly BadLine[]
  readonly customers: readonly PreparedCustomer[]
}

export type Batcher = {
  readonly take: (customer: ImportedCustomer) => void
  /** A record that is no customer, and says nothing. */
  readonly pass: () => void
  readonly bad: (line: number, column: string, reason: BadLineReason) => void
  readonly isFull: () => boolean
  /** Gives what was gathered, and begins anew. */
  readonly next: () => Batch
}

export function createBatcher(country: string): Batcher {
  let read = 0
  let bad: BadLine[] = []
  let customers: PreparedCustomer[] = []
  return {
    take: (customer) => {
      read += 1
      customers.push(prepareCustomer(customer, country))
    },
    pass: () => {
      read += 1
    },
    bad: (line, column, reason) => {
      read += 1
      bad.push({ line, column, reason })
    },
    isFull: () => customers.length >= MOST_CUSTOMERS || bad.length >= MOST_BAD,
    next: () => {
      const batch = { read, bad, customers }
      read = 0
      bad = []
      customers = []
      return batch
    },
  }
}
