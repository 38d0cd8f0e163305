import type Database from 'better-sqlite3'
import type { CustomerSummary } from '../../domain/customer/customer.ts'
import { digitsOf } from '../../domain/phone-number.ts'
import { backwards, folded, wordForms } from './words.ts'

/**
 * How many are looked at before the best are shown. The index gives its rows in the order of their place, and ranking
 * a hundred thousand Müllers by relevance would take a fifth of a second.
 */
const CANDIDATES = 100

/** The spellings of one typed word, any of which will do. */
type Term = readonly string[]

type Row = { readonly place: number; readonly id: string; readonly name: string; readonly company: string }
type NumberRow = { readonly raw: string; readonly e164: string | null }

export function createSearch(
  db: Database.Database,
): (text: string, limit: number) => readonly CustomerSummary[] {
  const match = db
    .prepare<[string, number], number>(
      'SELECT rowid FROM customer_words WHERE customer_words MATCH ? LIMIT ?',
    )
    .pluck()
  const newest = db
    .prepare<[number], number>('SELECT place FROM customer ORDER BY place DESC LIMIT ?')
    .pluck()
  const selectRow = db.prepare<[number], Row>('SELECT place, id, name, company FROM customer WHERE place = ?')
  const selectNumbers = db.prepare<[number], NumberRow>(
    'SELECT raw, e164 FROM number WHERE customer = ? ORDER BY position',
  )

  const summary = ({ place, id, name, company }: Row, typed: string): CustomerSummary => {
    const numbers = selectNumbers.all(place)
    const matching = typed === '' ? undefined : numbers.find((number) => holdsDigits(number, typed))
    const shown = matching ?? numbers[0]
    return { id, name, company, number: shown ? (shown.e164 ?? shown.raw) : '' }
  }

  /** The places found by the first queries, in their order, until there are enough. */
  const gather = (queries: readonly string[], enough: number): readonly number[] => {
    const places = new Set<number>()
    for (const query of queries) {
      if (places.size >= enough) break
      for (const place of match.all(query, enough)) places.add(place)
    }
    return [...places]
  }

  const rowsAt = (places: readonly number[]): readonly Row[] =>
    places.flatMap((place) => selectRow.get(place) ?? [])

  return (text, limit) => {
    const typed = text.trim()
    if (typed === '') return rowsAt(newest.all(limit)).map((row) => summary(row, ''))
    const enough = Math.max(limit, CANDIDATES)
    if (/^[+\d\s()/.-]*\d[\d\s()/.-]*$/.test(typed)) {
      const digits = typedDigits(typed)
      const rows = rowsAt(gather(numberQueries(digits), enough))
      const shortest = digits.reduce((one, other) => (one.length <= other.length ? one : other))
      return rows.slice(0, limit).map((row) => summary(row, shortest))
    }
    const terms = wordForms(typed).map(withoutTrunkZero)
    if (terms.length === 0) return []
    const rows = rowsAt(gather(wordQueries(terms), enough))
    const start = folded(typed)
    return rows
      .map((row) => ({ row, rank: rankOf(row, start) }))
      .toSorted((one, other) => one.rank - other.rank || one.row.name.localeCompare(other.row.name))
      .slice(0, limit)
      .map(({ row }) => summary(row, ''))
  }
}

/** Whole words first, then the word that is being typed as a beginning, then every word as one. */
function wordQueries(terms: readonly Term[]): readonly string[] {
  const whole = terms.map((term) => anyOf(term, ''))
  const beginnings = terms.map((term) => anyOf(term, '*'))
  const typing = [...whole.slice(0, -1), ...beginnings.slice(-1)]
  return [...new Set([whole, typing, beginnings].map((parts) => parts.join(' AND ')))]
}

/** By their beginning, at home or with the country code, then by their ending. */
function numberQueries(digits: Term): readonly string[] {
  const endings = digits.filter((piece) => piece.length >= 3).map(backwards)
  return [anyOf(digits, '*'), ...(endings.length > 0 ? [anyOf(endings, '*')] : [])]
}

/** Words are letters and digits only, so that nothing typed can become a part of the query's syntax. */
const anyOf = (term: Term, suffix: '' | '*'): string =>
  `(${term.map((word) => `"${word}"${suffix}`).join(' OR ')})`

/** What a typed number may be stored as: without the trunk zero, without the prefix for abroad. */
function typedDigits(typed: string): Term {
  const digits = digitsOf(
    typed.replace(/\(\s*0\s*\)/, typed.startsWith('+') || typed.startsWith('00') ? '' : '0'),
  )
  if (typed.startsWith('+')) return [digits]
  if (/^00\d/.test(digits)) return [digits.slice(2), digits]
  if (/^0\d/.test(digits)) return [digits.slice(1), digits]
  return [digits]
}

/** A number beside words (`müller 0301`) is stored without its trunk zero. */
const withoutTrunkZero = (term: Term): Term =>
  term.flatMap((word) => (/^0\d+$/.test(word) ? typedDigits(word) : [word]))

const holdsDigits = ({ raw, e164 }: NumberRow, typed: string): boolean =>
  (e164 ?? '').includes(typed) || digitsOf(raw).includes(typed)

function rankOf({ name, company }: Row, start: string): number {
  const [ownName, ownCompany] = [folded(name), folded(company)]
  if (ownName === start || ownCompany === start) return 0
  if (ownName.startsWith(start)) return 1
  if (ownCompany.startsWith(start)) return 2
  return 3
}
