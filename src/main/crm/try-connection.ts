import type { ConnectionTested } from '../../contract/crm.ts'
import type { FieldMapping } from '../../domain/crm/connection.ts'
import type { Description } from '../../domain/crm/description.ts'
import type { RemoteRecord } from '../../domain/crm/record.ts'
import type { Session } from './connector.ts'

/** Enough to page through while fields are mapped. */
const SAMPLE = 20

/** Fields of an object that a sample shows: their names go into the address of a request, which must not grow without end. */
const MOST_FIELDS = 150

type Mappings = Readonly<Record<string, FieldMapping>>

/** Reads every field, so that any can be chosen by what stands in it; what is mapped or suggested comes first. */
function sampled({ objects, fields }: Description, chosen: Mappings): Mappings {
  const ofObject = (object: string): FieldMapping => {
    const mapped = Object.entries(chosen[object] ?? {}).flatMap(([key, target]) =>
      target === 'skip' ? [] : key,
    )
    const own = fields.filter((field) => field.object === object)
    const suggested = own.filter((field) => field.suggested !== 'skip')
    const keys = new Set([...mapped, ...[...suggested, ...own].map(({ key }) => key)])
    return Object.fromEntries([...keys].slice(0, MOST_FIELDS).map((key) => [key, `field:${key}`]))
  }
  return Object.fromEntries(objects.map(({ key }) => [key, ofObject(key)]))
}

/** Signs in, looks around and reads some records of each object, as they are. `open` reads what the mapping names. */
export async function tryConnection(
  open: (mapping: Mappings) => Session,
  chosen: Mappings,
): Promise<ConnectionTested> {
  const description = await open({}).describe()
  const session = open(sampled(description, chosen))
  const sample: Record<string, readonly RemoteRecord[]> = {}
  const totals: Record<string, number | null> = {}
  for (const { key } of description.objects) {
    const { records, total } = await session.pull(key, null)
    sample[key] = records.slice(0, SAMPLE)
    totals[key] = total
  }
  return { description, sample, totals }
}
