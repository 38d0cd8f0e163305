import type { Followed } from '../../../contract/sync.ts'
import { customerMapper } from '../../../domain/crm/mapped.ts'
import type { RemoteRecord } from '../../../domain/crm/record.ts'
import { mapsName } from '../../../domain/customer/import.ts'
import { prepareCustomer } from '../../customers/prepare.ts'
import type { RemoteItem } from '../../customers/remote-store.ts'
import type { Page } from '../connector.ts'

/** The object that holds deals; every other one holds customers. */
export const DEAL = 'deal'

/** Makes what is stored of a page, in the order in which it counts: what is deleted comes last. */
export type PageReader = {
  readonly items: (page: Pick<Page, 'records' | 'deals' | 'gone' | 'bad'>) => readonly RemoteItem[]
}

/** For one object of a connection; null for one that no mapping makes customers of. */
export function pageReader(
  { id, mapping, country }: Pick<Followed, 'id' | 'mapping' | 'country'>,
  object: string,
  readCountry: (text: string) => string | null,
): PageReader | null {
  const own = mapping[object] ?? {}
  if (object !== DEAL && !mapsName(own)) return null
  const map = customerMapper({ connection: id, object, mapping: own, readCountry })

  const customer = (record: RemoteRecord): RemoteItem => {
    const mapped = map(record)
    if (!mapped.ok)
      return { kind: 'bad', bad: { id: record.id, why: mapped.reason, raw: JSON.stringify(record) } }
    const { id: recordId, updated, rev, owner, merged } = record
    const facts = { id: recordId, updated, rev, url: opened(record.url), owner }
    return {
      kind: 'customer',
      one: { customer: prepareCustomer(mapped.value, country), facts, merged: merged ?? [] },
    }
  }
  return {
    items: ({ records, deals, gone, bad }) => [
      ...records.map(customer),
      ...deals.map((deal): RemoteItem => ({ kind: 'deal', deal: { ...deal, url: opened(deal.url) } })),
      ...bad.map((one): RemoteItem => ({ kind: 'bad', bad: one })),
      ...gone.map((one): RemoteItem => ({ kind: 'gone', id: one })),
    ],
  }
}

/** What may be opened in the browser: nothing that a record can make of it but a page, on the web or on this computer. */
const opened = (url: string | null): string | null =>
  url !== null && /^(https:\/\/|http:\/\/127\.0\.0\.1[:/])/.test(url) ? url : null
