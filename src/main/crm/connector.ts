import type { CallLog } from '../../domain/crm/call-log.ts'
import type { Capabilities, Description } from '../../domain/crm/description.ts'
import type { OAuthPlan } from '../../domain/crm/oauth-plan.ts'
import type { Activity, RemoteChange, RemoteDeal, RemoteRecord, RemoteRef } from '../../domain/crm/record.ts'
import type { CallWords } from './call-words.ts'
import type { Http } from './http/http.ts'

/** Words that a connector brings along, in every language of the window. */
export type Words = { readonly en: string; readonly de: string }

/** One thing that the wizard asks for. */
export type SettingField = {
  readonly key: string
  readonly kind: 'url' | 'text' | 'secret'
  readonly label: Words
  /** One line: what it is and where it is found. */
  readonly hint: Words
  /** What to offer; empty asks for it. */
  readonly initial: string
  readonly required: boolean
}

/**
 * A connector is one folder here and one line in `connectors/all.ts`. It translates, and keeps nothing: cursors, retries,
 * rates, mapping and storage are the engine's.
 */
export type Connector = {
  /** The folder's name. */
  readonly id: string
  readonly name: string
  /** What it is, in one line for the wizard. */
  readonly about: Words
  readonly fields: readonly SettingField[]
  /** `secret`: the field of kind `secret` is all there is. `oauth`: the browser is asked, and `secret` is a token. */
  readonly signIn:
    | { readonly kind: 'secret' }
    | { readonly kind: 'oauth'; readonly plan: (settings: Settings) => OAuthPlan }
  /** The Authorization header of every request; null where the session signs its requests itself. */
  readonly authorization: ((secret: string, settings: Settings) => string) | null
  readonly capabilities: Capabilities
  readonly open: (access: Access) => Session
}

export type Settings = Readonly<Record<string, string>>

/** What a session is given. Everything that fails is thrown as a `CrmFailure`. */
export type Access = {
  readonly settings: Settings
  /** Speaks to the server: limits, time, size, and a second try after 401 with a renewed secret are its business. */
  readonly http: Http
  /** The secret as it is now: a password, a token, an access token. */
  readonly secret: () => Promise<string>
  /** The fields that the mapping reads, by object; a connector may ask for more that it needs itself. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** What stands in the CRM beside what agents wrote. */
  readonly words: CallWords
  /** Epoch ms of this computer: never for a cursor. */
  readonly now: () => number
}

export type Page = {
  /** `full`: every record is being read. `delta`: what changed since. */
  readonly phase: 'full' | 'delta'
  readonly records: readonly RemoteRecord[]
  readonly deals: readonly RemoteDeal[]
  /** Ids of records (or deals) that were deleted. */
  readonly gone: readonly string[]
  /** Records that can't be read, with the raw text: they go to quarantine, the rest is stored. */
  readonly bad: readonly { readonly id: string; readonly why: string; readonly raw: string }[]
  /** What `pull` goes on from. It is stored with the rows of the page, in one transaction. */
  readonly cursor: string
  /** False at the end: of everything, or of what has changed until now. */
  readonly more: boolean
  /** How many there are in all, where the server says so. */
  readonly total: number | null
}

export type Written = { readonly id: string; readonly rev: string | null; readonly updated: number | null }

export type Session = {
  /** Signs in and looks around: what the wizard's test does. */
  readonly describe: () => Promise<Description>
  /** What can be pulled, in this order; `deal` holds deals, every other one customers. */
  readonly objects: readonly string[]
  /** One page. A null cursor begins to read everything; `CrmFailure('cursorExpired')` makes the engine do so. */
  readonly pull: (object: string, cursor: string | null) => Promise<Page>
  /** Ids alone, for the sweep; null cursor begins, and the last page gives null. */
  readonly listIds: (
    object: string,
    cursor: string | null,
  ) => Promise<{ readonly ids: readonly string[]; readonly cursor: string | null }>
  /** Null where there is no such record, or it isn't ours to see. */
  readonly get: (ref: RemoteRef) => Promise<RemoteRecord | null>
  /** What may match; the engine compares the numbers itself. `e164` with its plus, `national` without trunk prefix. */
  readonly findByPhone: (number: {
    readonly e164: string
    readonly national: string
  }) => Promise<readonly RemoteRecord[]>
  readonly activities: (ref: RemoteRef, most: number) => Promise<readonly Activity[]>
  /** Refused as `conflict` where the server sees that `rev` isn't the newest. */
  readonly update: (ref: RemoteRef, change: RemoteChange, rev: string | null) => Promise<Written>
  /** `key` is the idempotency key: asked again with it, the same record comes back. */
  readonly create: (object: string, change: RemoteChange, key: string) => Promise<Written>
  /** Asked only where there are `notes`. */
  readonly note: (ref: RemoteRef, text: string, key: string) => Promise<void>
  /**
   * Writes a call's log, or changes the one that `remoteId` names; gives its id. Where that takes several steps and a later
   * one fails, the failure says what is there (`CrmFailure.written`).
   */
  readonly logCall: (
    log: CallLog,
    about: { readonly ref: RemoteRef | null; readonly disposition: string | null },
    remoteId: string | null,
  ) => Promise<string>
  /** The id of what was written with this key, whether a call's log or a note; null where there is none. */
  readonly probe: (key: string, ref: RemoteRef | null) => Promise<string | null>
}
