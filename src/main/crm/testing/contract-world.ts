import type { FieldMapping } from '../../../domain/crm/connection.ts'
import type { Description } from '../../../domain/crm/description.ts'
import type { Connector, Session, Settings } from '../connector.ts'

/** Somebody as the suite puts them on the server. */
export type Person = {
  /** Two words: a first and a last name where the CRM keeps them apart. */
  readonly name: string
  /** As people write it, with a country code: `+49 30 23125000`. */
  readonly number: string
}

/**
 * A running server, by its own means: what other people do there, and what is really there afterwards. It never goes
 * through the connector that is being tested.
 */
export type World = {
  readonly settings: Settings
  readonly secret: string
  /** The object that people are. */
  readonly object: string
  /** Gives their ids, in the same order. */
  readonly add: (people: readonly Person[]) => Promise<readonly string[]>
  readonly change: (id: string, person: Person) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  /** Where the CRM can: everything of `gone` goes to `kept`. */
  readonly merge?: (kept: string, gone: string) => Promise<void>
  /** Everybody who is there. */
  readonly people: () => Promise<readonly { readonly id: string; readonly name: string }[]>
  /** Every call that is there, with all the text it has. Needed where the connector logs calls. */
  readonly calls?: () => Promise<readonly { readonly id: string; readonly text: string }[]>
  /** All the notes of a person. Needed where the connector writes them. */
  readonly notes?: (id: string) => Promise<readonly string[]>
  /** Needed where the connector reads deals. */
  readonly addDeal?: (title: string, of: string) => Promise<string>
  /** Ends when the server's own search would find what was just written. */
  readonly settle: () => Promise<void>
  readonly close: () => Promise<void>
}

export type ConnectorCase = {
  /** The server that it is shown against. */
  readonly name: string
  readonly connector: Connector
  readonly world: () => Promise<World>
  /** So many people are there at least, so that reading everything takes more than a page. */
  readonly crowd?: number
  /** The server sees that a change was made against an older version. */
  readonly locks: boolean
}

/** What the parts of the suite share: an open session and somebody new to work with. */
export type Bench = {
  readonly world: () => World
  readonly session: () => Session
  readonly description: () => Description
  readonly mapping: () => FieldMapping
  readonly somebody: (name?: string) => Promise<{ readonly id: string; readonly person: Person }>
}
