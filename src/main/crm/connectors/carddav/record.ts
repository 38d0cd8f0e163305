import type { RemoteRecord } from '../../../../domain/crm/record.ts'
import { contactOf, firstText } from '../../../customers/vcard/contact.ts'
import { createVcardReader } from '../../../customers/vcard/reader.ts'
import { CONTACT } from './fields.ts'

/** What a card is to us; `group` is a list of other cards, `unreadable` none at all. */
export type ReadCard =
  | { readonly kind: 'record'; readonly record: RemoteRecord }
  | { readonly kind: 'group' }
  | { readonly kind: 'unreadable' }

export function readCard(id: string, etag: string, text: string): ReadCard {
  const reader = createVcardReader()
  const card = [...reader.push(text), ...reader.end()].find(({ closed }) => closed)
  if (!card) return { kind: 'unreadable' }
  const contact = contactOf(card)
  if (contact.kind === 'group') return { kind: 'group' }

  const phones = contact.phones.filter(({ raw }) => raw !== '')
  const values = {
    name: contact.name,
    firstName: contact.given,
    lastName: contact.family,
    nickname: firstText(card, 'NICKNAME'),
    company: contact.company || (contact.kind === 'company' ? contact.name : ''),
    department: contact.department,
    title: firstText(card, 'TITLE'),
    role: firstText(card, 'ROLE'),
    email: contact.emails[0] ?? '',
    email2: contact.emails[1] ?? '',
    ...contact.address,
    note: contact.notes,
    fax: phones.find(({ label, dialable }) => !dialable && label === 'Fax')?.raw ?? '',
    birthday: firstText(card, 'BDAY'),
    url: firstText(card, 'URL'),
    categories: firstText(card, 'CATEGORIES'),
  }
  return {
    kind: 'record',
    record: {
      object: CONTACT,
      id,
      // REV is the clock of whichever program wrote the card last: nothing that two cards could be put in order by.
      updated: null,
      rev: etag === '' ? null : etag,
      url: null,
      values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
      numbers: phones.filter(({ dialable }) => dialable).map(({ label, raw }) => ({ label, raw })),
      owner: null,
    },
  }
}
