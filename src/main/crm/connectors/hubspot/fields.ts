import { z } from 'zod'
import type { RemoteField } from '../../../../domain/crm/description.ts'
import type { ColumnTarget } from '../../../../domain/customer/import.ts'
import { type HubspotApi, objectOf, shaped } from './api.ts'

const properties = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      fieldType: z.string().optional(),
      hidden: z.boolean().optional(),
      calculated: z.boolean().optional(),
      modificationMetadata: z.object({ readOnlyValue: z.boolean().optional() }).optional(),
    }),
  ),
})

const SUGGESTED: Readonly<Record<'contact' | 'company', Readonly<Record<string, ColumnTarget>>>> = {
  contact: {
    firstname: 'firstName',
    lastname: 'lastName',
    company: 'company',
    email: 'email',
    city: 'city',
    country: 'country',
    phone: 'number:Phone',
    mobilephone: 'number:Mobile',
    jobtitle: 'field:Title',
    lifecyclestage: 'field:Lifecycle stage',
    hs_lead_status: 'field:Lead status',
  },
  company: {
    name: 'company',
    phone: 'number:Phone',
    city: 'city',
    country: 'country',
    domain: 'field:Domain',
    industry: 'field:Industry',
  },
}

function kindOf(name: string, type: string, fieldType = ''): RemoteField['kind'] {
  if (fieldType === 'phonenumber' || name === 'phone' || name === 'mobilephone') return 'phone'
  if (name === 'email') return 'email'
  if (type === 'number') return 'number'
  if (type === 'date' || type === 'datetime') return 'date'
  return type === 'enumeration' || type === 'bool' ? 'choice' : 'text'
}

/** The fields of contacts or companies, the ones that matter first. What HubSpot keeps for itself is left out. */
export async function fieldsOf(
  api: HubspotApi,
  object: 'contact' | 'company',
): Promise<readonly RemoteField[]> {
  const { results } = shaped(properties, await api.get(`/crm/v3/properties/${objectOf(object).path}`))
  const order = Object.keys(SUGGESTED[object])
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  const isShown = ({ name, hidden }: (typeof results)[number]): boolean =>
    hidden !== true && (order.includes(name) || !/^(hs|offhook)_/.test(name))
  return results
    .filter(isShown)
    .sort((one, other) => place(one.name) - place(other.name) || one.label.localeCompare(other.label))
    .map(({ name, label, type, fieldType, calculated, modificationMetadata }) => ({
      object,
      key: name,
      label,
      kind: kindOf(name, type, fieldType),
      writable: calculated !== true && modificationMetadata?.readOnlyValue !== true,
      suggested: SUGGESTED[object][name] ?? 'skip',
    }))
}

const dispositions = z.array(z.object({ id: z.string(), label: z.string(), deleted: z.boolean().optional() }))

/** How a call can have ended, in the account's own words. */
export async function dispositionsOf(api: HubspotApi) {
  const known = shaped(dispositions, await api.get('/calling/v1/dispositions'))
  return known.filter(({ deleted }) => deleted !== true).map(({ id, label }) => ({ id, label }))
}
