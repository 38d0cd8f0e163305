import type Database from 'better-sqlite3'
import type { CustomerMatch, MatchBy } from '../../domain/customer/customer.ts'
import { companyFirst, MOST_MATCHES, matchBy, matchKey, surest } from '../../domain/customer/match.ts'
import { readNumber } from '../../domain/phone-number.ts'
import { type CustomerRows, toCustomer } from './rows.ts'

/** A number that more customers share than this (00000000, a holding's switchboard) is looked at only so far. */
const MOST_ROWS = 500

type Found = {
  readonly place: number
  readonly name: string
  readonly company: string
  readonly e164: string | null
}

export function createLookup(
  db: Database.Database,
  rows: CustomerRows,
): (raw: string, country: string) => readonly CustomerMatch[] {
  const select = db.prepare<[string, number], Found>(
    `SELECT customer.place, customer.name, customer.company, number.e164
     FROM number JOIN customer ON customer.place = number.customer WHERE number.match_key = ? LIMIT ?`,
  )
  return (raw, country) => {
    const caller = readNumber(raw, country)
    const key = matchKey(caller)
    if (key === null) return []
    const byPlace = new Map<number, Found & { readonly by: MatchBy }>()
    for (const found of select.all(key, MOST_ROWS)) {
      const by = matchBy(caller, { e164: found.e164, matchKey: key })
      // The surer of two numbers of one customer counts.
      if (by !== null && byPlace.get(found.place)?.by !== 'e164') byPlace.set(found.place, { ...found, by })
    }
    return surest([...byPlace.values()])
      .toSorted(companyFirst)
      .slice(0, MOST_MATCHES)
      .flatMap(({ place, by }) => {
        const stored = rows.byPlace(place)
        return stored ? [{ customer: toCustomer(stored), by }] : []
      })
  }
}
