import { CrmFailure } from '../../failure.ts'

/** What is read, by the name that the engine has for it. */
export const SOBJECTS = {
  contact: 'Contact',
  lead: 'Lead',
  account: 'Account',
  deal: 'Opportunity',
} as const
export type ObjectKey = keyof typeof SOBJECTS

/** In the order in which they are read: callers first. */
export const OBJECT_KEYS: readonly ObjectKey[] = ['contact', 'lead', 'account', 'deal']
export const CUSTOMER_KEYS: readonly ObjectKey[] = ['contact', 'lead', 'account']

export function sobjectOf(object: string): { readonly key: ObjectKey; readonly sobject: string } {
  const key = OBJECT_KEYS.find((one) => one === object)
  if (!key) throw new CrmFailure('failed', `no such object: ${object}`)
  return { key, sobject: SOBJECTS[key] }
}

/** An id that Salesforce made; nothing else gets into a path or a query. */
export function checkedId(id: string): string {
  if (!/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id))
    throw new CrmFailure('notFound', `no id: ${id.slice(0, 40)}`)
  return id
}
