import type {
  Customer,
  CustomerDraft,
  CustomerMatch,
  CustomerSummary,
} from '../../domain/customer/customer.ts'
import type { Result } from '../../domain/result.ts'
import type { RemoteReading } from './remote.ts'

/** The customers as main reads and edits them. Every call is synchronous and bounded: none waits for an import. */
export type Customers = RemoteReading & {
  /**
   * Who may be calling from `raw` (as the network sent it), read with the account's country: by the whole number,
   * else by its last eight digits, else as an internal extension. Companies first; at most 20. More than one is a
   * choice for the agent. Empty for a withheld number.
   */
  readonly find: (raw: string, country: string) => readonly CustomerMatch[]
  /**
   * The customers who have this text in a field of that label (any capitals; empty: in any field), at most two: more
   * than one is no answer.
   */
  readonly findByField: (value: string, label: string) => readonly Customer[]
  /** Search as you type over name, company and number (digits in any format), best first. */
  readonly search: (text: string, limit: number) => readonly CustomerSummary[]
  readonly get: (id: string) => Customer | null
  /** Creates (draft.id null) or edits by hand; what was changed by hand outlives later imports. */
  readonly save: (draft: CustomerDraft, country: string) => Result<Customer, 'notFound'>
  /** Adds a number by hand; a number that the customer has already changes nothing. */
  readonly addNumber: (customer: string, raw: string, country: string) => Result<Customer, 'notFound'>
  /** Deletes the customers of one source, but those that an agent changed; gives how many were deleted. */
  readonly removeSource: (source: string) => number
  /** A call rings: imports and whatever else fills the customers rest for a moment. */
  readonly hush: () => void
  readonly count: () => number
  readonly close: () => void
}

export type OpenedCustomers = {
  readonly customers: Customers
  /** The file was damaged, no database, or newer than this version: it was replaced by an empty one. */
  readonly rebuilt: boolean
  /** The file could be neither used nor replaced: nothing that is saved outlives this run. */
  readonly inMemory: boolean
}
