import { z } from 'zod'
import type { Connection } from '../domain/crm/connection.ts'
import type { Capabilities, Description } from '../domain/crm/description.ts'
import type { CrmFault } from '../domain/crm/failure.ts'
import type { OutboxState, OutboxWork } from '../domain/crm/outbox.ts'
import type { Activity, RemoteDeal, RemoteRecord } from '../domain/crm/record.ts'
import type { Result } from '../domain/result.ts'
import { command, reply } from './boundary.ts'

const text = (max: number) => z.string().max(max)
const id = text(200).min(1)

/** What the wizard sends: a connection before it is saved. */
export const connectionDraft = z.object({
  /** Null makes another connection. */
  id: id.nullable(),
  connector: id,
  name: text(60),
  settings: z.record(text(60), text(2_000)),
  mapping: z.record(text(60), z.record(text(200), text(120))),
  logsCalls: z.boolean(),
  dispositions: z.record(text(60), text(200)),
  takesChanges: z.boolean(),
  takesNew: z.boolean(),
  everySeconds: z.number().int().min(30).max(86_400),
})
export type ConnectionDraft = z.infer<typeof connectionDraft>

const access = z.object({
  /** What was typed; null takes what is kept, or what the ticket stands for. */
  secret: text(4_000).nullable(),
  /** Stands for the tokens of a sign-in by the browser, which never reach the window. */
  ticket: id.nullable(),
})

const connection = z.object({ connection: id })
const item = z.object({ item: id })

/** What the wizard is told of a connector: everything but how it works. */
export type ConnectorView = {
  readonly id: string
  readonly name: string
  readonly about: ConnectorWords
  readonly fields: readonly {
    readonly key: string
    readonly kind: 'url' | 'text' | 'secret'
    readonly label: ConnectorWords
    readonly hint: ConnectorWords
    readonly initial: string
    readonly required: boolean
  }[]
  readonly signIn: 'secret' | 'oauth'
  readonly capabilities: Capabilities
}
/** In every language of the window. */
export type ConnectorWords = { readonly en: string; readonly de: string }

export type ConnectionTested = {
  readonly description: Description
  /** Some records of each object, as they came, for the mapping's live sample. */
  readonly sample: Readonly<Record<string, readonly RemoteRecord[]>>
  /** How many there are of each object, where the CRM says so. */
  readonly totals: Readonly<Record<string, number | null>>
}

export type SignInRefusal =
  | 'noConnector'
  /** The browser was closed, or nobody came back from it. */
  | 'cancelled'
  /** The CRM said no; what it said stands in the log. */
  | 'denied'
  | 'offline'
  /** None of the ports that the CRM knows is free. */
  | 'noPort'

export type ConnectionRefusal =
  | 'noConnector'
  | 'noConnection'
  | 'noSecret'
  | 'cannotStore'
  /** Neither a name nor a company is mapped. */
  | 'noName'
  | 'takesNewTwice'

/** Field by field, all at once: it must be filled, or it is no URL (https, or http on this computer only). */
export type BadConnection = {
  readonly ok: false
  readonly reason: 'badFields'
  readonly fields: Readonly<Record<string, 'empty' | 'notUrl' | 'notSecure'>>
}

export type OutboxRow = {
  readonly id: string
  readonly connection: string
  readonly kind: OutboxWork['kind']
  /** The call that it is about; null for a customer's change. */
  readonly call: string | null
  readonly customer: { readonly id: string; readonly name: string } | null
  readonly number: string
  readonly state: OutboxState
  readonly attempts: number
  /** Epoch ms: when it came about, and when it is tried next; null where nothing more is tried. */
  readonly since: number
  readonly nextAt: number | null
  readonly fault: CrmFault | null
  /** What can be edited before it is sent again. */
  readonly notes: string
  readonly disposition: string | null
  readonly values: Readonly<Record<string, string>>
}
export type OutboxPage = { readonly rows: readonly OutboxRow[]; readonly more: boolean }

export type ItemRefusal = 'noItem' | 'busy'

/** What the agent window may ask about CRMs; part of the agent's contract. */
export const crmCommands = {
  'crm.connectors': command(z.null(), reply<readonly ConnectorView[]>()),
  /** Opens the browser and waits for its answer; gives a ticket for `crm.test` and `crm.save`. */
  'crm.signIn': command(
    z.object({ connector: id, settings: z.record(text(60), text(2_000)) }),
    reply<
      | Result<
          { readonly ticket: string; readonly settings: Readonly<Record<string, string>> },
          SignInRefusal
        >
      | BadConnection
    >(),
  ),
  'crm.cancelSignIn': command(z.null(), reply<Result<null, never>>()),
  'crm.test': command(
    connectionDraft.pick({ id: true, connector: true, settings: true }).extend(access.shape),
    reply<
      | Result<ConnectionTested, ConnectionRefusal>
      | BadConnection
      | { readonly ok: false; readonly reason: 'failed'; readonly fault: CrmFault }
    >(),
  ),
  'crm.save': command(
    connectionDraft.extend(access.shape).extend({ keepSecret: z.boolean() }),
    reply<Result<{ readonly connection: string }, ConnectionRefusal> | BadConnection>(),
  ),
  /** Another secret for a connection that lacks one or whose own is no longer believed. */
  'crm.enterSecret': command(
    connection.extend(access.shape).extend({ keepSecret: z.boolean() }),
    reply<Result<null, ConnectionRefusal>>(),
  ),
  /** With all its customers that nobody changed here; what waits to be sent is dropped. */
  'crm.remove': command(connection, reply<Result<null, 'noConnection'>>()),
  /** The order of trust, the most trusted first. */
  'crm.arrange': command(z.object({ order: z.array(id).max(20) }), reply<Result<null, never>>()),
  'crm.pause': command(connection.extend({ paused: z.boolean() }), reply<Result<null, 'noConnection'>>()),
  'crm.syncNow': command(z.object({ connection: id.nullable() }), reply<Result<null, never>>()),
  /** Reads everything again; until it is done, what is there serves. */
  'crm.readAll': command(connection, reply<Result<null, 'noConnection'>>()),
  /** The answer where more records would vanish than is believable. */
  'crm.vanish': command(connection.extend({ really: z.boolean() }), reply<Result<null, 'noConnection'>>()),
  /** What was last done for a customer, by the CRM; asked for when the card is shown. */
  'crm.activities': command(z.object({ customer: id }), reply<Result<readonly Activity[], 'noActivities'>>()),
} as const

/** What the agent window may ask about what is to be written to the CRMs. */
export const outboxCommands = {
  'outbox.list': command(
    z.object({
      filter: z.enum(['all', 'waiting', 'problems', 'done']),
      /** Rows that came about before this; the last row's `since` of the page before. */
      before: z.number().nullable(),
      limit: z.number().int().min(1).max(200),
    }),
    reply<OutboxPage>(),
  ),
  'outbox.retry': command(item, reply<Result<null, ItemRefusal>>()),
  /** Sends it with what was edited; of a call its notes and disposition, of a change its values. */
  'outbox.resend': command(
    item.extend({
      notes: text(20_000).optional(),
      disposition: text(60).nullable().optional(),
      values: z.record(text(200), text(20_000)).optional(),
    }),
    reply<Result<null, ItemRefusal>>(),
  ),
  'outbox.drop': command(item, reply<Result<null, ItemRefusal>>()),
  'outbox.dismissTold': command(item, reply<Result<null, never>>()),
} as const

/** How following a CRM goes. */
export type SyncState = {
  readonly phase: 'idle' | 'full' | 'delta' | 'sweep' | 'waiting' | 'paused' | 'problem'
  /** Epoch ms of the last time that everything was up to date. */
  readonly lastOk: number | null
  readonly nextAt: number | null
  /** Of the first read, or another full one. */
  readonly progress: {
    readonly object: string
    readonly read: number
    readonly total: number | null
    /** Records a second, over the last half minute. */
    readonly perSecond: number
  } | null
  readonly fault: CrmFault | null
  /** Records that couldn't be read. */
  readonly quarantined: number
  readonly wouldVanish: { readonly count: number; readonly of: number } | null
  readonly customers: number
}

/** Before anything was read. */
export const NOTHING_READ: SyncState = {
  phase: 'idle',
  lastOk: null,
  nextAt: null,
  progress: null,
  fault: null,
  quarantined: 0,
  wouldVanish: null,
  customers: 0,
}

export type ConnectionView = Connection & {
  readonly hasSecret: boolean
  /** `session`: forgotten at quit. */
  readonly secretKept: 'none' | 'session' | 'stored'
  readonly sync: SyncState
}

/** Something that the agent is told once: the CRM had another value, or a record is gone there. */
export type CrmTold = {
  readonly id: string
  /** Epoch ms. */
  readonly at: number
  readonly connection: string
  readonly customer: { readonly id: string; readonly name: string }
  readonly what: 'conflict' | 'gone'
  /** By field of the customer: what the agent wrote, and what the CRM has and keeps. */
  readonly fields: readonly { readonly field: string; readonly ours: string; readonly theirs: string }[]
}

export type CrmView = {
  /** In order of trust. */
  readonly connections: readonly ConnectionView[]
  readonly outbox: { readonly waiting: number; readonly problems: number }
  readonly told: readonly CrmTold[]
}

/** What a customer's card shows of the CRM. */
export type CrmCard = {
  readonly connection: { readonly id: string; readonly name: string }
  readonly url: string | null
  readonly owner: string | null
  readonly deals: readonly RemoteDeal[]
  /** What was done for the customer can be asked for. */
  readonly hasActivities: boolean
  /** Customers with the same number in less trusted sources. */
  readonly alsoIn: readonly {
    readonly customer: string
    readonly name: string
    /** The connection's name; null for one that was imported or added here. */
    readonly connection: string | null
  }[]
}
