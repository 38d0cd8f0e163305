import type { Handlers } from '../../../contract/boundary.ts'
import type { CrmView, crmCommands } from '../../../contract/crm.ts'
import type { Delivery, Outcome } from '../../../contract/sync.ts'
import type { Call } from '../../../domain/call/call.ts'
import type { Durations } from '../../../domain/call/durations.ts'
import type { StampedFact } from '../../../domain/call/facts.ts'
import type { Connection } from '../../../domain/crm/connection.ts'
import type { Capabilities } from '../../../domain/crm/description.ts'
import type { Customer } from '../../../domain/customer/customer.ts'
import type { Entry } from '../../journal/journal.ts'
import type { OutboxTable } from '../../journal/outbox.ts'
import type { JournalWriter } from '../../journal/writer.ts'

/** A fact that was taken, with the call that it made. */
export type Taken = { readonly stamped: StampedFact; readonly call: Call }

export type OutboxParts = {
  readonly items: OutboxTable
  readonly writer: JournalWriter
  /** In order of trust. */
  readonly connections: () => readonly Connection[]
  /** Null where there is no such connector any more. */
  readonly capabilities: (connection: Connection) => Capabilities | null
  /** Calls on the practice line are never written anywhere. */
  readonly isPractice: (account: string | null) => boolean
  readonly durations: (call: Call) => Durations
  readonly customer: (id: string) => Customer | null
  /** The connections in which a customer has a record, whether it came from there or was added there. */
  readonly recordsIn: (customer: Customer) => readonly string[]
  /** Hands a delivery to the worker; `delivered` or `workerEnded` follows. */
  readonly deliver: (delivery: Delivery) => void
  readonly now: () => number
  /** Runs `task` after so many milliseconds. */
  readonly later: (ms: number, task: () => void) => void
  readonly random: () => number
  readonly newId: () => string
  /** The view has changed. */
  readonly changed: () => void
  readonly log: (level: 'info' | 'warn', message: string) => void
}

type OutboxCommand = Extract<keyof typeof crmCommands, `outbox.${string}` | 'crm.dismissTold'>
export type OutboxCommands = Pick<Handlers<typeof crmCommands>, OutboxCommand>

/** What agents did and the CRMs are to be told: kept in the journal until they took it. */
export type Outbox = {
  /** To be called once, after `desk.recover`: what was on its way when the app went away is taken up. */
  readonly start: () => void
  /** The entries that go into one transaction with the facts that cause them. */
  readonly consequences: (taken: readonly Taken[]) => readonly Entry[]
  /** An agent added (`before` null) or changed a customer. */
  readonly customerSaved: (before: Customer | null, after: Customer) => void
  readonly delivered: (item: string, outcome: Outcome) => void
  /** What it was to deliver may have been done or not. */
  readonly workerEnded: () => void
  /** Connections were added, changed, paused or resumed; what waits for one that is gone is dropped. */
  readonly connectionsChanged: () => void
  /** There is another secret for it. */
  readonly signedIn: (connection: string) => void
  /** The journal takes entries again, or somebody is impatient. */
  readonly wake: () => void
  readonly view: () => Pick<CrmView, 'outbox' | 'told'>
  readonly commands: OutboxCommands
}
