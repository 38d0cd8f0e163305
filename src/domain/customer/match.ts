import { lastEight, type ReadNumber } from '../phone-number.ts'
import type { CustomerMatch, MatchBy } from './customer.ts'

/** More than this many at one number is a switchboard: the agent searches. */
export const MOST_MATCHES = 20

export type StoredNumber = { readonly e164: string | null; readonly matchKey: string | null }

/**
 * What a number is found by: its last eight digits, or all of a shorter one. A number and its key share their ending,
 * so that one index serves every way to match.
 */
export function matchKey(number: ReadNumber): string | null {
  switch (number.kind) {
    case 'full':
      return number.e164.slice(1).slice(-8)
    case 'extension':
      return number.digits
    case 'unreadable':
      return lastEight(number.digits)
    case 'withheld':
      return null
  }
}

/** How a stored number with the same key matches the caller's; null when it doesn't. */
export function matchBy(caller: ReadNumber, stored: StoredNumber): MatchBy | null {
  if (stored.matchKey === null || stored.matchKey !== matchKey(caller)) return null
  if (caller.kind === 'full' && stored.e164 === caller.e164) return 'e164'
  if (caller.kind === 'extension') return stored.e164 === null ? 'extension' : null
  return stored.matchKey.length === 8 ? 'lastEight' : null
}

const SURENESS: readonly MatchBy[] = ['e164', 'lastEight', 'extension']

/** Keeps only the surest kind of match: a whole number leaves no room for look-alikes. */
export function surest<Match extends { readonly by: MatchBy }>(matches: readonly Match[]): readonly Match[] {
  const best = SURENESS.find((by) => matches.some((match) => match.by === by))
  return matches.filter((match) => match.by === best)
}

type Named = { readonly name: string; readonly company: string }

/** The company's own record first, then its people, then private ones; those of one company stand together. */
export function companyFirst(one: Named, other: Named): number {
  return (
    companyRank(one) - companyRank(other) ||
    one.company.localeCompare(other.company) ||
    one.name.localeCompare(other.name)
  )
}

function companyRank({ name, company }: Named): number {
  if (company === '') return 2
  return name === '' || name.toLowerCase() === company.toLowerCase() ? 0 : 1
}

/** The order in which the agent is offered several matches. */
export const matchOrder = (one: CustomerMatch, other: CustomerMatch): number =>
  companyFirst(one.customer, other.customer)
