import type { AgentContract } from '../../../contract/agent.ts'
import type { Handlers } from '../../../contract/boundary.ts'
import type { CrmCard, CrmView } from '../../../contract/crm.ts'
import type { SyncReport } from '../../../contract/sync.ts'
import type { CallId } from '../../../domain/call/facts.ts'
import type { Customer, CustomerMatch } from '../../../domain/customer/customer.ts'
import type { Connector } from '../../crm/connector.ts'
import type { Customers } from '../../customers/customers.ts'
import type { Problems } from '../problems.ts'
import { createCards } from './cards.ts'
import { type Connections, type ConnectionsParts, createConnections } from './connections.ts'
import type { Outbox } from './outbox-parts.ts'
import { raiseCrmProblems } from './problems.ts'
import { createUnknownCaller } from './unknown-caller.ts'

type CrmCommand = Extract<keyof AgentContract, `crm.${string}`>

export type CrmParts = Omit<ConnectionsParts, 'changed'> & {
  readonly outbox: Pick<Outbox, 'view' | 'delivered' | 'signedIn'>
  readonly customers: Customers
  readonly problems: Problems
  /** Epoch ms. */
  readonly now: () => number
  /** An unknown caller is among the customers by now. */
  readonly found: (call: CallId) => void
  readonly changedCustomers: (ids: readonly string[]) => void
  readonly changed: () => void
}

/** Main's side of the CRMs: what the agent sees of them, and what the engine in the worker is told. */
export type Crm = {
  readonly connections: Connections
  readonly view: () => CrmView
  readonly card: (customer: Customer, others: readonly CustomerMatch[]) => CrmCard | null
  /** The card of a customer who isn't calling: who else has their numbers is looked up. */
  readonly cardWithOthers: (customer: Customer) => CrmCard | null
  readonly unknownCaller: (call: CallId, number: string, country: string) => void
  readonly isLooking: (call: CallId) => boolean
  readonly report: (report: SyncReport) => void
  readonly workerEnded: () => void
  readonly commands: Pick<Handlers<AgentContract>, CrmCommand>
}

/** Of a customer with many numbers the first ones must do. */
const NUMBERS_COMPARED = 5

export function createCrm(parts: CrmParts): Crm {
  const { customers, post, later } = parts
  const changed = (): void => {
    raiseCrmProblems(connections.view(), parts.problems, parts.now())
    parts.changed()
  }
  const connections = createConnections({ ...parts, changed })
  const can = (id: string): Connector['capabilities'] | null =>
    parts.connectors.find((one) => one.id === id)?.capabilities ?? null
  const cards = createCards({
    remote: customers.remote,
    customer: customers.get,
    connection: connections.get,
    hasActivities: ({ connector }) => can(connector)?.activities === true,
    post,
    later,
  })
  const unknown = createUnknownCaller({
    canAsk: () =>
      connections.list().some(({ paused, connector }) => !paused && can(connector)?.findsByPhone === true),
    post,
    later,
    found: parts.found,
    changed: parts.changed,
  })

  const othersOf = (customer: Customer): readonly CustomerMatch[] => {
    const numbers = customer.numbers.flatMap(({ e164 }) => e164 ?? []).slice(0, NUMBERS_COMPARED)
    const found = numbers.flatMap((number) => customers.find(number, parts.country()))
    const byId = new Map(found.map((match) => [match.customer.id, match]))
    byId.delete(customer.id)
    return [...byId.values()]
  }

  return {
    connections,
    view: () => ({
      connections: connections.view(),
      ...parts.outbox.view(),
    }),
    card: cards.of,
    cardWithOthers: (customer) => cards.of(customer, othersOf(customer)),
    unknownCaller: unknown.ask,
    isLooking: unknown.isLooking,
    report: (report) => {
      switch (report.kind) {
        case 'crm.found':
          return unknown.report(report)
        case 'crm.activities':
          return cards.report(report)
        case 'crm.changed':
          return parts.changedCustomers(report.customers)
        case 'crm.delivered':
          return parts.outbox.delivered(report.item, report.outcome)
        case 'crm.state':
          // Read to the end: what is to be written may go too.
          if (report.state.phase === 'idle' && !report.state.fault) parts.outbox.signedIn(report.connection)
          return connections.report(report)
        default:
          return connections.report(report)
      }
    },
    workerEnded: () => {
      cards.workerEnded()
      unknown.workerEnded()
      connections.workerEnded()
    },
    commands: {
      ...connections.commands,
      'crm.activities': ({ customer }) => cards.activities(customer),
    },
  }
}
