import type { Customer } from '../customer/customer.ts'

/** Which of a record's fields is what of a customer, as an import's columns: `name`, `number:Mobile`, `field:Stage`, `skip`. */
export type FieldMapping = Readonly<Record<string, string>>

/** A CRM or an address book that the customers follow. Their order is the order of trust, the most trusted first. */
export type Connection = {
  readonly id: string
  /** Which connector speaks to it; the name of its folder. */
  readonly connector: string
  /** What the agent calls it. */
  readonly name: string
  /** What its connector asks for, by the field's key: server, user ... Secrets are kept elsewhere. */
  readonly settings: Readonly<Record<string, string>>
  /** Neither read nor written while true. */
  readonly paused: boolean
  /** By object. */
  readonly mapping: Readonly<Record<string, FieldMapping>>
  /** Handled calls are written to it. */
  readonly logsCalls: boolean
  /** What each disposition of ours is there, by our id; one that isn't named goes as text. */
  readonly dispositions: Readonly<Record<string, string>>
  /** What agents change of its customers is written to it. */
  readonly takesChanges: boolean
  /** Customers that agents add are added there; at most one connection does that. */
  readonly takesNew: boolean
  /** How long to wait between two looks for changes, in seconds. */
  readonly everySeconds: number
}

/** Where customers of a connection say that they come from. */
export const sourceOf = (connection: string): string => `crm:${connection}`

/** The connection that a customer came over; null for one that was imported or added here. */
export const connectionOf = ({ source }: Pick<Customer, 'source'>): string | null =>
  source.startsWith('crm:') ? source.slice('crm:'.length) : null

/** A customer's id, the same after the cache was filled anew. */
export const customerIdOf = (connection: string, object: string, id: string): string =>
  `${sourceOf(connection)}/${object}/${id}`
