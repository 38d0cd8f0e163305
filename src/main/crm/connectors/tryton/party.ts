import { hash } from 'node:crypto'
import { z } from 'zod'
import type { RemoteRecord } from '../../../../domain/crm/record.ts'
import { PARTY } from './fields.ts'
import { stampOf, stamps } from './values.ts'

const name = z.object({ rec_name: z.string().nullable() }).nullish()
/** SQLite keeps 0 and 1. */
const flag = z.union([z.boolean(), z.number()]).transform(Boolean)

const mechanism = stamps.extend({
  id: z.number(),
  type: z.string(),
  value: z.string().nullable(),
  name: z.string().nullable(),
  active: flag,
  _timestamp: z.string(),
})
export type Mechanism = z.infer<typeof mechanism>

const address = stamps.extend({
  id: z.number(),
  street: z.string().nullable(),
  postal_code: z.string().nullable(),
  city: z.string().nullable(),
  'country.': z.object({ code: z.string().nullable() }).nullable(),
  active: flag,
  _timestamp: z.string(),
})
export type Address = z.infer<typeof address>

export const party = stamps.extend({
  id: z.number(),
  name: z.string().nullable(),
  code: z.string().nullable(),
  active: flag,
  _timestamp: z.string(),
  'lang.': z.object({ code: z.string().nullable() }).nullable(),
  'contact_mechanisms.': z.array(mechanism),
  'addresses.': z.array(address),
  'categories.': z.array(z.object({ rec_name: z.string().nullable() })),
  'relations.': z.array(z.object({ 'type.': name, 'to.': name })).optional(),
})
export type Party = z.infer<typeof party>

const CHILDREN = {
  contact_mechanisms: ['type', 'value', 'name', 'active', 'create_date', 'write_date', '_timestamp'],
  addresses: [
    'street',
    'postal_code',
    'city',
    'country.code',
    'active',
    'create_date',
    'write_date',
    '_timestamp',
  ],
  categories: ['rec_name'],
} as const

/** What is asked of each party. Relations are there where the module party_relationship is. */
export const partyFields = (relations: boolean): readonly string[] => [
  'name',
  'code',
  'active',
  'create_date',
  'write_date',
  '_timestamp',
  'lang.code',
  ...Object.entries(CHILDREN).flatMap(([child, fields]) => fields.map((field) => `${child}.${field}`)),
  ...(relations ? ['relations.type.rec_name', 'relations.to.rec_name'] : []),
]

export const PHONE_TYPES: readonly string[] = ['phone', 'mobile']

/** What counts of a party's mechanisms and addresses: what was archived is out of use. */
export const mechanismsOf = (one: Party, ...types: readonly string[]): readonly Mechanism[] =>
  one['contact_mechanisms.'].filter(
    ({ active, type, value }) => active && types.includes(type) && (value ?? '') !== '',
  )
export const addressOf = (one: Party): Address | undefined => one['addresses.'].find(({ active }) => active)

/** How a number is labelled: by its own name, else as the mobile that it is. */
export const labelOf = ({ name: own, type }: Mechanism): string =>
  own?.trim() || (type === 'mobile' ? 'mobile' : '')

export function recordOf(one: Party, url: string | null): RemoteRecord {
  const first = addressOf(one)
  const mechanismOf = (type: string, nth = 0): string => mechanismsOf(one, type)[nth]?.value ?? ''
  const relations = (one['relations.'] ?? []).map((relation) =>
    [relation['type.']?.rec_name, relation['to.']?.rec_name].filter((part) => part).join(': '),
  )
  const values = {
    name: one.name ?? '',
    code: one.code ?? '',
    email: mechanismOf('email'),
    email2: mechanismOf('email', 1),
    website: mechanismOf('website'),
    fax: mechanismOf('fax'),
    street: first?.street ?? '',
    postal_code: first?.postal_code ?? '',
    city: first?.city ?? '',
    country: first?.['country.']?.code ?? '',
    language: one['lang.']?.code ?? '',
    categories: one['categories.'].map(({ rec_name }) => rec_name ?? '').join(', '),
    related: relations.join(', '),
  }
  return {
    object: PARTY,
    id: String(one.id),
    updated: Math.floor(Math.max(...partsOf(one).map(stampOf)) / 1_000),
    rev: revOf(one),
    url,
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== '')),
    numbers: mechanismsOf(one, ...PHONE_TYPES).map((each) => ({
      label: labelOf(each),
      raw: each.value ?? '',
    })),
    owner: null,
  }
}

const partsOf = (one: Party) => [one, ...one['contact_mechanisms.'], ...one['addresses.']]

/** Of the party with all that belongs to it. Tryton's own stamp counts seconds on SQLite, and stands for one row alone. */
export function revOf(one: Party): string {
  const parts = partsOf(one).map((part) => `${part.id}:${stampOf(part)}`)
  return hash('sha256', parts.join(' '), 'base64url').slice(0, 22)
}

/** What tells Tryton which version of each row a change was made of (its optimistic lock). */
export const lockOf = (one: Party): Readonly<Record<string, string>> =>
  Object.fromEntries([
    [`party.party,${one.id}`, one._timestamp],
    ...one['contact_mechanisms.'].map((each) => [`party.contact_mechanism,${each.id}`, each._timestamp]),
    ...one['addresses.'].map((each) => [`party.address,${each.id}`, each._timestamp]),
  ])
