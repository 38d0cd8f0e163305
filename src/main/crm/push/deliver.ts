import type { Delivery, Outcome } from '../../../contract/sync.ts'
import { type CrmFailureReason, mayBeDone } from '../../../domain/crm/failure.ts'
import { assertNever } from '../../../domain/result.ts'
import { CrmFailure } from '../failure.ts'
import { pullFault } from '../pull/database.ts'
import { deliverCall } from './deliver-call.ts'
import { deliverChange } from './deliver-change.ts'
import { deliverCreate } from './deliver-create.ts'
import type { DeliverParts } from './delivering.ts'

const OURS: readonly CrmFailureReason[] = ['diskFull', 'customersUnusable', 'failed']

/**
 * Writes one item of the outbox to a CRM, once. What may have been written before is looked up first. Never throws:
 * whatever goes wrong is the outcome, with whether the item may be there all the same.
 */
export async function deliver(delivery: Delivery, parts: DeliverParts): Promise<Outcome> {
  const { item, work, remoteId } = delivery
  let doubtful = delivery.unknown
  const doubt = {
    is: () => doubtful,
    dispel: () => {
      doubtful = false
    },
  }
  try {
    switch (work.kind) {
      case 'call':
        return await deliverCall({ item, remoteId, doubt, work }, parts)
      case 'change':
        return await deliverChange({ item, remoteId, doubt, work }, parts)
      case 'create':
        return await deliverCreate({ item, remoteId, doubt, work }, parts)
      default:
        return assertNever(work)
    }
  } catch (error) {
    const fault = pullFault(error)
    const { reason } = fault
    // Our own troubles come before or after the writing: nobody knows.
    const mayBe = mayBeDone(reason) || OURS.includes(reason)
    const written = error instanceof CrmFailure ? error.written : null
    return { kind: 'failed', fault, unknown: doubtful || mayBe || written !== null, remoteId: written }
  }
}
