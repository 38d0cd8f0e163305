/** One record in a CRM: what kind of thing it is there (`contact`, `company`, `lead` ...) and its id among those. */
export type RemoteRef = { readonly object: string; readonly id: string }

/** A person or a company as a CRM has it, before the connection's mapping says what is what. */
export type RemoteRecord = RemoteRef & {
  /** The server's own time of its last change, or of its making where it was never changed; epoch ms. */
  readonly updated: number | null
  /** What tells this version from another (an etag, a lock's stamp); null where the server has no such thing. */
  readonly rev: string | null
  /** Opens the record in the browser; https only. */
  readonly url: string | null
  /** By the field's own key. Empty values are left out. */
  readonly values: Readonly<Record<string, string>>
  /** Numbers that the server keeps as a list of their own, beside those among the values. */
  readonly numbers: readonly { readonly label: string; readonly raw: string }[]
  /** Who looks after it, by name. */
  readonly owner: string | null
  /** Records that were merged into this one and are to be forgotten. */
  readonly merged?: readonly string[]
}

/** A deal, an opportunity, an order: what the agent sees of it on the card. */
export type RemoteDeal = {
  readonly id: string
  readonly updated: number | null
  readonly url: string | null
  readonly title: string
  /** In the CRM's own words. */
  readonly stage: string
  /** In decimal notation, and the currency's ISO 4217 code; empty where there is none. */
  readonly amount: string
  readonly currency: string
  /** YYYY-MM-DD, or null. */
  readonly closes: string | null
  readonly state: 'open' | 'won' | 'lost'
  readonly of: readonly RemoteRef[]
}

/** Something that was done for a customer, newest first on the card. */
export type Activity = {
  /** Epoch ms. */
  readonly at: number
  readonly kind: 'call' | 'note' | 'mail' | 'meeting' | 'task'
  readonly title: string
  /** Plain text. */
  readonly text: string
  readonly by: string | null
}

/** What of a record a write changes. Values by the field's own key; an empty one is emptied there too. */
export type RemoteChange = {
  readonly values: Readonly<Record<string, string>>
  /** The whole list as it shall be; null leaves it alone. */
  readonly numbers: readonly { readonly label: string; readonly raw: string }[] | null
}
