import type { RemoteField } from '../../../../domain/crm/description.ts'
import { fieldsOfObject } from '../../remote-field.ts'

export const PARTY = 'party'
export const DEAL = 'deal'

const field = fieldsOfObject(PARTY)

/** What is read of a party, by the names that Tryton's own forms have. A party is a person or a company, without saying which. */
export const FIELDS: readonly RemoteField[] = [
  field('name', 'Name', 'text', true, 'name'),
  field('code', 'Code', 'text', false, 'field:Code'),
  field('email', 'E-Mail', 'email', true, 'email'),
  field('email2', 'Second E-Mail', 'email', true, 'field:Email'),
  field('website', 'Website', 'text', true, 'field:Website'),
  field('fax', 'Fax', 'phone', false, 'field:Fax'),
  field('street', 'Street', 'text', true, 'field:Street'),
  field('postal_code', 'Postal Code', 'text', true, 'field:Postcode'),
  field('city', 'City', 'text', true, 'city'),
  field('country', 'Country', 'text', true, 'country'),
  field('language', 'Language', 'text', false, 'skip'),
  field('categories', 'Categories', 'text', false, 'field:Categories'),
  field('related', 'Relations', 'text', false, 'field:Relations'),
]
