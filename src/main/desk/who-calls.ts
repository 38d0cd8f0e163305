import type { Call } from '../../domain/call/call.ts'
import type { CallFact, CallId } from '../../domain/call/facts.ts'
import { readRule } from '../../domain/push/header-mapping.ts'
import type { AccountPolicy } from './desk.ts'
import type { Pops } from './pops.ts'
import type { Settings } from './settings.ts'

type Matched = Extract<CallFact, { kind: 'customerMatched' }>

/** Whose record a call brings up: the dialer's lead, the number, or whom a CRM knows. */
export type WhoCalls = {
  /** The fact that goes with one which names the other party; null where nobody is known by it. */
  readonly matched: (call: CallId, known: Call | undefined, fact: CallFact) => Matched | null
  /** Once a call rings: one whom nobody here knows may be asked for elsewhere. */
  readonly askElsewhere: (call: CallId, fact: CallFact) => void
  /** Of a call that still has nobody, as it is looked up now. */
  readonly again: (call: Call) => Matched | null
}

/** The lead that a dialer calls, and the customers' field that holds it. */
function leadOf({ headerRules }: Settings, fact: CallFact) {
  if (fact.kind !== 'offered') return null
  const id = fact.data?.lead
  if (!id) return null
  const rule = headerRules.find((one) => one.to === 'lead' && readRule(fact.headers, one) !== null)
  return { id, field: rule?.label ?? '' }
}

export function createWhoCalls(parts: {
  readonly calls: ReadonlyMap<CallId, Call>
  readonly pops: Pops
  readonly settings: () => Settings
  readonly account: (account: string | null) => AccountPolicy
  readonly unknownCaller: (call: CallId, number: string, country: string) => void
}): WhoCalls {
  const { calls, pops } = parts

  /** The number that a call's customer is found by, and the country that it is read in. */
  const searched = ({ party, data, account }: Call) => ({
    number: data?.customerNumber ?? party.number,
    country: parts.account(account).country,
  })
  const byNumber = (call: Call, number: string): Matched | null =>
    pops.lookUp(call.id, number, parts.account(call.account).country)

  return {
    matched: (call, known, fact) => {
      switch (fact.kind) {
        case 'offered':
        case 'dialed': {
          if (known) return null
          const data = fact.kind === 'offered' ? fact.data : undefined
          const { country } = parts.account(fact.account ?? null)
          const lead = leadOf(parts.settings(), fact)
          return pops.lookUp(call, data?.customerNumber ?? fact.party.number, country, lead)
        }
        case 'partyTold':
          return known && !known.customer ? byNumber(known, fact.party.number) : null
        case 'partyChanged': {
          if (!known || known.party.number === fact.party.number) return null
          // Somebody else speaks now: their record, where there is one, unless the agent chose whose it is.
          const byHand = known.customer !== null && known.customer.how !== 'number'
          return byHand ? null : byNumber(known, fact.party.number)
        }
        default:
          return null
      }
    },
    askElsewhere: (id, { kind }) => {
      if (kind !== 'offered' && kind !== 'dialed' && kind !== 'partyTold' && kind !== 'partyChanged') return
      const call = calls.get(id)
      if (!call || call.customer || !pops.isUnknown(id)) return
      const { number, country } = searched(call)
      parts.unknownCaller(id, number, country)
    },
    again: (call) => {
      const { number, country } = searched(call)
      return pops.lookUp(call.id, number, country)
    },
  }
}
