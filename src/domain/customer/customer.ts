/** A number that a customer can be reached at. `e164` is null where what was typed can't be parsed. */
export type CustomerNumber = {
  readonly label: string
  /** As it was typed or imported. */
  readonly raw: string
  readonly e164: string | null
}

export type CustomerField = { readonly label: string; readonly value: string }

/** What Offhook knows of one customer. `id` is stable over imports of the same source. */
export type Customer = {
  readonly id: string
  readonly name: string
  readonly company: string
  readonly email: string
  readonly city: string
  /** ISO 3166-1 alpha-2, or empty. */
  readonly country: string
  readonly notes: string
  readonly numbers: readonly CustomerNumber[]
  readonly fields: readonly CustomerField[]
  /** Where the record came from: `manual`, `csv:…`, `vcard:…` or a CRM. */
  readonly source: string
}

export type CustomerDraft = Omit<Customer, 'id' | 'source' | 'numbers'> & {
  readonly id: string | null
  readonly numbers: readonly { readonly label: string; readonly raw: string }[]
}

/** How sure a match by number is: the whole number, its last eight digits, or an internal extension. */
export type MatchBy = 'e164' | 'lastEight' | 'extension'

export type CustomerMatch = { readonly customer: Customer; readonly by: MatchBy }

/** One line of a search result or of a choice between several matches. */
export type CustomerSummary = {
  readonly id: string
  readonly name: string
  readonly company: string
  readonly number: string
}
