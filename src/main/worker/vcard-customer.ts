import type { ImportedCustomer } from '../../domain/customer/import.ts'
import { contactOf } from '../customers/vcard/contact.ts'
import { createVcardReader, textOf, type Vcard } from '../customers/vcard/reader.ts'
import { numbersOf } from './csv-customer.ts'
import { contentId, keyedId } from './source.ts'

export type VcardPlan = {
  readonly source: string
  readonly country: string
  readonly readCountry: (text: string) => string | null
}

/** What kinds of properties are shown as a field of the customer, and under which label. */
const FIELDS: Readonly<Record<string, string>> = {
  TITLE: 'Title',
  ROLE: 'Role',
  URL: 'URL',
  BDAY: 'Birthday',
  CATEGORIES: 'Categories',
}

/** Makes a customer of one card. `group`: a list of other cards, which is no customer. */
export function vcardCustomer(card: Vcard, plan: VcardPlan): ImportedCustomer | 'group' | 'missingName' {
  const contact = contactOf(card)
  const { name, company, emails, address } = contact
  if (contact.kind === 'group') return 'group'
  if (name === '') return 'missingName'

  const country = address.country === '' ? '' : (plan.readCountry(address.country) ?? '')
  const lines = [
    address.street,
    `${address.postcode} ${address.city}`.trim(),
    address.region,
    country === '' ? address.country : '',
  ]
  const phones = contact.phones.filter(({ raw }) => raw !== '')
  const content = {
    name,
    company: company === '' && contact.kind === 'company' ? name : company,
    email: emails[0] ?? '',
    city: address.city,
    country,
    notes: contact.notes,
    numbers: phones
      .filter(({ dialable }) => dialable)
      .flatMap(({ label, raw }) =>
        numbersOf(raw, country || plan.country).map((one) => ({ label, raw: one })),
      ),
    fields: [
      ...phones.filter(({ dialable }) => !dialable).map(({ label, raw }) => ({ label, value: raw })),
      ...emails.slice(1).map((value) => ({ label: 'Email', value })),
      ...field('Department', contact.department),
      ...field('Address', lines.filter((line) => line !== '').join('\n')),
      ...card.properties.flatMap((property) => {
        const label = FIELDS[property.name]
        return label === undefined ? [] : field(label, textOf(property.value))
      }),
    ],
  }
  const { uid } = contact
  // A UID is unique by itself: the same card comes back in files of any name.
  return { id: uid === '' ? contentId(content) : keyedId('vcard', uid), source: plan.source, ...content }
}

const field = (label: string, value: string): { label: string; value: string }[] =>
  value === '' ? [] : [{ label, value }]

export const VCARD_COLUMNS = ['Name', 'Company', 'Phone', 'Email', 'City', 'Notes'] as const

/** The first cards as a table, for the preview. */
export function vcardRows(text: string, most: number): string[][] {
  const reader = createVcardReader()
  const plan = { source: '', country: '', readCountry: () => null }
  return [...reader.push(text), ...reader.end()]
    .filter(({ closed }) => closed)
    .slice(0, most)
    .flatMap((card) => {
      const customer = vcardCustomer(card, plan)
      if (customer === 'group' || customer === 'missingName') return []
      const { name, company, numbers, email, city, notes } = customer
      return [[name, company, numbers.map(({ raw }) => raw).join(', '), email, city, notes]]
    })
}
