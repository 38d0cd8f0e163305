import type { Outcome } from '../../../contract/sync.ts'
import { isEmpty, type PlannedChange, planChange } from '../../../domain/crm/planned-change.ts'
import type { RemoteChange, RemoteRecord, RemoteRef } from '../../../domain/crm/record.ts'
import type { Written } from '../connector.ts'
import { CrmFailure } from '../failure.ts'
import { noteOnce } from './deliver-call.ts'
import { type Delivering, type DeliverParts, done } from './delivering.ts'
import { noteText } from './words.ts'

/** Somebody may change a record between our reading and writing it, but hardly so often in a row. */
const TRIES = 3

/** Writes what an agent changed, field by field, and never over what somebody changed there meanwhile. */
export async function deliverChange(delivering: Delivering<'change'>, parts: DeliverParts): Promise<Outcome> {
  const { work, doubt, item, remoteId } = delivering
  const { mirror, capabilities, session, connection } = parts
  const ref = mirror.recordOf(work.customer)
  if (ref === null) throw gone()
  const { record, plan } = await write(ref, delivering, parts)
  const text = noteText(plan.conflicts, plan.unplaced, connection.language)
  if (text !== null && capabilities.notes) await noteOnce(item, refOf(record), text, doubt, session)
  mirror.settle(work.customer, record, plan.conflicts)
  return done(remoteId, { conflicts: [...plan.conflicts] })
}

/** A record is never made anew because it was deleted: whoever did that meant it. */
const gone = (): CrmFailure => new CrmFailure('notFound', 'The record isn’t there any more.')

const refOf = ({ object, id }: RemoteRecord): RemoteRef => ({ object, id })

/** The record as it is afterwards. What is there as the agent wrote it isn't written again. */
async function write(
  ref: RemoteRef,
  { work }: Delivering<'change'>,
  { session, connection, mirror }: DeliverParts,
): Promise<{ readonly record: RemoteRecord; readonly plan: PlannedChange }> {
  for (let left = TRIES; ; left -= 1) {
    const record = await session.get(ref)
    if (record === null) throw gone()
    const plan = planChange(connection.mapping[record.object] ?? {}, record, mirror.valuesOf(record), work)
    if (isEmpty(plan.change)) return { record, plan }
    try {
      const written = await session.update(refOf(record), plan.change, record.rev)
      return { record: changed(record, plan.change, written), plan }
    } catch (error) {
      const isConflict = error instanceof CrmFailure && error.reason === 'conflict'
      if (!isConflict || left <= 1) throw error
    }
  }
}

export function changed(record: RemoteRecord, change: RemoteChange, written: Written): RemoteRecord {
  const values = { ...record.values, ...change.values }
  for (const [key, value] of Object.entries(values)) if (value === '') delete values[key]
  const { id, rev, updated } = written
  return {
    ...record,
    id,
    rev,
    updated: updated ?? record.updated,
    values,
    numbers: change.numbers ?? record.numbers,
  }
}
