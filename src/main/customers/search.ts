import type Database from 'better-sqlite3'
import type { CustomerSummary } from '../../domain/customer/customer.ts'
import { digitsOf, withoutCallingCode } from '../../domain/phone-number.ts'
import { backwards, folded, wordForms } from './words.ts'

/**
 * How many are looked at before the best are shown. The index gives its rows in the order of their place, and ranking
 * a hundred thousand Müllers by relevance would take a fifth of a second.
 */
const CANDIDATES = 100

/** The spellings of one typed word, any of which will do. */
type Term = readonly string[]

type Row = { readonly place: number; readonly id: string; readonly name: string; readonly company: string }
type NumberRow = { readonly position: number; readonly raw: string; readonly e164: string | null }

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
  // Sorted here: SQLite takes longer to see that they are in order.
  const selectNumbers = db.prepare<[number], NumberRow>(
    'SELECT position, raw, e164 FROM number WHERE customer = ?',
  )
  const numbersOf = (place: number): readonly NumberRow[] =>
    selectNumbers.all(place).sort((one, other) => one.position - other.position)

  const summary = (row: Row, number = numbersOf(row.place)[0]): CustomerSummary => {
    const { id, name, company } = row
    return { id, name, company, number: number ? (number.e164 ?? number.raw) : '' }
  }

  /** With the number that was typed, which need not be the first. Null for a look-alike of another country. */
  const withNumber = (row: Row, typed: TypedNumber): CustomerSummary | null => {
    const number = numbersOf(row.place).find((one) => isTyped(one, typed))
    if (number) return summary(row, number)
    const inName = typed.beginnings.some((digits) => `${row.name} ${row.company}`.includes(digits))
    return inName ? summary(row) : null
  }

  /** The places found by the first queries, in their order, until there are as many as are wanted. */
  const gather = (queries: readonly string[], wanted: number): readonly number[] => {
    const places = new Set<number>()
    for (const query of queries) {
      if (places.size >= wanted) break
      for (const place of match.all(query, Math.max(wanted, CANDIDATES))) places.add(place)
    }
    return [...places]
  }

  const byNumber = (typed: TypedNumber, limit: number): readonly CustomerSummary[] => {
    const found: CustomerSummary[] = []
    for (const place of gather(numberQueries(typed), CANDIDATES)) {
      const row = selectRow.get(place)
      const summary = row ? withNumber(row, typed) : null
      if (summary) found.push(summary)
      if (found.length === limit) break
    }
    return found
  }

  const rowsAt = (places: readonly number[]): readonly Row[] =>
    places.flatMap((place) => selectRow.get(place) ?? [])

  return (text, limit) => {
    const typed = text.trim()
    if (typed === '') return rowsAt(newest.all(limit)).map((row) => summary(row))
    if (/^[+\d\s()/.-]*\d[\d\s()/.-]*$/.test(typed)) return byNumber(typedNumber(typed), limit)
    const terms = wordForms(typed).map(withoutTrunkZero)
    if (terms.length === 0) return []
    const rows = rowsAt(gather(wordQueries(terms), limit)).filter(
      (row) => terms.length === 1 || holds(row, terms),
    )
    const start = folded(typed)
    return rows
      .map((row) => ({ row, rank: rankOf(row, start) }))
      .toSorted((one, other) => one.rank - other.rank || one.row.name.localeCompare(other.row.name))
      .slice(0, limit)
      .map(({ row }) => summary(row))
  }
}

/** The longest beginning that the index has a list for; a longer one is put together out of all its words. */
const LONGEST_LISTED = 4

/** Whole words first, then the word that is being typed as a beginning, then every word as one. */
function wordQueries(terms: readonly Term[]): readonly string[] {
  const whole = terms.map((term) => anyOf(term, ''))
  // Of several words the listed beginnings are enough: few customers share them all, and `holds` looks at the rest.
  const cut = (term: Term): Term =>
    terms.length === 1 ? term : term.map((word) => word.slice(0, LONGEST_LISTED))
  const beginnings = terms.map((term) => anyOf(cut(term), '*'))
  const typing = [...whole.slice(0, -1), ...beginnings.slice(-1)]
  return [...new Set([whole, typing, beginnings].map((parts) => parts.join(' AND ')))]
}

/** Whether each typed word begins one of the customer's; one that holds digits may have found a number. */
function holds({ name, company }: Row, terms: readonly Term[]): boolean {
  const words = wordForms(`${name} ${company}`).flat()
  return terms.every((term) =>
    term.some((typed) => /\d/.test(typed) || words.some((word) => word.startsWith(typed))),
  )
}

/** By its beginning inside its country, by its ending, and by its beginning with the country code. */
function numberQueries({ beginnings, whole }: TypedNumber): readonly string[] {
  const national = whole === null ? null : withoutCallingCode(whole)
  const endings = (beginnings.length > 0 ? beginnings : [whole ?? '']).filter((digits) => digits.length >= 3)
  const queries = [beginnings, endings.map(backwards), national ? [national] : []]
  return queries.filter((term) => term.length > 0).map((term) => anyOf(term, '*'))
}

/** Words are letters and digits only, so that nothing typed can become a part of the query's syntax. */
const anyOf = (term: Term, suffix: '' | '*'): string =>
  `(${term.map((word) => `"${word}"${suffix}`).join(' OR ')})`

type TypedNumber = {
  /** What the number may begin with as it is dialled inside its country, or end with. */
  readonly beginnings: Term
  /** With the country code, where one was or may have been typed. */
  readonly whole: string | null
}

function typedNumber(typed: string): TypedNumber {
  if (/^\s*(\+|00)/.test(typed)) {
    // +49 (0) 30: the zero is dialled only without the country code.
    const digits = digitsOf(typed.replace(/\(\s*0\s*\)/, ''))
    return { beginnings: [], whole: typed.startsWith('+') ? digits : digits.slice(2) }
  }
  const digits = digitsOf(typed)
  // Italy stores its zero, others don't.
  if (/^0\d/.test(digits)) return { beginnings: [digits, digits.slice(1)], whole: null }
  return { beginnings: [digits], whole: digits }
}

function isTyped({ raw, e164 }: NumberRow, { beginnings, whole }: TypedNumber): boolean {
  const digits = e164?.slice(1) ?? digitsOf(raw)
  return (
    beginnings.some((beginning) => digits.includes(beginning)) ||
    (whole !== null && (digits.startsWith(whole) || (whole.length >= 8 && digits.endsWith(whole))))
  )
}

/** A number beside words (`müller 0301`) is stored without its trunk zero. */
const withoutTrunkZero = (term: Term): Term =>
  term.flatMap((word) => (/^0\d+$/.test(word) ? typedNumber(word).beginnings : [word]))

function rankOf({ name, company }: Row, start: string): number {
  const [ownName, ownCompany] = [folded(name), folded(company)]
  if (ownName === start || ownCompany === start) return 0
  if (ownName.startsWith(start)) return 1
  if (ownCompany.startsWith(start)) return 2
  return 3
}
