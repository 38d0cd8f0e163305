import type { ImportedCustomer } from '../../domain/customer/import.ts'
import { numbersOf } from './csv-customer.ts'
import { contentId, keyedId } from './source.ts'
import { createVcardReader, partsOf, textOf, type Vcard, type VcardProperty } from './vcard-reader.ts'

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
  const all = (name: string): readonly VcardProperty[] =>
    card.properties.filter((property) => property.name === name)
  const text = (name: string): string => {
    const found = all(name).find(({ value }) => value.trim() !== '')
    return found ? textOf(found.value) : ''
  }
  if (/^group$/i.test(text('KIND') || text('X-ADDRESSBOOKSERVER-KIND'))) return 'group'

  const [company = '', ...departments] = partsOf(all('ORG')[0]?.value ?? '')
  const name = text('FN') || structuredName(all('N')[0]) || company || text('NICKNAME')
  if (name === '') return 'missingName'

  const home = all('ADR').find(({ value }) => partsOf(value).some((part) => part !== ''))
  const [, , street = '', city = '', region = '', postcode = '', countryText = ''] = partsOf(
    home?.value ?? '',
  )
  const country = countryText === '' ? '' : (plan.readCountry(countryText) ?? '')
  const emails = all('EMAIL').flatMap(({ value }) => textOf(value).replace(/^mailto:/i, '') || [])
  const address = [street, `${postcode} ${city}`.trim(), region, country === '' ? countryText : '']
  const phones = all('TEL').map((property) => ({ ...labelled(property, card), raw: phoneText(property) }))
  const content = {
    name,
    company: company === '' && /^(org|organization)$/i.test(text('KIND')) ? name : company,
    email: emails[0] ?? '',
    city,
    country,
    notes: all('NOTE')
      .map(({ value }) => textOf(value))
      .join('\n')
      .trim(),
    numbers: phones
      .filter(({ dialable, raw }) => dialable && raw !== '')
      .flatMap(({ label, raw }) =>
        numbersOf(raw, country || plan.country).map((one) => ({ label, raw: one })),
      ),
    fields: [
      ...phones
        .filter(({ dialable, raw }) => !dialable && raw !== '')
        .map(({ label, raw }) => ({ label, value: raw })),
      ...emails.slice(1).map((value) => ({ label: 'Email', value })),
      ...field('Department', departments.filter((part) => part !== '').join(', ')),
      ...field('Address', address.filter((part) => part !== '').join('\n')),
      ...card.properties.flatMap((property) => {
        const label = FIELDS[property.name]
        return label === undefined ? [] : field(label, textOf(property.value))
      }),
    ],
  }
  const uid = text('UID').replace(/^urn:uuid:/i, '')
  // A UID is unique by itself: the same card comes back in files of any name.
  return { id: uid === '' ? contentId(content) : keyedId('vcard', uid), source: plan.source, ...content }
}

const field = (label: string, value: string): { label: string; value: string }[] =>
  value === '' ? [] : [{ label, value }]

function structuredName(property: VcardProperty | undefined): string {
  const [family = '', given = '', additional = '', prefix = '', suffix = ''] = partsOf(property?.value ?? '')
  return [prefix, given, additional, family, suffix].filter((part) => part !== '').join(' ')
}

const phoneText = ({ value }: VcardProperty): string => {
  const text = textOf(value)
  if (!/^tel:/i.test(text)) return text
  // Its parameters (;ext=12) belong to the number.
  return text.slice('tel:'.length)
}

/** The label that the agent reads, and whether one can speak there. */
function labelled(property: VcardProperty, card: Vcard): { label: string; dialable: boolean } {
  const { group, types } = property
  if (types.some((type) => type.includes('fax'))) return { label: 'Fax', dialable: false }
  if (types.includes('pager')) return { label: 'Pager', dialable: false }
  const own = card.properties.find((other) => other.name === 'X-ABLABEL' && other.group === group)
  if (own && group !== '')
    return {
      label: textOf(own.value)
        .replace(/^_\$!<(.*)>!\$_$/, '$1')
        .slice(0, 40),
      dialable: true,
    }
  const place = types.find((type) => type === 'work' || type === 'home')
  const mobile = types.some((type) => type === 'cell' || type === 'mobile' || type === 'iphone')
  const words = [place ?? '', mobile ? 'mobile' : ''].filter((word) => word !== '')
  return { label: words.join(' ') || (types.includes('main') ? 'main' : ''), dialable: true }
}

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
