import type { CallView } from '../../../contract/view.ts'

/** Who is on a call, in the order of what is best known. */
export type PartyText = {
  /** The customer's name, else what the network calls them; null where only the number is known. */
  readonly name: string | null
  readonly company: string
  /** As one writes it here; empty where it was withheld. */
  readonly number: string
}

export function partyOf(call: CallView): PartyText {
  const { pop, number, displayName } = call
  if (pop.kind === 'customer') {
    return { name: pop.customer.name || pop.customer.company, company: pop.customer.company, number }
  }
  return { name: displayName?.trim() || null, company: '', number }
}

/** One text for a call, where there is room for only one; empty where nothing at all is known. */
export const titleOf = (call: CallView): string => {
  const { name, number } = partyOf(call)
  return name ?? number
}
