import { columnTarget, type ImportedCustomer } from '../customer/import.ts'
import { ok, type Result, refuse } from '../result.ts'
import { customerIdOf, type FieldMapping, sourceOf } from './connection.ts'
import type { RemoteRecord } from './record.ts'

/** Why a record of a CRM isn't a customer. It is put aside with what came, and the others are stored. */
export const UNMAPPED = ['noName', 'noId', 'longId', 'tooLarge'] as const
export type Unmapped = (typeof UNMAPPED)[number]

/** An id crosses process boundaries and lies in each call's record. */
const LONGEST_ID = 200
/** Of all values together. Nobody reads more on a card, and every call would carry it. */
const MOST_CHARACTERS = 1_000_000

export type MappingPlan = {
  readonly connection: string
  readonly object: string
  readonly mapping: FieldMapping
  /** An ISO 3166-1 alpha-2 code of a country as people write it; null for what isn't known. */
  readonly readCountry: (text: string) => string | null
}

/** Makes customers of one object's records, by what the agent chose each field to be. */
export function customerMapper(
  plan: MappingPlan,
): (record: RemoteRecord) => Result<ImportedCustomer, Unmapped> {
  const { connection, object, mapping, readCountry } = plan
  const source = sourceOf(connection)
  const targets = Object.entries(mapping).map(([key, target]) => ({ key, target: columnTarget(target) }))
  const keysOf = (wanted: string): readonly string[] =>
    targets.flatMap(({ key, target }) => (target === wanted ? [key] : []))
  const plain = {
    name: keysOf('name'),
    firstName: keysOf('firstName'),
    lastName: keysOf('lastName'),
    company: keysOf('company'),
    email: keysOf('email'),
    city: keysOf('city'),
    country: keysOf('country'),
    notes: keysOf('notes'),
  }
  const labelled = (prefix: 'number:' | 'field:') =>
    targets.flatMap(({ key, target }) =>
      target.startsWith(prefix) ? [{ key, label: target.slice(prefix.length) }] : [],
    )
  const numberKeys = labelled('number:')
  const fieldKeys = labelled('field:')

  return ({ id: remoteId, values, numbers: listed }) => {
    if (remoteId === '') return refuse('noId')
    const id = customerIdOf(connection, object, remoteId)
    if (id.length > LONGEST_ID) return refuse('longId')
    if (charactersIn(values) > MOST_CHARACTERS) return refuse('tooLarge')
    const textOf = (key: string): string => (values[key] ?? '').trim()
    const all = (keys: readonly string[]): readonly string[] => keys.flatMap((key) => textOf(key) || [])
    const first = (keys: readonly string[]): string => all(keys)[0] ?? ''

    const numbers = [
      ...numberKeys.map(({ key, label }) => ({ label, raw: textOf(key) })),
      ...listed.map(({ label, raw }) => ({ label, raw: raw.trim() })),
    ].filter(({ raw }) => raw !== '')
    const fields = fieldKeys
      .map(({ key, label }) => ({ label, value: textOf(key) }))
      .filter(({ value }) => value !== '')
    const company = first(plain.company)
    const email = first(plain.email)
    const fullName =
      first(plain.name) || `${first(plain.firstName)} ${first(plain.lastName)}`.trim() || company
    // Whoever wrote only a number or an address down still wants to see whose call it is.
    const name = fullName || email || (numbers[0]?.raw ?? '')
    if (name === '') return refuse('noName')
    const written = first(plain.country)
    const country = written === '' ? '' : readCountry(written)
    if (country === null) fields.push({ label: plain.country[0] ?? '', value: written })
    return ok({
      id,
      source,
      name,
      company,
      email,
      city: first(plain.city),
      country: country ?? '',
      notes: all(plain.notes).join('\n'),
      numbers,
      fields,
    })
  }
}

function charactersIn(values: Readonly<Record<string, string>>): number {
  let sum = 0
  for (const key in values) sum += values[key]?.length ?? 0
  return sum
}
