import type Database from 'better-sqlite3'
import {
  type CustomerContent,
  type EditableField,
  editedFields,
  mergeImport,
} from '../../domain/customer/edits.ts'
import type { ByHandFile } from './by-hand.ts'
import { customerRows, type StoredCustomer } from './rows.ts'

/** Whether it holds anything that its source doesn't. */
export const isTouched = ({ edited, numbers }: Pick<StoredCustomer, 'edited' | 'numbers'>): boolean =>
  edited.size > 0 || numbers.some(({ byHand }) => byHand)

const has = (all: readonly { readonly label: string }[], label: string): boolean =>
  all.some((one) => one.label === label)

/** The fields in which the agents know something that the CRM doesn't. */
const onlyOurs = (own: CustomerContent, theirs: CustomerContent): readonly EditableField[] =>
  editedFields(theirs, own).filter((field) => {
    // Those that the CRM lacks stay beside its own anyway.
    if (field === 'numbers') return false
    if (field === 'fields') return own.fields.some(({ label }) => !has(theirs.fields, label))
    return own[field] !== ''
  })

/**
 * Makes one of two customers: `from` was added here and then to a CRM, where it is `to`, stored as it came from there.
 * What the CRM doesn't hold of it, or holds otherwise, stays as the agents have it. To be called inside a transaction.
 */
export function adoption(db: Database.Database, byHand: ByHandFile): (from: string, to: string) => void {
  const rows = customerRows(db)
  const rename = db.prepare('INSERT OR REPLACE INTO renamed (id, became) VALUES (?, ?)')
  return (from, to) => {
    const own = rows.byId(from)
    const theirs = rows.byId(to)
    if (!own || !theirs || own.place === theirs.place) return
    const edited = new Set([...theirs.edited, ...onlyOurs(own, theirs)])
    const fields = [...theirs.fields, ...own.fields.filter(({ label }) => !has(theirs.fields, label))]
    const customer = { ...theirs, ...mergeImport({ ...own, fields }, theirs, edited), edited }
    rows.replace(customer)
    rows.remove(own.place)
    rename.run(from, to)
    byHand.drop(from)
    if (isTouched(customer)) byHand.append(customer)
  }
}
