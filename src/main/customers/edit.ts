import { randomUUID } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Customer, CustomerDraft } from '../../domain/customer/customer.ts'
import {
  type CustomerContent,
  editedFields,
  type HeldNumber,
  sameNumber,
} from '../../domain/customer/edits.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'
import type { ByHandFile } from './by-hand.ts'
import { type CustomerRows, heldNumber, type NewCustomer, toCustomer } from './rows.ts'
import { writeSoon } from './write-soon.ts'

export const MANUAL = 'manual'

export type Edits = {
  readonly save: (draft: CustomerDraft, country: string) => Result<Customer, 'notFound'>
  readonly addNumber: (id: string, raw: string, country: string) => Result<Customer, 'notFound'>
}

export function createEdits(db: Database.Database, rows: CustomerRows, byHand: ByHandFile): Edits {
  const kept = (customer: NewCustomer): Result<Customer, 'notFound'> => {
    byHand.append(customer)
    const stored = rows.byId(customer.id)
    return stored ? ok(toCustomer(stored)) : refuse('notFound')
  }

  const create = (content: CustomerContent): Result<Customer, 'notFound'> => {
    const id = `${MANUAL}/${randomUUID()}`
    const customer: NewCustomer = { ...content, id, source: MANUAL, imported: null, edited: new Set() }
    writeSoon(db, () => {
      rows.insert(customer)
      rows.countMore(1)
    })
    return kept(customer)
  }

  const change = (id: string, changed: (stored: CustomerContent) => CustomerContent) => {
    const customer = writeSoon(db, () => {
      const stored = rows.byId(id)
      if (!stored) return null
      const content = changed(stored)
      const edited = new Set([...stored.edited, ...editedFields(stored, content)])
      const next = { ...stored, ...content, edited }
      rows.replace(next)
      return next
    })
    return customer ? kept(customer) : refuse('notFound' as const)
  }

  return {
    save: (draft, country) => {
      const { id } = draft
      if (id === null) return create(contentOf(draft, country, []))
      return change(id, (stored) => contentOf(draft, country, stored.numbers))
    },
    addNumber: (id, raw, country) =>
      change(id, (stored) => {
        const added = heldNumber('', raw.trim(), country, true)
        const known = added.raw === '' || stored.numbers.some((number) => sameNumber(number, added))
        return known ? stored : { ...stored, numbers: [...stored.numbers, added] }
      }),
  }
}

function contentOf(draft: CustomerDraft, country: string, stored: readonly HeldNumber[]): CustomerContent {
  return {
    name: draft.name.trim(),
    company: draft.company.trim(),
    email: draft.email.trim(),
    city: draft.city.trim(),
    country: draft.country.trim().toUpperCase(),
    notes: draft.notes,
    numbers: draft.numbers.flatMap(({ label, raw }) => {
      const typed = raw.trim()
      if (typed === '') return []
      // An unchanged number stays as it was read, even when the account's country is another one by now.
      return (
        stored.find((number) => number.raw === typed && number.label === label) ??
        heldNumber(label, typed, country, true)
      )
    }),
    fields: draft.fields.filter(({ label, value }) => label !== '' || value !== ''),
  }
}
