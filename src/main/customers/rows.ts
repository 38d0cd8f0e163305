// Customers as they lie in the tables: reading one, writing one. Every other file here goes through these.
import type Database from 'better-sqlite3'
import type { Customer } from '../../domain/customer/customer.ts'
import type { CustomerContent, EditableField, HeldNumber } from '../../domain/customer/edits.ts'
import { matchKey } from '../../domain/customer/match.ts'
import { type ReadNumber, readNumber } from '../../domain/phone-number.ts'
import { customerWords, numberWords } from './words.ts'

/** A customer with what the tables know beside it. */
export type StoredCustomer = CustomerContent & {
  /** The row's place: smaller than the id, and only good for this file. */
  readonly place: number
  readonly id: string
  readonly source: string
  readonly imported: string | null
  readonly edited: ReadonlySet<EditableField>
}

export type NewCustomer = Omit<StoredCustomer, 'place'>

type CustomerRow = Omit<Customer, 'numbers' | 'fields'> & {
  readonly place: number
  readonly imported: string | null
  readonly edited: string
  /** JSON: [position, label, raw, e164, by_hand] each. */
  readonly numbers: string
  /** JSON: [position, label, value] each. */
  readonly fields: string
}
type NumberRow = readonly [number, string, string, string | null, number]
type FieldRow = readonly [number, string, string]

/** What a customer is found by: a match key for each number, and the words of the full text. */
export type CustomerIndex = { readonly keys: readonly (string | null)[]; readonly words: string }

export type CustomerRows = {
  /** Deletes what came from a source and was never changed by hand; gives how many that were. */
  readonly removeUntouched: (source: string) => number
  readonly byPlace: (place: number) => StoredCustomer | null
  /** Also by the id that it had before it was added to a CRM. */
  readonly byId: (id: string) => StoredCustomer | null
  /** Its place; null when there is a customer of that id. Whoever inserts also counts, in the same transaction. */
  readonly insert: (customer: NewCustomer, index?: CustomerIndex) => number | null
  readonly countMore: (inserted: number) => void
  readonly replace: (customer: StoredCustomer) => void
  readonly remove: (place: number) => void
}

/** Reads a number as it was written; what can't be read keeps a null `e164`. */
export function heldNumber(label: string, raw: string, country: string, byHand: boolean): HeldNumber {
  const read = readNumber(raw, country)
  return { label, raw, e164: read.kind === 'full' ? read.e164 : null, byHand }
}

export const toCustomer = (stored: StoredCustomer): Customer => ({
  id: stored.id,
  name: stored.name,
  company: stored.company,
  email: stored.email,
  city: stored.city,
  country: stored.country,
  notes: stored.notes,
  numbers: stored.numbers.map(({ label, raw, e164 }) => ({ label, raw, e164 })),
  fields: stored.fields,
  source: stored.source,
})

/** What the key and the words of a stored number are made of; the country no longer matters. */
const readAgain = ({ raw, e164 }: HeldNumber): ReadNumber => {
  if (e164 !== null) return readNumber(e164, '')
  const read = readNumber(raw, '')
  // Without a country nothing but an international number can be full, and those have their e164.
  return read.kind === 'full' ? { kind: 'unreadable', digits: read.e164.slice(1) } : read
}

const wholeOrNull = (row: CustomerRow | undefined): StoredCustomer | null =>
  row === undefined ? null : wholeCustomer(row)

function wholeCustomer(row: CustomerRow): StoredCustomer {
  const numbers = inOrder(JSON.parse(row.numbers) as NumberRow[])
  const fields = inOrder(JSON.parse(row.fields) as FieldRow[])
  return {
    ...row,
    edited: new Set(row.edited === '' ? [] : (row.edited.split(' ') as EditableField[])),
    numbers: numbers.map(([, label, raw, e164, byHand]) => ({ label, raw, e164, byHand: byHand === 1 })),
    fields: fields.map(([, label, value]) => ({ label, value })),
  }
}

/** Rows come in the order of their key, but nothing in SQL says that they must. */
const inOrder = <Row extends readonly [number, ...unknown[]]>(rows: Row[]): readonly Row[] =>
  rows.length > 1 ? rows.sort((one, other) => one[0] - other[0]) : rows

function indexOf({ name, company, numbers }: NewCustomer): CustomerIndex {
  const read = numbers.map((number) => ({ number, read: readAgain(number) }))
  const words = read.flatMap((one) => numberWords(one.read, one.number.raw))
  return { keys: read.map((one) => matchKey(one.read)), words: customerWords(name, company, words) }
}

const textOfSet = (edited: ReadonlySet<EditableField>): string =>
  edited.size === 0 ? '' : [...edited].join(' ')

/** A whole customer in one row: three statements take twice as long, and a ringing call waits for this one. */
const WHOLE = `
  SELECT place, id, name, company, email, city, country, notes, source, imported, edited,
    (SELECT json_group_array(json_array(position, label, raw, e164, by_hand)) FROM number WHERE customer = place)
      AS numbers,
    (SELECT json_group_array(json_array(position, label, value)) FROM field WHERE customer = place) AS fields
  FROM customer`

export function customerRows(db: Database.Database): CustomerRows {
  const selectByPlace = db.prepare<[number], CustomerRow>(`${WHOLE} WHERE place = ?`)
  const selectById = db.prepare<[string], CustomerRow>(`${WHOLE} WHERE id = ?`)
  const selectRenamed = db.prepare<[string], CustomerRow>(
    `${WHOLE} WHERE id = (SELECT became FROM renamed WHERE renamed.id = ?)`,
  )
  const insertCustomer = db.prepare(
    `INSERT INTO customer (id, name, company, email, city, country, notes, source, imported, edited)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const updateCustomer = db.prepare(
    `UPDATE customer SET name = ?, company = ?, email = ?, city = ?, country = ?, notes = ?, source = ?,
     imported = ?, edited = ? WHERE place = ?`,
  )
  const insertNumber = db.prepare('INSERT INTO number VALUES (?, ?, ?, ?, ?, ?, ?)')
  const insertField = db.prepare('INSERT INTO field VALUES (?, ?, ?, ?)')
  const insertWords = db.prepare('INSERT INTO customer_words (rowid, words) VALUES (?, ?)')
  const deleteNumbers = db.prepare('DELETE FROM number WHERE customer = ?')
  const deleteFields = db.prepare('DELETE FROM field WHERE customer = ?')
  const deleteWords = db.prepare('DELETE FROM customer_words WHERE rowid = ?')
  const selectUntouched = db
    .prepare<[string], number>("SELECT place FROM customer WHERE source = ? AND edited = ''")
    .pluck()
  const deleteCustomer = db.prepare('DELETE FROM customer WHERE place = ?')
  const countLess = db.prepare("UPDATE figure SET value = value - ? WHERE name = 'customers'")
  const countMore = db.prepare("UPDATE figure SET value = value + ? WHERE name = 'customers'")

  const deleteParts = (place: number): void => {
    deleteNumbers.run(place)
    deleteFields.run(place)
    deleteWords.run(place)
  }

  const insertParts = (
    place: number,
    { numbers, fields }: NewCustomer,
    { keys, words }: CustomerIndex,
  ): void => {
    let position = 0
    for (const { label, raw, e164, byHand } of numbers) {
      insertNumber.run(place, position, label, raw, e164, keys[position] ?? null, byHand ? 1 : 0)
      position += 1
    }
    position = 0
    for (const { label, value } of fields) {
      insertField.run(place, position, label, value)
      position += 1
    }
    insertWords.run(place, words)
  }

  return {
    byPlace: (place) => wholeOrNull(selectByPlace.get(place)),
    byId: (id) => wholeOrNull(selectById.get(id) ?? selectRenamed.get(id)),
    insert: (customer, index = indexOf(customer)) => {
      const { id, name, company, email, city, country, notes, source, imported, edited } = customer
      const added = insertCustomer.run(
        id,
        name,
        company,
        email,
        city,
        country,
        notes,
        source,
        imported,
        textOfSet(edited),
      )
      if (added.changes === 0) return null
      const place = Number(added.lastInsertRowid)
      insertParts(place, customer, index)
      return place
    },
    countMore: (inserted) => {
      if (inserted > 0) countMore.run(inserted)
    },
    replace: (customer) => {
      const { place, name, company, email, city, country, notes, source, imported, edited } = customer
      updateCustomer.run(
        name,
        company,
        email,
        city,
        country,
        notes,
        source,
        imported,
        textOfSet(edited),
        place,
      )
      deleteParts(place)
      insertParts(place, customer, indexOf(customer))
    },
    remove: (place) => {
      deleteParts(place)
      countLess.run(deleteCustomer.run(place).changes)
    },
    removeUntouched: (source) => {
      const places = selectUntouched.all(source)
      for (const place of places) {
        deleteParts(place)
        deleteCustomer.run(place)
      }
      countLess.run(places.length)
      return places.length
    },
  }
}
