import type { ConnectionTested } from '../../contract/crm.ts'
import type { RemoteRecord } from '../../domain/crm/record.ts'
import type { Session } from './connector.ts'

/** Enough to page through while fields are mapped. */
const SAMPLE = 20

/** Signs in, looks around and reads some records of each object, as they are. */
export async function tryConnection(session: Session): Promise<ConnectionTested> {
  const description = await session.describe()
  const sample: Record<string, readonly RemoteRecord[]> = {}
  const totals: Record<string, number | null> = {}
  for (const { key } of description.objects) {
    const { records, total } = await session.pull(key, null)
    sample[key] = records.slice(0, SAMPLE)
    totals[key] = total
  }
  return { description, sample, totals }
}
