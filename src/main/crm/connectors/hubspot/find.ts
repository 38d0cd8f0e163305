import type { RemoteRecord } from '../../../../domain/crm/record.ts'
import { type Filter, type HubspotApi, objectOf } from './api.ts'
import type { Portal } from './portal.ts'
import { propertiesOf, readObjects, recordOf } from './records.ts'

const MOST = 20

const is = (propertyName: string, value: string): readonly Filter[] => [
  { propertyName, operator: 'EQ', value },
]
const has = (propertyName: string, value: string): readonly Filter[] => [
  { propertyName, operator: 'CONTAINS_TOKEN', value },
]

/**
 * Who may have a number. HubSpot's own index holds area code and local number, without the country ("refrain from
 * including the country code", its guide to searches); what was typed otherwise is found as it was typed. Five groups of
 * filters are all that a search takes.
 */
export function createFind(parts: {
  readonly api: HubspotApi
  readonly portal: () => Promise<Portal>
  readonly fields: Readonly<Record<string, readonly string[]>>
}) {
  const { api, fields } = parts

  const search = async (
    name: 'contact' | 'company',
    groups: readonly (readonly Filter[])[],
  ): Promise<readonly RemoteRecord[]> => {
    const { results } = await api.search(objectOf(name).path, {
      groups,
      sort: { propertyName: 'hs_object_id', direction: 'ASCENDING' },
      properties: propertiesOf(name, fields[name] ?? []),
      limit: MOST,
    })
    const portal = await parts.portal()
    return readObjects(results).good.map((object) => recordOf(object, name, fields[name] ?? [], portal))
  }

  return async ({ e164, national }: { readonly e164: string; readonly national: string }) => {
    const [people, companies] = await Promise.all([
      search('contact', [
        is('hs_searchable_calculated_phone_number', national),
        is('hs_searchable_calculated_mobile_number', national),
        has('phone', `*${national}`),
        has('mobilephone', `*${national}`),
        is('phone', e164),
      ]),
      search('company', [is('phone', e164), has('phone', `*${national}`)]),
    ])
    return [...people, ...companies]
  }
}
