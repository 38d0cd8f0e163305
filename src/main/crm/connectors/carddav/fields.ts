import type { RemoteField } from '../../../../domain/crm/description.ts'
import { fieldsOfObject } from '../../remote-field.ts'

export const CONTACT = 'contact'

const field = fieldsOfObject(CONTACT)

/** What is read of a card, by the names that people know from their address book; the property stands behind it. */
export const FIELDS: readonly RemoteField[] = [
  field('name', 'Name (FN)', 'text', true, 'name'),
  field('firstName', 'First name (N)', 'text', true, 'skip'),
  field('lastName', 'Last name (N)', 'text', true, 'skip'),
  field('nickname', 'Nickname (NICKNAME)', 'text', true, 'skip'),
  field('company', 'Company (ORG)', 'text', true, 'company'),
  field('department', 'Department (ORG)', 'text', true, 'field:Department'),
  field('title', 'Title (TITLE)', 'text', true, 'field:Title'),
  field('role', 'Role (ROLE)', 'text', true, 'field:Role'),
  field('email', 'E-mail (EMAIL)', 'email', true, 'email'),
  field('email2', 'Second e-mail (EMAIL)', 'email', true, 'field:Email'),
  field('street', 'Street (ADR)', 'text', true, 'field:Street'),
  field('postcode', 'Postcode (ADR)', 'text', true, 'field:Postcode'),
  field('city', 'City (ADR)', 'text', true, 'city'),
  field('region', 'Region (ADR)', 'text', true, 'skip'),
  field('country', 'Country (ADR)', 'text', true, 'country'),
  field('note', 'Note (NOTE)', 'text', true, 'notes'),
  field('fax', 'Fax (TEL)', 'phone', false, 'field:Fax'),
  field('birthday', 'Birthday (BDAY)', 'date', false, 'field:Birthday'),
  field('url', 'Web page (URL)', 'text', false, 'field:URL'),
  field('categories', 'Categories (CATEGORIES)', 'text', false, 'field:Categories'),
]
