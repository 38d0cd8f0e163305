import { digitsOf } from '../phone-number.ts'
import type { CustomerField, CustomerNumber } from './customer.ts'

/**
 * The rule between the agent's hand and an import: a field that an agent changed belongs to the agents from then on,
 * and a later import leaves it alone; every other field follows the source. Numbers that an agent added stay beside
 * the imported ones; once an imported number was changed or removed, the whole list belongs to the agents.
 */
export const EDITABLE_FIELDS = [
  'name',
  'company',
  'email',
  'city',
  'country',
  'notes',
  'numbers',
  'fields',
] as const
export type EditableField = (typeof EDITABLE_FIELDS)[number]

export type HeldNumber = CustomerNumber & { readonly byHand: boolean }

export type CustomerContent = {
  readonly name: string
  readonly company: string
  readonly email: string
  readonly city: string
  readonly country: string
  readonly notes: string
  readonly numbers: readonly HeldNumber[]
  readonly fields: readonly CustomerField[]
}

const isText = (field: EditableField): field is Exclude<EditableField, 'numbers' | 'fields'> =>
  field !== 'numbers' && field !== 'fields'

/** Which fields the agent changed, given what is stored and what the agent saved. */
export function editedFields(stored: CustomerContent, saved: CustomerContent): readonly EditableField[] {
  return EDITABLE_FIELDS.filter((field) => {
    if (isText(field)) return stored[field] !== saved[field]
    if (field === 'fields') return !sameFields(stored.fields, saved.fields)
    return stored.numbers.some((number) => !number.byHand && !holds(saved.numbers, number))
  })
}

/** What is stored after an import of `imported`. `edited` are the fields that agents changed. */
export function mergeImport(
  stored: CustomerContent,
  imported: CustomerContent,
  edited: ReadonlySet<EditableField>,
): CustomerContent {
  const pick = <Field extends EditableField>(field: Field): CustomerContent[Field] =>
    (edited.has(field) ? stored : imported)[field]
  return {
    name: pick('name'),
    company: pick('company'),
    email: pick('email'),
    city: pick('city'),
    country: pick('country'),
    notes: pick('notes'),
    numbers: edited.has('numbers') ? stored.numbers : withAddedByHand(imported.numbers, stored.numbers),
    fields: pick('fields'),
  }
}

/** Whether both are the same number, however they were written. */
export function sameNumber(one: CustomerNumber, other: CustomerNumber): boolean {
  if (one.raw === other.raw) return true
  if (one.e164 !== null || other.e164 !== null) return one.e164 === other.e164
  const digits = digitsOf(one.raw)
  return digits !== '' && digits === digitsOf(other.raw)
}

function withAddedByHand(imported: readonly HeldNumber[], stored: readonly HeldNumber[]): HeldNumber[] {
  const added = stored.filter(
    (number) => number.byHand && !imported.some((other) => sameNumber(number, other)),
  )
  return [...imported, ...added]
}

const holds = (numbers: readonly HeldNumber[], wanted: HeldNumber): boolean =>
  numbers.some(({ raw, label }) => raw === wanted.raw && label === wanted.label)

const sameFields = (one: readonly CustomerField[], other: readonly CustomerField[]): boolean =>
  one.length === other.length &&
  one.every(({ label, value }, at) => label === other[at]?.label && value === other[at]?.value)
