import type { CrmCard } from '../../contract/crm.ts'
import type { PastCall, PopView } from '../../contract/view.ts'
import type { Call } from '../../domain/call/call.ts'
import type { CallFact, CallId } from '../../domain/call/facts.ts'
import { byTrust } from '../../domain/crm/trust.ts'
import type { Customer, CustomerMatch } from '../../domain/customer/customer.ts'
import type { Customers } from '../customers/customers.ts'

type Pop = {
  readonly matches: readonly CustomerMatch[]
  readonly customer: Customer | null
  readonly card: CrmCard | null
  /** Matches of less trusted sources. */
  readonly others: readonly CustomerMatch[]
  readonly callsBefore: () => readonly PastCall[]
}

type Who = { readonly customer: string } | { readonly number: string }

export type PopParts = {
  /** Null while there is no customer database to ask. */
  readonly customers: () => Customers | null
  readonly past: (who: Who) => readonly PastCall[]
  /** The connections in order of trust: where several have a number, the first of them says who it is. */
  readonly trust: () => readonly string[]
  readonly card: (customer: Customer, others: readonly CustomerMatch[]) => CrmCard | null
  /** Whether the CRMs are being asked who calls. */
  readonly isLooking: (call: CallId) => boolean
  /** A look-up that failed must not touch the call. */
  readonly failed: (error: unknown) => void
}

/** Who is calling, for each open call: looked up once, when the call begins. */
export type Pops = {
  /** Looks up the dialer's lead, then the number. One match gives the fact to record; several are the agent's choice. */
  readonly lookUp: (
    call: CallId,
    number: string,
    /** How the number is read. */
    country: string,
    lead?: { readonly id: string; readonly field: string } | null,
  ) => Extract<CallFact, { kind: 'customerMatched' }> | null
  /** The name of the customer with this number, where there is exactly one. */
  readonly nameOf: (number: string, country: string) => string | null
  /** Reads the record of a call anew: after a choice, an edit, or a restart. */
  readonly load: (call: Call) => void
  readonly reload: (customer: string) => void
  readonly view: (call: Call) => PopView
  /** Nobody here has the number. Asks nothing: a call rings first. */
  readonly isUnknown: (call: CallId) => boolean
  readonly forget: (call: CallId) => void
}

const newestFirst = (calls: readonly PastCall[]): readonly PastCall[] =>
  calls.toSorted((one, other) => other.startedAt - one.startedAt)

const UNKNOWN: Pop = { matches: [], customer: null, card: null, others: [], callsBefore: () => [] }

export function createPops(parts: PopParts): Pops {
  const pops = new Map<CallId, Pop>()

  const attempt = <Value>(fallback: Value, look: (customers: Customers) => Value): Value => {
    const customers = parts.customers()
    if (!customers) return fallback
    try {
      return look(customers)
    } catch (error) {
      parts.failed(error)
      return fallback
    }
  }

  /** Asked once, by the first view: the caller hears that it rings before. By then the call itself may be over. */
  const before = (call: CallId, ...whose: readonly Who[]): Pop['callsBefore'] => {
    let found: readonly PastCall[] | undefined
    return () => {
      try {
        found ??= newestFirst(whose.flatMap(parts.past)).filter(({ id }) => id !== call)
      } catch (error) {
        parts.failed(error)
        found = []
      }
      return found
    }
  }

  const cardOf = (customer: Customer, others: readonly CustomerMatch[]): CrmCard | null =>
    attempt<CrmCard | null>(null, () => parts.card(customer, others))

  const find = (number: string, country: string) =>
    byTrust(
      attempt<readonly CustomerMatch[]>([], (customers) => customers.find(number, country)),
      parts.trust(),
    )

  const withCustomer = (
    call: CallId,
    customer: Customer,
    { matches, others }: Pick<Pop, 'matches' | 'others'>,
  ): Pop => ({
    matches,
    customer,
    card: cardOf(customer, others),
    others,
    // Before a CRM was connected the same person called as who they are in the agents' own list.
    callsBefore: before(
      call,
      ...[customer, ...others.map((other) => other.customer)].map(({ id }) => ({ customer: id })),
    ),
  })

  return {
    lookUp: (call, number, country, lead = null) => {
      const leads = lead
        ? attempt<readonly Customer[]>([], (customers) => customers.findByField(lead.id, lead.field))
        : []
      const [sure] = leads
      if (sure && leads.length === 1) {
        pops.set(call, withCustomer(call, sure, UNKNOWN))
        return { kind: 'customerMatched', customer: sure.id, name: sure.name, how: 'lead' }
      }
      const { trusted: matches, others } = find(number, country)
      const [only] = matches
      if (matches.length === 1 && only) {
        pops.set(call, withCustomer(call, only.customer, { matches, others }))
        return {
          kind: 'customerMatched',
          customer: only.customer.id,
          name: only.customer.name,
          how: 'number',
        }
      }
      pops.set(call, {
        ...UNKNOWN,
        matches,
        others,
        callsBefore: matches.length > 0 ? () => [] : before(call, { number }),
      })
      return null
    },
    nameOf: (number, country) => {
      const [only, another] = find(number, country).trusted
      return only && !another ? only.customer.name || only.customer.company : null
    },
    load: (call) => {
      const id = call.customer?.id
      const customer = id ? attempt<Customer | null>(null, (customers) => customers.get(id)) : null
      const { matches, others } = pops.get(call.id) ?? UNKNOWN
      if (customer) pops.set(call.id, withCustomer(call.id, customer, { matches, others }))
      else
        pops.set(call.id, {
          ...UNKNOWN,
          matches,
          others,
          callsBefore: before(call.id, { number: call.party.number }),
        })
    },
    reload: (id) => {
      const customer = attempt<Customer | null>(null, (customers) => customers.get(id))
      for (const [call, pop] of pops) {
        if (customer && pop.customer?.id === id)
          pops.set(call, { ...pop, customer, card: cardOf(customer, pop.others) })
      }
    },
    view: (call) => {
      const { matches, customer, card, callsBefore } = pops.get(call.id) ?? UNKNOWN
      if (customer)
        return {
          kind: 'customer',
          how: call.customer?.how ?? 'number',
          customer,
          card,
          callsBefore: callsBefore(),
        }
      if (matches.length > 1) {
        return {
          kind: 'several',
          choices: matches.map(({ customer: { id, name, company, numbers }, by }) => ({
            id,
            name,
            company,
            number: numbers[0]?.raw ?? '',
            by,
          })),
        }
      }
      return { kind: 'unknown', callsBefore: callsBefore(), looking: parts.isLooking(call.id) }
    },
    isUnknown: (call) => {
      const { customer, matches } = pops.get(call) ?? UNKNOWN
      return !customer && matches.length <= 1
    },
    forget: (call) => {
      pops.delete(call)
    },
  }
}
