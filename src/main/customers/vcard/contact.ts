import { partsOf, textOf, type Vcard, type VcardProperty } from './reader.ts'

export type VcardPhone = {
  readonly label: string
  /** As it was written, a telephone link without its `tel:`. */
  readonly raw: string
  /** False for a fax or a pager: nobody speaks there. */
  readonly dialable: boolean
}

/** What a card says of a person or a company. Texts are empty where it says nothing. */
export type VcardContact = {
  /** `group`: a list of other cards, which is nobody. */
  readonly kind: 'person' | 'company' | 'group'
  readonly uid: string
  /** As it is shown: FN, else what can be made of the others. */
  readonly name: string
  readonly given: string
  readonly family: string
  readonly company: string
  readonly department: string
  readonly emails: readonly string[]
  readonly phones: readonly VcardPhone[]
  readonly address: VcardAddress
  readonly notes: string
}

export type VcardAddress = {
  readonly street: string
  readonly city: string
  readonly region: string
  readonly postcode: string
  /** As somebody wrote it: a code, or a name in some language. */
  readonly country: string
}

export function contactOf(card: Vcard): VcardContact {
  const all = (name: string): readonly VcardProperty[] => propertiesOf(card, name)
  const [company = '', ...departments] = partsOf(all('ORG')[0]?.value ?? '')
  const [family = '', given = ''] = partsOf(all('N')[0]?.value ?? '')
  return {
    kind: kindOf(card),
    uid: firstText(card, 'UID').replace(/^urn:uuid:/i, ''),
    name: firstText(card, 'FN') || structuredName(all('N')[0]) || company || firstText(card, 'NICKNAME'),
    given,
    family,
    company,
    department: departments.filter((part) => part !== '').join(', '),
    emails: all('EMAIL').flatMap(({ value }) => textOf(value).replace(/^mailto:/i, '') || []),
    phones: all('TEL').map((property) => phoneOf(property, card)),
    address: addressOf(all('ADR').find(isFilled)),
    notes: all('NOTE')
      .map(({ value }) => textOf(value))
      .join('\n')
      .trim(),
  }
}

export const propertiesOf = (card: Vcard, name: string): readonly VcardProperty[] =>
  card.properties.filter((property) => property.name === name)

/** The first one that isn't empty. */
export function firstText(card: Vcard, name: string): string {
  const found = propertiesOf(card, name).find(({ value }) => value.trim() !== '')
  return found ? textOf(found.value) : ''
}

/** Whether a structured value says anything. */
export const isFilled = ({ value }: VcardProperty): boolean => partsOf(value).some((part) => part !== '')

function kindOf(card: Vcard): VcardContact['kind'] {
  const kind = firstText(card, 'KIND') || firstText(card, 'X-ADDRESSBOOKSERVER-KIND')
  if (/^group$/i.test(kind)) return 'group'
  const company = /^(org|organization)$/i.test(kind) || /^company$/i.test(firstText(card, 'X-ABSHOWAS'))
  return company ? 'company' : 'person'
}

function structuredName(property: VcardProperty | undefined): string {
  const [family = '', given = '', additional = '', prefix = '', suffix = ''] = partsOf(property?.value ?? '')
  return [prefix, given, additional, family, suffix].filter((part) => part !== '').join(' ')
}

function addressOf(property: VcardProperty | undefined): VcardAddress {
  const [, , street = '', city = '', region = '', postcode = '', country = ''] = partsOf(
    property?.value ?? '',
  )
  return { street, city, region, postcode, country }
}

export function phoneOf(property: VcardProperty, card: Vcard): VcardPhone {
  const raw = textOf(property.value)
  return {
    ...labelled(property, card),
    // The parameters of a telephone link (;ext=12) belong to the number.
    raw: /^tel:/i.test(raw) ? raw.slice('tel:'.length) : raw,
  }
}

function labelled(property: VcardProperty, card: Vcard): Pick<VcardPhone, 'label' | 'dialable'> {
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
