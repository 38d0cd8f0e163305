import type { Description, RemoteField } from '../../../../domain/crm/description.ts'
import { CrmFailure } from '../../failure.ts'
import type { Api } from './api.ts'
import { CUSTOMER_KEYS, type ObjectKey, SOBJECTS } from './objects.ts'
import { textAt } from './records.ts'
import type { Described, Field, Schema } from './schema.ts'
import { quoted } from './soql.ts'

/** Types that hold something which isn't one value for a person to read. */
const NO_VALUE = new Set([
  'id',
  'reference',
  'address',
  'location',
  'base64',
  'anyType',
  'complexvalue',
  'json',
])

const KINDS: Readonly<Record<string, RemoteField['kind']>> = {
  phone: 'phone',
  email: 'email',
  date: 'date',
  datetime: 'date',
  picklist: 'choice',
  multipicklist: 'choice',
  boolean: 'choice',
  double: 'number',
  currency: 'number',
  int: 'number',
  long: 'number',
  percent: 'number',
}

const SUGGESTED: Readonly<Record<string, RemoteField['suggested']>> = {
  'contact.Name': 'name',
  'contact.Account.Name': 'company',
  'contact.MailingCity': 'city',
  'contact.MailingCountryCode': 'country',
  'lead.Name': 'name',
  'lead.Company': 'company',
  'lead.City': 'city',
  'lead.CountryCode': 'country',
  'account.Name': 'company',
  'account.BillingCity': 'city',
  'account.BillingCountryCode': 'country',
}

function suggestedFor(object: ObjectKey, { name, type, label }: Field): RemoteField['suggested'] {
  const known = SUGGESTED[`${object}.${name}`]
  if (known) return known
  if (type === 'phone' && !/fax/i.test(name)) return `number:${label}`
  if (name === 'Email') return 'email'
  if (name === 'Description') return 'notes'
  return name === 'Title' ? `field:${label}` : 'skip'
}

/** A person's name is put together by Salesforce; written it is taken apart again (`write.ts`). */
const isComposedName = (object: ObjectKey, name: string): boolean => name === 'Name' && object !== 'account'

const fieldOf = (object: ObjectKey, field: Field): RemoteField => ({
  object,
  key: field.name,
  label: field.label,
  kind: KINDS[field.type] ?? 'text',
  writable: isComposedName(object, field.name) || (field.updateable && field.createable),
  suggested: suggestedFor(object, field),
})

/** The firm of a contact stands in another record. */
const companyOf = (object: ObjectKey, fields: readonly Field[]): readonly RemoteField[] => {
  const account = fields.find(({ name }) => name === 'AccountId')
  if (object !== 'contact' || !account) return []
  const key = 'Account.Name'
  return [
    {
      object,
      key,
      label: account.label.replace(/[ -]?ID$/, ''),
      kind: 'text',
      writable: false,
      suggested: 'company',
    },
  ]
}

async function firstText(api: Api, soql: string, field: string): Promise<string> {
  const { records } = await api.query(soql)
  return textAt(records[0] ?? {}, field)
}

/** Whom we are there: the user, if the sign-in told who it is, and the organization. */
async function identityOf(api: Api, identityUrl: string): Promise<string> {
  const user = /\/(005\w{12,15})$/.exec(identityUrl)?.[1]
  const parts = [
    user === undefined
      ? ''
      : await firstText(api, `SELECT Name FROM User WHERE Id = ${quoted(user)}`, 'Name'),
    await firstText(api, 'SELECT Name FROM Organization LIMIT 1', 'Name'),
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** Null for an object that this user may not see: to Salesforce it isn't there. */
async function seen(schema: Schema, key: ObjectKey): Promise<Described | null> {
  try {
    return await schema.of(SOBJECTS[key])
  } catch (error) {
    const hidden = error instanceof CrmFailure && ['notFound', 'forbidden'].includes(error.reason)
    if (!hidden) throw error
    return null
  }
}

export async function describeOrganization(
  api: Api,
  schema: Schema,
  identityUrl: string,
): Promise<Description> {
  const identity = await identityOf(api, identityUrl)
  const objects: { key: string; label: string }[] = []
  const fields: RemoteField[] = []
  for (const key of CUSTOMER_KEYS) {
    const described = await seen(schema, key)
    if (described === null) continue
    objects.push({ key, label: described.labelPlural ?? described.label })
    const shown = described.fields.filter(({ type }) => !NO_VALUE.has(type))
    fields.push(...shown.map((field) => fieldOf(key, field)), ...companyOf(key, described.fields))
  }
  if (objects.length === 0)
    throw new CrmFailure('forbidden', 'this user may see neither contacts nor leads nor accounts')
  // A call's outcome is free text in Salesforce (Task.CallDisposition).
  return { identity, objects, fields, dispositions: [] }
}
