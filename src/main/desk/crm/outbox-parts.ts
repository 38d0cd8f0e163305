import type { Handlers } from '../../../contract/boundary.ts'
import type { CrmView, outboxCommands } from '../../../contract/crm.ts'
import type { Delivery, Outcome } from '../../../contract/sync.ts'
import type { Call } from '../../../domain/call/call.ts'
import type { Durations } from '../../../domain/call/durations.ts'
import type { CallId, DispositionRecord } from '../../../domain/call/facts.ts'
import type { Connection } from '../../../domain/crm/connection.ts'
import type { Capabilities } from '../../../domain/crm/description.ts'
import type { Customer, CustomerDraft } from '../../../domain/customer/customer.ts'
import type { Disposition } from '../../../domain/disposition/disposition.ts'
import type { Entry, FactEntry } from '../../journal/journal.ts'
import type { OutboxTable } from '../../journal/outbox.ts'
import type { JournalWriter } from '../../journal/writer.ts'

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
  /** Saves what an agent changed of a customer on its way; it isn't made an item once more. */
  readonly saveCustomer: (draft: CustomerDraft) => void
  readonly dispositions: () => readonly Disposition[]
  /** Corrects how a call ended; false where its wrap-up is still open, or there is no such call. */
  readonly correct: (call: CallId, disposition: DispositionRecord | null, notes: string) => boolean
  /** A customer that was added here is one of the CRM's from now on. */
  readonly renamed: (from: string, to: string) => void
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

export type OutboxCommands = Handlers<typeof outboxCommands>

/** What agents did and the CRMs are to be told: kept in the journal until they took it. */
export type Outbox = {
  /** To be called once, after `desk.recover`: what was on its way when the app went away is taken up. */
  readonly start: () => void
  /** The entries that go into one transaction with the facts that cause them. */
  readonly consequences: (taken: readonly FactEntry[]) => readonly Entry[]
  /** An agent added (`before` null) or changed a customer. */
  readonly customerSaved: (before: Customer | null, after: Customer) => void
  readonly delivered: (item: string, outcome: Outcome) => void
  /** What it was to deliver may have been done or not. */
  readonly workerEnded: () => void
  /** There is another secret for it. */
  readonly signedIn: (connection: string) => void
  /** What waits for it is dropped. */
  readonly removed: (connection: string) => void
  /** Looks again whose turn it is: a connection was changed or resumed, or the journal takes entries again. */
  readonly wake: () => void
  /** Nothing is sent any more. */
  readonly stop: () => void
  readonly view: () => Pick<CrmView, 'outbox' | 'told'>
  readonly commands: OutboxCommands
}
