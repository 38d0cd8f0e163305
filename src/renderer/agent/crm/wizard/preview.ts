import type { FieldMapping } from '../../../../domain/crm/connection.ts'
import type { RemoteRecord } from '../../../../domain/crm/record.ts'
import type { Customer, CustomerField } from '../../../../domain/customer/customer.ts'
import { columnTarget } from '../../../../domain/customer/import.ts'

export type PreviewedCustomer = Pick<
  Customer,
  'name' | 'company' | 'email' | 'city' | 'country' | 'notes' | 'fields'
> & { readonly numbers: readonly { readonly label: string; readonly raw: string }[] }

/** The customer that a record would become. */
export function previewOf(record: RemoteRecord, mapping: FieldMapping): PreviewedCustomer {
  const texts = new Map<string, string>()
  const numbers: { readonly label: string; readonly raw: string }[] = [...record.numbers]
  const fields: CustomerField[] = []
  for (const [key, value] of Object.entries(record.values)) {
    const target = columnTarget(mapping[key] ?? 'skip')
    if (value === '' || target === 'skip' || target === 'key') continue
    if (target.startsWith('number:')) numbers.push({ label: target.slice('number:'.length), raw: value })
    else if (target.startsWith('field:')) fields.push({ label: target.slice('field:'.length), value })
    else texts.set(target, value)
  }
  const text = (target: string): string => texts.get(target) ?? ''
  const parts = [text('firstName'), text('lastName')].filter((part) => part !== '')
  return {
    name: text('name') || parts.join(' '),
    company: text('company'),
    email: text('email'),
    city: text('city'),
    country: text('country'),
    notes: text('notes'),
    numbers,
    fields,
  }
}
