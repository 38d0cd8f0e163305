import { z } from 'zod'
import type { RemoteDeal } from '../../../../domain/crm/record.ts'
import { PARTY } from './fields.ts'
import { date, decimal, isoDate, stampOf, stamps } from './values.ts'

export const opportunity = stamps.extend({
  id: z.number(),
  number: z.string().nullable(),
  description: z.string().nullable(),
  party: z.number().nullable(),
  amount: decimal.nullable(),
  'currency.': z.object({ code: z.string().nullable() }).nullish(),
  state: z.string(),
  end_date: date.nullable(),
})
export type Opportunity = z.infer<typeof opportunity>

export const OPPORTUNITY_FIELDS = [
  'number',
  'description',
  'party',
  'amount',
  'currency.code',
  'state',
  'end_date',
  'create_date',
  'write_date',
] as const

const WON = new Set(['won', 'converted'])
const LOST = new Set(['lost', 'cancelled'])

/** `labels` are the states in the user's language. */
export function dealOf(
  one: Opportunity,
  labels: ReadonlyMap<string, string>,
  url: string | null,
): RemoteDeal {
  return {
    id: String(one.id),
    updated: Math.floor(stampOf(one) / 1_000),
    url,
    title: one.description?.trim() || (one.number ?? ''),
    stage: labels.get(one.state) ?? one.state,
    amount: one.amount?.decimal ?? '',
    currency: one.amount ? (one['currency.']?.code ?? '') : '',
    closes: one.end_date ? isoDate(one.end_date) : null,
    state: WON.has(one.state) ? 'won' : LOST.has(one.state) ? 'lost' : 'open',
    of: one.party === null ? [] : [{ object: PARTY, id: String(one.party) }],
  }
}
