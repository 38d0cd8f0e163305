import type { Customer, CustomerDraft } from '../customer/customer.ts'

/** What of a customer can be written to a CRM, by the target of a mapping: `email`, `number:Mobile`, `field:Stage`. */
export type CustomerValues = Readonly<Record<string, string>>

export const TEXTS = ['name', 'company', 'email', 'city', 'country', 'notes'] as const

/** Several numbers of one label stand one below the other. */
export const BETWEEN = '\n'

type Labelled = Pick<Customer, (typeof TEXTS)[number] | 'fields'> & {
  readonly numbers: readonly { readonly label: string; readonly raw: string }[]
}

export function customerValues(customer: Labelled): CustomerValues {
  const values: Record<string, string> = {}
  for (const text of TEXTS) values[text] = customer[text]
  const add = (key: string, value: string): void => {
    values[key] = values[key] === undefined ? value : `${values[key]}${BETWEEN}${value}`
  }
  for (const { label, raw } of customer.numbers) add(`number:${label}`, raw)
  for (const { label, value } of customer.fields) add(`field:${label}`, value)
  return values
}

/** What an agent changed, before and after; null where it is nothing that a CRM could be told. */
export function customerChange(
  before: Labelled,
  after: Labelled,
): { readonly before: CustomerValues; readonly after: CustomerValues } | null {
  const was = customerValues(before)
  const is = customerValues(after)
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const changed = keys.filter((key) => (was[key] ?? '') !== (is[key] ?? ''))
  if (changed.length === 0) return null
  const only = (values: CustomerValues): CustomerValues =>
    Object.fromEntries(changed.map((key) => [key, values[key] ?? '']))
  return { before: only(was), after: only(is) }
}

/** The customer with these values in place of its own. An empty one takes the number or the field away. */
export function withValues(customer: Customer, values: CustomerValues): CustomerDraft {
  const draft: CustomerDraft = {
    ...customer,
    numbers: customer.numbers.map(({ label, raw }) => ({ label, raw })),
  }
  const texts = Object.fromEntries(TEXTS.flatMap((text) => (text in values ? [[text, values[text]]] : [])))
  const numbers = replaced(draft.numbers, values, 'number:', (label, raw) => ({ label, raw }))
  const fields = replaced(draft.fields, values, 'field:', (label, value) => ({ label, value }))
  return { ...draft, ...texts, numbers, fields }
}

function replaced<One extends { readonly label: string }>(
  all: readonly One[],
  values: CustomerValues,
  prefix: string,
  one: (label: string, value: string) => One,
): readonly One[] {
  const labels = Object.keys(values).flatMap((key) =>
    key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
  )
  const made = (label: string): readonly One[] =>
    (values[`${prefix}${label}`] ?? '')
      .split(BETWEEN)
      .flatMap((value) => (value === '' ? [] : [one(label, value)]))
  const seen = new Set<string>()
  const kept = all.flatMap((known) => {
    if (!labels.includes(known.label)) return [known]
    if (seen.has(known.label)) return []
    seen.add(known.label)
    return made(known.label)
  })
  return [...kept, ...labels.filter((label) => !seen.has(label)).flatMap(made)]
}
