import type Database from 'better-sqlite3'
import type { Customer, CustomerMatch } from '../../domain/customer/customer.ts'
import {
  companyFirst,
  MOST_MATCHES,
  matchBy,
  matchKey,
  matchOrder,
  surest,
} from '../../domain/customer/match.ts'
import { readNumber } from '../../domain/phone-number.ts'
import { type CustomerRows, toCustomer } from './rows.ts'

/** A number that more customers share than this (00000000, a holding's switchboard) is looked at only so far. */
const MOST_ROWS = 500

type Found = { readonly customer: number; readonly e164: string | null }
type Named = { readonly name: string; readonly company: string }

export function createLookup(
  db: Database.Database,
  rows: CustomerRows,
): (raw: string, country: string) => readonly CustomerMatch[] {
  // Without a join: it takes longer than both of its halves.
  const select = db.prepare<[string, number], Found>(
    'SELECT customer, e164 FROM number WHERE match_key = ? LIMIT ?',
  )
  const selectNamed = db.prepare<[number], Named>('SELECT name, company FROM customer WHERE place = ?')

  /** Of more customers than are shown only the names are read, before the first are chosen. */
  const firstOf = (places: readonly number[]): readonly number[] =>
    places
      .map((place) => ({ place, ...(selectNamed.get(place) ?? { name: '', company: '' }) }))
      .sort(companyFirst)
      .slice(0, MOST_MATCHES)
      .map(({ place }) => place)

  return (raw, country) => {
    const caller = readNumber(raw, country)
    const key = matchKey(caller)
    if (key === null) return []
    const found = select.all(key, MOST_ROWS).flatMap(({ customer, e164 }) => {
      const by = matchBy(caller, { e164, matchKey: key })
      return by === null ? [] : [{ place: customer, by }]
    })
    const sure = surest(found)
    const by = sure[0]?.by
    if (by === undefined) return []
    const places = [...new Set(sure.map(({ place }) => place))]
    return (places.length > MOST_MATCHES ? firstOf(places) : places)
      .flatMap((place) => rows.byPlace(place) ?? [])
      .map((stored): CustomerMatch => ({ customer: toCustomer(stored), by }))
      .sort(matchOrder)
  }
}

/** By the text of a field, as a dialer names its lead. */
export function createFieldLookup(
  db: Database.Database,
  rows: CustomerRows,
): (value: string, label: string) => readonly Customer[] {
  const select = db
    .prepare<{ readonly value: string; readonly label: string }, number>(
      `SELECT DISTINCT customer FROM field
       WHERE value = @value AND (@label = '' OR label = @label COLLATE NOCASE) LIMIT 2`,
    )
    .pluck()
  return (value, label) =>
    select.all({ value, label }).flatMap((place) => {
      const stored = rows.byPlace(place)
      return stored ? [toCustomer(stored)] : []
    })
}
