import { hash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { mergeImport } from '../../domain/customer/edits.ts'
import type { ImportedCustomer } from '../../domain/customer/import.ts'
import { customerRows, heldNumber, type NewCustomer } from './rows.ts'

/** A transaction never holds more rows, so that a hand edit in main waits for milliseconds only. */
export const MOST_ROWS = 200
/** When a transaction takes longer than this, the next ones are smaller. */
const SLOW_MS = 8
const FEWEST_ROWS = 50

/** Change this when the same record would be stored in another way; every customer is then imported anew. */
const SHAPE = 1

export type IntakeCounts = { readonly added: number; readonly changed: number; readonly unchanged: number }

export type Intake = {
  /** Takes a customer in; it is stored by a later `flush`. True when one is due. */
  readonly take: (customer: ImportedCustomer) => boolean
  /** Stores what was taken, in one transaction. */
  readonly flush: () => void
  readonly counts: () => IntakeCounts
}

type Taken = { readonly record: ImportedCustomer; readonly fingerprint: string }
type Ready = { readonly customer: NewCustomer; readonly known: boolean }

/** Imports customers so that the same file imported twice changes nothing the second time. */
export function createIntake(db: Database.Database, country: string): Intake {
  const rows = customerRows(db)
  const selectImported = db
    .prepare<[string], string | null>('SELECT imported FROM customer WHERE id = ?')
    .pluck()
  let taken: Taken[] = []
  let size = MOST_ROWS
  let added = 0
  let changed = 0
  let unchanged = 0

  /** Leaves out what is stored as it is. The look-ups share one snapshot, and nobody waits while numbers are read. */
  const newOrChanged = db.transaction((): readonly Ready[] => {
    const ready = new Map<string, Ready>()
    for (const { record, fingerprint } of taken) {
      const before = selectImported.get(record.id)
      const twice = ready.has(record.id)
      if (before === fingerprint && !twice) unchanged += 1
      else {
        // A customer that stands twice in the file ends as its last line says.
        if (twice) unchanged += 1
        ready.set(record.id, { customer: read(record, fingerprint, country), known: before !== undefined })
      }
    }
    return [...ready.values()]
  })
  const store = db.transaction((ready: readonly Ready[]) => {
    for (const { customer, known } of ready) {
      const stored = known ? rows.byId(customer.id) : null
      if (stored === null) rows.insert(customer)
      else {
        const { imported, source } = customer
        rows.replace({ ...stored, source, imported, ...mergeImport(stored, customer, stored.edited) })
      }
    }
  })

  return {
    take: (record) => {
      taken.push({ record, fingerprint: fingerprintOf(record, country) })
      return taken.length >= size
    },
    flush: () => {
      const ready = newOrChanged.deferred()
      taken = []
      if (ready.length === 0) return
      const began = performance.now()
      store.immediate(ready)
      const took = performance.now() - began
      const known = ready.filter((one) => one.known).length
      changed += known
      added += ready.length - known
      size = took > SLOW_MS ? Math.max(FEWEST_ROWS, size >> 1) : Math.min(MOST_ROWS, size + 10)
    },
    counts: () => ({ added, changed, unchanged }),
  }
}

function read(record: ImportedCustomer, imported: string, country: string): NewCustomer {
  const home = record.country || country
  return {
    ...record,
    numbers: record.numbers.map(({ label, raw }) => heldNumber(label, raw, home, false)),
    imported,
    edited: new Set(),
  }
}

const fingerprintOf = (record: ImportedCustomer, country: string): string =>
  hash('sha256', JSON.stringify([SHAPE, country, record]), 'base64').slice(0, 22)
