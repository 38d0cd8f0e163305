import type { RemoteDeal, RemoteRecord } from '../../../../domain/crm/record.ts'
import type { Row } from './api.ts'
import type { Place } from './cursor.ts'
import type { ObjectKey } from './objects.ts'
import { parseMoment } from './soql.ts'

/** A field's value, over relations; null where there is none. */
function valueAt(row: Row, path: string): unknown {
  let value: unknown = row
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null
    value = (value as Row)[part]
  }
  return value ?? null
}

/** A value as text; empty for what is none, or isn't one value. */
export function textAt(row: Row, path: string): string {
  const value = valueAt(row, path)
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** Where a row stands in the order of reading; null for one that has no such place. */
export function placeOf(row: Row): Place | null {
  const at = parseMoment(row.SystemModstamp)
  const id = textAt(row, 'Id')
  return at === null || id === '' ? null : { at, id }
}

/** Opens a record in the browser: the instance sends on to its page. Only over https. */
export const urlOf = (instance: string, id: string): string | null =>
  instance.startsWith('https://') ? `${instance}/${id}` : null

/** A contact, lead or account. */
export function recordOf(
  row: Row,
  place: Place,
  about: { readonly key: ObjectKey; readonly fields: readonly string[]; readonly instance: string },
): RemoteRecord {
  const values = about.fields.flatMap((name) => {
    const text = textAt(row, name)
    return text === '' ? [] : [[name, text] as const]
  })
  return {
    object: about.key,
    id: place.id,
    updated: place.at,
    rev: textAt(row, 'SystemModstamp'),
    url: urlOf(about.instance, place.id),
    values: Object.fromEntries(values),
    numbers: [],
    owner: textAt(row, 'Owner.Name') || null,
  }
}

/** The contacts of an opportunity, out of the query within the query. */
function rolesOf(row: Row): readonly string[] {
  const roles = valueAt(row, 'OpportunityContactRoles.records')
  if (!Array.isArray(roles)) return []
  return roles.flatMap((role: Row) => textAt(role, 'ContactId') || [])
}

export function dealOf(row: Row, place: Place, instance: string): RemoteDeal {
  const account = textAt(row, 'AccountId')
  const contacts = new Set([textAt(row, 'ContactId'), ...rolesOf(row)].filter((id) => id !== ''))
  const closed = valueAt(row, 'IsClosed') === true
  return {
    id: place.id,
    updated: place.at,
    url: urlOf(instance, place.id),
    title: textAt(row, 'Name'),
    stage: textAt(row, 'StageName'),
    amount: textAt(row, 'Amount'),
    currency: textAt(row, 'CurrencyIsoCode'),
    closes: textAt(row, 'CloseDate') || null,
    state: !closed ? 'open' : valueAt(row, 'IsWon') === true ? 'won' : 'lost',
    of: [
      ...(account === '' ? [] : [{ object: 'account', id: account }]),
      ...[...contacts].map((id) => ({ object: 'contact', id })),
    ],
  }
}
