import type { ColumnTarget } from '../customer/import.ts'

/** A field of a CRM's records, for the mapping. */
export type RemoteField = {
  readonly object: string
  readonly key: string
  /** In the CRM's own words. */
  readonly label: string
  readonly kind: 'text' | 'number' | 'phone' | 'email' | 'date' | 'choice'
  readonly writable: boolean
  /** What it most likely is of a customer. */
  readonly suggested: ColumnTarget
}

/** What a CRM says of itself after signing in. */
export type Description = {
  /** Whom we are there: an account's or a user's name. */
  readonly identity: string
  /** The objects that customers come from, in the CRM's own words. */
  readonly objects: readonly { readonly key: string; readonly label: string }[]
  readonly fields: readonly RemoteField[]
  /** What a call's outcome can be there; empty where it is free text. */
  readonly dispositions: readonly { readonly id: string; readonly label: string }[]
}

/** What a connector can do. The engine asks for nothing else, and the window shows nothing else. */
export type Capabilities = {
  /** `updatable`: a call's log can be changed later. `once`: it can't, and waits until the wrap-up is closed. */
  readonly callLog: 'none' | 'once' | 'updatable'
  /** A call stands beside a record and nowhere else: one of a caller whom the CRM doesn't know isn't written. */
  readonly callNeedsRecord?: boolean
  /** `key`: the server itself takes a call or a new record once. `probe`: it is looked for before it is sent again. */
  readonly idempotency: 'key' | 'probe'
  /** How long after a write the server may not find it yet, in milliseconds. */
  readonly searchLagMs: number
  /** How far behind the last change a look for changes starts, in milliseconds. */
  readonly overlapMs: number
  /** Records can vanish without being told: ids are compared now and then. */
  readonly ghosts: boolean
  readonly changes: boolean
  readonly creates: boolean
  readonly findsByPhone: boolean
  readonly activities: boolean
  /** Text can be put beside a record: a call's, or what an agent wrote where the CRM kept another value. */
  readonly notes: boolean
  readonly deals: boolean
  /** What it may ask at most; `search` counts apart where the server does so. */
  readonly limits: { readonly all: RateLimit; readonly search?: RateLimit }
}

/** So many requests in so many milliseconds, all at once if they like. */
export type RateLimit = { readonly requests: number; readonly perMs: number }
