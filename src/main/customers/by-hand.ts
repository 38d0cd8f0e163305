// What agents wrote can't be imported again, so it is also kept in a plain file beside the database: one line for each
// saved customer, the last one of an id counts. It is read only when the database had to be rebuilt.
import { appendFileSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import type { EditableField } from '../../domain/customer/edits.ts'
import type { NewCustomer } from './rows.ts'

export type ByHandFile = {
  readonly append: (customer: NewCustomer) => void
  /** The customers as they were last saved. Lines that can't be read (a torn last one) are passed over. */
  readonly read: () => readonly NewCustomer[]
}

/** From this size on, lines that later ones replaced are dropped when the database is opened. */
const COMPACT_FROM_BYTES = 8 * 1024 * 1024

type Line = Omit<NewCustomer, 'edited' | 'imported'> & { readonly edited: readonly EditableField[] }

export const noByHandFile: ByHandFile = { append: () => undefined, read: () => [] }

export function byHandFile(file: string): ByHandFile {
  const byHand: ByHandFile = {
    append: (customer) => {
      try {
        appendFileSync(file, lineOf(customer))
      } catch {
        // The database has it; this copy waits for the next save.
      }
    },
    read: () => {
      if (!existsSync(file)) return []
      const byId = new Map<string, NewCustomer>()
      for (const text of readFileSync(file, 'utf8').split('\n')) {
        const customer = customerOf(text)
        if (customer) byId.set(customer.id, customer)
      }
      return [...byId.values()]
    },
  }
  if (existsSync(file) && statSync(file).size > COMPACT_FROM_BYTES) {
    writeFileSync(`${file}.new`, byHand.read().map(lineOf).join(''))
    renameSync(`${file}.new`, file)
  }
  return byHand
}

function lineOf(customer: NewCustomer): string {
  const line: Line = {
    id: customer.id,
    source: customer.source,
    name: customer.name,
    company: customer.company,
    email: customer.email,
    city: customer.city,
    country: customer.country,
    notes: customer.notes,
    numbers: customer.numbers.map(({ label, raw, e164, byHand }) => ({ label, raw, e164, byHand })),
    fields: customer.fields.map(({ label, value }) => ({ label, value })),
    edited: [...customer.edited],
  }
  return `${JSON.stringify(line)}\n`
}

function customerOf(text: string): NewCustomer | null {
  try {
    const line = JSON.parse(text) as Line
    // The fingerprint is left out: the next import of this customer merges instead of finding it unchanged.
    return { ...line, imported: null, edited: new Set(line.edited) }
  } catch {
    return null
  }
}
