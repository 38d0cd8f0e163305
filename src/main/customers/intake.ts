import type Database from 'better-sqlite3'
import { type EditableField, mergeImport } from '../../domain/customer/edits.ts'
import type { PreparedCustomer } from './prepare.ts'
import { customerRows, type NewCustomer } from './rows.ts'

/** A transaction never holds more rows, so that a hand edit in main waits for milliseconds only. */
export const MOST_ROWS = 200

export type IntakeCounts = { readonly added: number; readonly changed: number; readonly unchanged: number }

export type Intake = {
  /** Stores customers in one transaction; at most `MOST_ROWS` of them. */
  readonly store: (batch: readonly PreparedCustomer[]) => void
  readonly counts: () => IntakeCounts
}

/** Imports customers so that the same file imported twice changes nothing the second time. */
export function createIntake(db: Database.Database): Intake {
  const rows = customerRows(db)
  const selectImported = db
    .prepare<[string], string | null>('SELECT imported FROM customer WHERE id = ?')
    .pluck()
  /** A first import finds nothing to compare with: looking for each customer would cost a tenth of its time. */
  let expectNew = true
  let added = 0
  let changed = 0
  let unchanged = 0

  /** Leaves out what is stored as it is. The look-ups share one snapshot, and nobody waits for them. */
  const newOrChanged = db.transaction((batch: readonly PreparedCustomer[]) =>
    batch.filter(({ id, fingerprint }) => {
      const known = selectImported.get(id) === fingerprint
      if (known) unchanged += 1
      return !known
    }),
  )
  const merge = (one: PreparedCustomer): void => {
    const stored = rows.byId(one.id)
    if (!stored || stored.imported === one.fingerprint) {
      unchanged += 1
      return
    }
    const content = mergeImport(stored, one, stored.edited)
    rows.replace({ ...stored, ...content, source: one.source, imported: one.fingerprint })
    changed += 1
  }
  const write = db.transaction((batch: readonly PreparedCustomer[]): void => {
    let inserted = 0
    for (const one of batch) {
      if (rows.insert(newCustomer(one), one.index) !== null) inserted += 1
      else merge(one)
    }
    rows.countMore(inserted)
    added += inserted
  })

  return {
    store: (batch) => {
      const left = expectNew ? batch : newOrChanged.deferred(batch)
      if (left.length === 0) return
      const before = added
      write.immediate(left)
      expectNew = added - before === left.length
    },
    counts: () => ({ added, changed, unchanged }),
  }
}

const NOTHING_EDITED: ReadonlySet<EditableField> = new Set()

export const newCustomer = (prepared: PreparedCustomer): NewCustomer => ({
  ...prepared,
  imported: prepared.fingerprint,
  edited: NOTHING_EDITED,
})
