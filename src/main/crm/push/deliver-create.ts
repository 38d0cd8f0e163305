import type { Outcome } from '../../../contract/sync.ts'
import { customerValues } from '../../../domain/crm/change.ts'
import { planChange } from '../../../domain/crm/planned-change.ts'
import type { RemoteRecord } from '../../../domain/crm/record.ts'
import type { Customer } from '../../../domain/customer/customer.ts'
import { mapsName } from '../../../domain/customer/import.ts'
import { CrmFailure } from '../failure.ts'
import { DEAL } from '../pull/page-items.ts'
import { findAgain } from './deliver-call.ts'
import { changed } from './deliver-change.ts'
import { type Delivering, type DeliverParts, done } from './delivering.ts'

/** Adds a customer, as it is by now, to the CRM. From then on it has the id that the CRM's records have. */
export async function deliverCreate(delivering: Delivering<'create'>, parts: DeliverParts): Promise<Outcome> {
  const { work } = delivering
  const { mirror, connection } = parts
  const customer = mirror.stored(work.customer)
  if (customer === null)
    throw new CrmFailure('notFound', 'The customer was deleted before it could be added.')
  // Done before, and only the answer was lost.
  if (mirror.recordOf(customer.id) !== null) return done(delivering.remoteId, { customer: customer.id })
  const object = parts.session.objects.find((one) => one !== DEAL && mapsName(connection.mapping[one] ?? {}))
  if (object === undefined)
    throw new CrmFailure('rejected', 'No field of the CRM is mapped to a customer’s name.')
  const record = await make(customer, object, delivering, parts)
  return done(`${object}/${record.id}`, { customer: mirror.adopt(work.customer, record) })
}

async function make(
  customer: Customer,
  object: string,
  { item, doubt }: Delivering<'create'>,
  parts: DeliverParts,
): Promise<RemoteRecord> {
  const { session, connection } = parts
  const id = await findAgain(item, null, doubt, parts)
  const found = id === null ? null : await session.get({ object, id })
  if (found) return found
  const empty = { object, id: '', updated: null, rev: null, url: null, values: {}, numbers: [], owner: null }
  const wanted = { before: {}, after: customerValues(customer) }
  const { change } = planChange(connection.mapping[object] ?? {}, empty, {}, wanted)
  const written = await session.create(object, change, item)
  return (await session.get({ object, id: written.id })) ?? changed(empty, change, written)
}
