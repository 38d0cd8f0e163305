import type { Customer } from '../customer/customer.ts'
import { connectionOf } from './connection.ts'

type Sourced = { readonly customer: Pick<Customer, 'source'> }

/** The place of a source in the order of trust: the connections as they are ordered, then everything else. */
function placeOf({ customer }: Sourced, order: readonly string[]): number {
  const place = order.indexOf(connectionOf(customer) ?? '')
  return place < 0 ? order.length : place
}

/** Splits matches into those of the most trusted source that has any, and the rest. Both keep their order. */
export function byTrust<Match extends Sourced>(
  matches: readonly Match[],
  order: readonly string[],
): { readonly trusted: readonly Match[]; readonly others: readonly Match[] } {
  const best = Math.min(...matches.map((match) => placeOf(match, order)))
  const isTrusted = (match: Match): boolean => placeOf(match, order) === best
  return {
    trusted: matches.filter(isTrusted),
    others: matches.filter((match) => !isTrusted(match)),
  }
}
