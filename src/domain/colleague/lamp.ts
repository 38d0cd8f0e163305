import type { Party, SipStatus } from '../call/facts.ts'
import type { DialogInfo, RemoteEnd, WatchedDialog } from './dialog-info.ts'

/** A ringing call by the names that an INVITE takes its place by (RFC 3891), in the words of the phone that rings. */
export type RingingDialog = {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  /** Where the caller is reached; null where it isn't told. */
  readonly remote: string | null
}

/** What is known of a watched phone. `unknown`: nothing was told, or not any more; `notOffered`: the server never will. */
export type Lamp =
  | { readonly state: 'unknown' }
  | { readonly state: 'notOffered'; readonly sip: SipStatus }
  | { readonly state: 'free' }
  | { readonly state: 'busy' }
  | {
      readonly state: 'ringing'
      /** Who calls; null where it isn't told. */
      readonly caller: Party | null
      /** Null where the server keeps the names of the call to itself. */
      readonly dialog: RingingDialog | null
    }

/** What one subscription has told so far. */
export type Told = {
  readonly version: number | null
  readonly dialogs: ReadonlyMap<string, WatchedDialog>
}

export const NOTHING_TOLD: Told = { version: null, dialogs: new Map() }

/**
 * What is known after a notice, or `ignored` for one that came late (RFC 4235 §4.3). With `gap` a partial notice was
 * lost before this one: the whole has to be asked for anew.
 */
export function takeNotice(
  before: Told,
  info: DialogInfo,
): { readonly kind: 'taken' | 'gap'; readonly told: Told } | { readonly kind: 'ignored' } {
  const { version } = info
  // A server that repeats one version for ever is believed as long as it always tells everything.
  const late =
    version !== null &&
    before.version !== null &&
    (info.state === 'full' ? version < before.version : version <= before.version)
  if (late) return { kind: 'ignored' }
  const dialogs = info.state === 'full' ? new Map<string, WatchedDialog>() : new Map(before.dialogs)
  for (const dialog of info.dialogs) {
    if (dialog.state === 'terminated') dialogs.delete(dialog.id)
    else dialogs.set(dialog.id, dialog)
  }
  const follows = version === null || before.version === null || version === before.version + 1
  return {
    kind: info.state === 'partial' && !follows ? 'gap' : 'taken',
    told: { version: version ?? before.version, dialogs },
  }
}

const callerOf = ({ number, name }: RemoteEnd): Party | null =>
  number === null && name === null ? null : { number: number ?? '', displayName: name }

/** A phone that is called and hasn't answered; a server that says no direction means a phone that rings. */
const rings = ({ state, direction }: WatchedDialog): boolean => state === 'early' && direction !== 'initiator'

/** On its way to the phone, which doesn't ring yet. */
const arriving = ({ state, direction }: WatchedDialog): boolean =>
  direction === 'recipient' && (state === 'trying' || state === 'proceeding')

/** The lamp of a phone. A call that rings is shown before one that is spoken on: it can be picked up. */
export function lampOf({ dialogs }: Told): Lamp {
  const all = [...dialogs.values()]
  const ringing = all.filter(rings)
  // Of several, the one that can be picked up by its names.
  const [first] = [...ringing].sort((a, b) => Number(b.callId !== null) - Number(a.callId !== null))
  if (first) {
    const { callId, localTag, remoteTag, remote } = first
    const named = callId !== null && localTag !== null && remoteTag !== null
    return {
      state: 'ringing',
      caller: callerOf(remote),
      dialog: named ? { callId, localTag, remoteTag, remote: remote.uri } : null,
    }
  }
  return { state: all.some((dialog) => !arriving(dialog)) ? 'busy' : 'free' }
}
