import type { Call } from '../../../domain/call/call.ts'
import type { CallFactKind } from '../../../domain/call/facts.ts'
import { callLog } from '../../../domain/crm/call-log.ts'
import { customerChange } from '../../../domain/crm/change.ts'
import { type Connection, connectionOf } from '../../../domain/crm/connection.ts'
import {
  callItemId,
  laneOf,
  type OutboxItem,
  type OutboxWork,
  type Want,
} from '../../../domain/crm/outbox.ts'
import type { Customer } from '../../../domain/customer/customer.ts'
import type { FactEntry } from '../../journal/journal.ts'
import type { OutboxParts } from './outbox-parts.ts'

/** A log that can't be changed later waits for the wrap-up, but not longer than this after the call's end. */
export const MOST_HELD_MS = 10 * 60_000

/** After the end of a call: what the CRMs are told of it may be another thing now. */
const LATER: readonly CallFactKind[] = ['wrapUpClosed', 'dispositionChanged', 'customerMatched']

export type Wants = {
  /** What follows from facts: wanted, and no longer wanted where it was never sent. */
  readonly ofCalls: (taken: readonly FactEntry[]) => {
    readonly wants: readonly Want[]
    readonly unwanted: readonly OutboxItem[]
  }
  /** What follows from an agent's adding (`before` null) or changing a customer. */
  readonly ofCustomer: (before: Customer | null, after: Customer) => readonly Want[]
}

type WantParts = Pick<
  OutboxParts,
  'connections' | 'capabilities' | 'isPractice' | 'durations' | 'customer' | 'now' | 'newId'
> & {
  /** Of all states. */
  readonly itemsOfCall: (call: string) => readonly OutboxItem[]
  /** The item that adds this customer to a CRM. */
  readonly creating: (customer: string) => OutboxItem | null
}

/** Decides what the CRMs are to be told. */
export function createWants(parts: WantParts): Wants {
  const { capabilities, now } = parts
  const wantOf = (id: string, connection: string, work: OutboxWork, notBefore = now()): Want => ({
    id,
    connection,
    lane: laneOf(work),
    work,
    at: now(),
    notBefore,
  })

  const takesCalls = (connection: Connection): boolean =>
    connection.logsCalls && (capabilities(connection)?.callLog ?? 'none') !== 'none'

  /** The CRM that the customer came from, else the most trusted one: a call that nobody can place is there to be found. */
  const logsTo = (call: Call): string | null => {
    if (parts.isPractice(call.account)) return null
    const takers = parts.connections().filter(takesCalls)
    const customer = call.customer && parts.customer(call.customer.id)
    const own = customer && connectionOf(customer)
    return (takers.find(({ id }) => id === own) ?? takers[0])?.id ?? null
  }

  const wantCall = (call: Call, connection: string): Want | null => {
    const log = callLog(call, parts.durations(call))
    if (!log) return null
    const found = parts.connections().find(({ id }) => id === connection)
    const holds = found && capabilities(found)?.callLog === 'once' && !log.closed
    const work = { kind: 'call', log, customer: call.customer?.id ?? null } as const
    const notBefore = holds ? log.endedAt + MOST_HELD_MS : now()
    return wantOf(callItemId(call.id, connection), connection, work, notBefore)
  }

  const ofCall = (call: Call, kinds: readonly CallFactKind[]) => {
    const target = logsTo(call)
    const wanted = (connections: readonly string[]) => connections.flatMap((one) => wantCall(call, one) ?? [])
    if (kinds.includes('wrapUpOpened'))
      return { wants: wanted(target === null ? [] : [target]), unwanted: [] }
    const items = parts.itemsOfCall(call.id)
    // A call from before the outbox, or from before its connection, stays untold.
    if (items.length === 0) return { wants: [], unwanted: [] }
    if (target === null || items.some(({ connection }) => connection === target)) {
      return { wants: wanted(items.map(({ connection }) => connection)), unwanted: [] }
    }
    // It turned out to be another CRM's customer: what hasn't been sent goes there instead, what has is corrected.
    const unsent = items.filter(({ sent, state }) => sent === 0 && state === 'queued')
    const sent = items.filter((item) => !unsent.includes(item))
    return { wants: wanted([...sent.map(({ connection }) => connection), target]), unwanted: unsent }
  }

  const changeWants = (before: Customer, after: Customer): readonly Want[] => {
    const change = customerChange(before, after)
    if (!change) return []
    const creating = parts.creating(after.id)
    // What isn't sent yet is sent as it is by then, and what was refused is worth another try.
    if (creating?.state === 'rejected' || (creating?.state === 'queued' && creating.sent === 0)) {
      return [wantOf(creating.id, creating.connection, creating.work)]
    }
    const where = creating?.connection ?? connectionOf(after)
    const connection = parts.connections().find(({ id }) => id === where)
    if (!connection?.takesChanges || !capabilities(connection)?.changes) return []
    return [wantOf(parts.newId(), connection.id, { kind: 'change', customer: after.id, ...change })]
  }

  return {
    ofCalls: (taken) => {
      const calls = new Map<string, { call: Call; kinds: CallFactKind[] }>()
      for (const { stamped, call } of taken) {
        const { kind } = stamped.fact
        // Before the end there is nothing to tell, and somebody may be ringing: not even a table is asked.
        if (call.wrapUp === 'none' || (kind !== 'wrapUpOpened' && !LATER.includes(kind))) continue
        calls.set(call.id, { call, kinds: [...(calls.get(call.id)?.kinds ?? []), kind] })
      }
      const all = [...calls.values()].map(({ call, kinds }) => ofCall(call, kinds))
      return { wants: all.flatMap(({ wants }) => wants), unwanted: all.flatMap(({ unwanted }) => unwanted) }
    },
    ofCustomer: (before, after) => {
      if (before) return changeWants(before, after)
      const taker = parts.connections().find((one) => one.takesNew && capabilities(one)?.creates)
      return taker ? [wantOf(parts.newId(), taker.id, { kind: 'create', customer: after.id })] : []
    },
  }
}
