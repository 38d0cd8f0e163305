// What agents wrote can't be imported again, so it is also kept in a plain file beside the database: one line for each
// saved customer, the last one of an id counts. It is read only when the database had to be rebuilt.
import { appendFileSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import type { EditableField } from '../../domain/customer/edits.ts'
import type { NewCustomer } from './rows.ts'

export type ByHandFile = {
  readonly append: (customer: NewCustomer) => void
  /** What was kept of this one isn't wanted any more: it comes from elsewhere now. */
  readonly drop: (id: string) => void
  /** The customers as they were last saved. Lines that can't be read (a torn last one) are passed over. */
  readonly read: () => readonly NewCustomer[]
}

/** From this size on. */
const COMPACT_FROM_BYTES = 8 * 1024 * 1024

const pathOf = (customersFile: string): string => `${customersFile}.by-hand.ndjson`

/** The file beside a database. */
export const byHandFileOf = (customersFile: string): ByHandFile =>
  customersFile === ':memory:' || customersFile === '' ? noByHandFile : byHandFile(pathOf(customersFile))

type Line = Omit<NewCustomer, 'edited' | 'imported'> & { readonly edited: readonly EditableField[] }

export const noByHandFile: ByHandFile = { append: () => undefined, drop: () => undefined, read: () => [] }

function byHandFile(file: string): ByHandFile {
  const add = (line: string): void => {
    try {
      appendFileSync(file, line)
    } catch {
      // The database has it; this copy waits for the next save.
    }
  }
  return {
    append: (customer) => add(lineOf(customer)),
    drop: (id) => add(`${JSON.stringify({ id, dropped: true })}\n`),
    read: () => {
      if (!existsSync(file)) return []
      const byId = new Map<string, NewCustomer>()
      for (const text of readFileSync(file, 'utf8').split('\n')) {
        const line = readLine(text)
        if (line === null) continue
        if ('dropped' in line) byId.delete(line.id)
        else byId.set(line.id, customerOf(line))
      }
      return [...byId.values()]
    },
  }
}

/** Lets go of the lines that later ones replaced. Only where nobody else adds lines at that moment. */
export function compactByHand(customersFile: string): void {
  const file = pathOf(customersFile)
  if (!existsSync(file) || statSync(file).size <= COMPACT_FROM_BYTES) return
  writeFileSync(`${file}.new`, byHandFile(file).read().map(lineOf).join(''))
  renameSync(`${file}.new`, file)
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

function readLine(text: string): Line | { readonly id: string; readonly dropped: true } | null {
  try {
    return JSON.parse(text) as Line
  } catch {
    return null
  }
}

/** The fingerprint is left out: the next import of this customer merges instead of finding it unchanged. */
const customerOf = (line: Line): NewCustomer => ({ ...line, imported: null, edited: new Set(line.edited) })
