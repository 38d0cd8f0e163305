import type { CrmTold } from '../../../contract/crm.ts'
import type { Outcome } from '../../../contract/sync.ts'
import type { OutboxItem } from '../../../domain/crm/outbox.ts'
import type { Customer } from '../../../domain/customer/customer.ts'

/** What the agent is told of a delivery beside its state; null where that says it all. */
export function toldOf(
  item: OutboxItem,
  outcome: Outcome,
  parts: { readonly customer: (id: string) => Customer | null; readonly id: string; readonly now: number },
): CrmTold | null {
  const { connection, work } = item
  if (work.customer === null) return null
  const customer = { id: work.customer, name: parts.customer(work.customer)?.name ?? '' }
  const told = { id: parts.id, at: parts.now, connection, customer }
  if (outcome.kind === 'done') {
    if (outcome.conflicts.length > 0) return { ...told, what: 'conflict', fields: outcome.conflicts }
    return outcome.gone ? { ...told, what: 'gone', fields: [] } : null
  }
  if (work.kind !== 'change' || outcome.fault.reason !== 'notFound') return null
  const fields = Object.entries(work.after).map(([field, ours]) => ({ field, ours, theirs: '' }))
  return { ...told, what: 'gone', fields }
}
