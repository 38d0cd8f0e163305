import type { RemoteChange } from '../../../../domain/crm/record.ts'
import { addressOf, labelOf, type Mechanism, mechanismsOf, type Party, PHONE_TYPES } from './party.ts'

/** What Tryton is told of a list of rows that belong to a record. */
export type Step =
  | readonly ['create', readonly Readonly<Record<string, unknown>>[]]
  | readonly ['write', readonly number[], Readonly<Record<string, unknown>>]
export type PartyValues = {
  readonly name?: string
  readonly contact_mechanisms?: readonly Step[]
  readonly addresses?: readonly Step[]
}

/** The values of a party that are one of its mechanisms: of which type, and which of that type. */
const MECHANISMS: Readonly<Record<string, readonly [type: string, nth: number]>> = {
  email: ['email', 0],
  email2: ['email', 1],
  website: ['website', 0],
}
const ADDRESS = ['street', 'postal_code', 'city'] as const

/**
 * What is to be written for a change; null where nothing is. `party` is null for a new one. `country` is the id of the
 * country that the change names, null for none. What is taken away is archived, as Tryton's own users do: other documents
 * may name it.
 */
export function valuesFor(
  party: Party | null,
  { values, numbers }: RemoteChange,
  country: number | null,
): PartyValues | null {
  const mechanisms = [
    ...Object.entries(MECHANISMS).flatMap(([key, [type, nth]]) => {
      const value = values[key]
      const held = party ? mechanismsOf(party, type)[nth] : undefined
      return value === undefined ? [] : mechanismSteps(held, type, value)
    }),
    ...(numbers ? phoneSteps(party ? mechanismsOf(party, ...PHONE_TYPES) : [], numbers) : []),
  ]
  const addresses = addressSteps(party, values, country)
  const changed: PartyValues = {
    ...(values.name === undefined || values.name === party?.name ? {} : { name: values.name }),
    ...(mechanisms.length === 0 ? {} : { contact_mechanisms: mechanisms }),
    ...(addresses.length === 0 ? {} : { addresses }),
  }
  return Object.keys(changed).length === 0 ? null : changed
}

const archived = { active: false }

function mechanismSteps(held: Mechanism | undefined, type: string, value: string): readonly Step[] {
  if (!held) return value === '' ? [] : [['create', [{ type, value }]]]
  if (value === held.value) return []
  return [['write', [held.id], value === '' ? archived : { value }]]
}

type Number = { readonly label: string; readonly raw: string }

/** The list as it shall be: what is the same stays, another number under the same label is written over it. */
function phoneSteps(held: readonly Mechanism[], wanted: readonly Number[]): readonly Step[] {
  const left = [...wanted]
  const take = (fits: (one: Number) => boolean): Number | undefined => {
    const at = left.findIndex(fits)
    return at < 0 ? undefined : left.splice(at, 1)[0]
  }
  const changed = held.filter((one) => !take(({ label, raw }) => label === labelOf(one) && raw === one.value))
  const kept = changed.map((one): Step => {
    const next = take(({ label }) => label === labelOf(one))
    return ['write', [one.id], next ? { value: next.raw } : archived]
  })
  const added = left.map(({ label, raw }) =>
    label === 'mobile' ? { type: 'mobile', value: raw } : { type: 'phone', value: raw, name: label || null },
  )
  return added.length === 0 ? kept : [...kept, ['create', added]]
}

function addressSteps(
  party: Party | null,
  values: RemoteChange['values'],
  country: number | null,
): readonly Step[] {
  const changed = Object.fromEntries(
    ADDRESS.flatMap((key) => {
      const value = values[key]
      return value === undefined ? [] : [[key, value]]
    }),
  )
  const address = values.country === undefined ? changed : { ...changed, country }
  const held = party ? addressOf(party) : undefined
  if (Object.keys(address).length === 0) return []
  if (held) return [['write', [held.id], address]]
  return Object.values(address).some((value) => value !== '' && value !== null) ? [['create', [address]]] : []
}
