import type { RemoteRecord } from '../../src/domain/crm/record.ts'
import type { Page } from '../../src/main/crm/connector.ts'
import { madeUp } from './made-up.ts'

/** A made-up customer as a CRM has it. */
export function remotePerson(index: number): RemoteRecord {
  const { key, name, company, email, city, numbers, notes } = madeUp(index)
  const values: Record<string, string> = { name, company, email, city, notes }
  for (const [at, number] of numbers.entries()) values[at === 0 ? 'phone' : 'mobile'] = number
  return {
    object: 'contact',
    id: key,
    updated: 1_700_000_000_000 + index,
    rev: String(index),
    url: `https://crm.example.com/contacts/${key}`,
    values,
    numbers: [],
    owner: 'Ana Kowalska',
  }
}

export const PEOPLE_MAPPING = {
  contact: {
    name: 'name',
    company: 'company',
    email: 'email',
    city: 'city',
    notes: 'notes',
    phone: 'number:Phone',
    mobile: 'number:Mobile',
  },
} as const

/** One page of so many people, as a full read brings it. */
export function peoplePage(from: number, size: number, total: number): Page {
  const until = Math.min(total, from + size)
  const records = Array.from({ length: until - from }, (_, at) => remotePerson(from + at))
  const cursor = String(until)
  return { phase: 'full', records, deals: [], gone: [], bad: [], cursor, more: until < total, total }
}
