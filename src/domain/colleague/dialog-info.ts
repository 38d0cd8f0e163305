import { childOf, childrenOf, readXml, type XmlElement } from './xml.ts'

/** One dialog of a watched phone (RFC 4235 §4.1), the phone's own side being `local`. */
export type WatchedDialog = {
  readonly id: string
  readonly state: 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated'
  /** Whether the phone placed the call or is called; null where the server doesn't say. */
  readonly direction: 'initiator' | 'recipient' | null
  readonly callId: string | null
  readonly localTag: string | null
  readonly remoteTag: string | null
  readonly remote: RemoteEnd
}

/** The other end: who it is and where it is reached, each null where it isn't told. */
export type RemoteEnd = {
  readonly name: string | null
  readonly number: string | null
  /** A SIP URI. */
  readonly uri: string | null
}

export type DialogInfo = {
  readonly version: number | null
  readonly state: 'full' | 'partial'
  readonly dialogs: readonly WatchedDialog[]
}

const STATES: ReadonlySet<string> = new Set(['trying', 'proceeding', 'early', 'confirmed', 'terminated'])
const MOST_DIALOGS = 50
const LONGEST_WORD = 256
const LONGEST_NAME = 128

/** Control characters, and the marks that turn the writing direction of what stands after them. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/gu

const shown = (text: string | undefined): string | null => {
  const clean = (text ?? '').replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()
  return clean === '' ? null : [...clean].slice(0, LONGEST_NAME).join('')
}

/** A word that may stand in a header of ours: a Call-ID or a tag. */
const word = (text: string | undefined): string | null =>
  text !== undefined && text.length <= LONGEST_WORD && /^[\w\-.!%*+`'~()<>:\\"/[\]?{}@]+$/.test(text)
    ? text
    : null

const SIP_URI = /^sips?:(?:([^@<>\s"]{1,128})@)?([\w.\-[\]:]{1,253})(?:[;?][^<>\s"]{0,256})?$/i

const numberOf = (uri: string): string | null => {
  const user = /^tel:([^;]{1,128})/i.exec(uri)?.[1] ?? SIP_URI.exec(uri)?.[1]?.split(/[;:]/)[0]
  if (user === undefined) return null
  try {
    return shown(decodeURIComponent(user))
  } catch {
    return shown(user)
  }
}

/** FreeSWITCH writes a target without its scheme. */
const withScheme = (uri: string): string => (/^(?:sips?|tel):/i.test(uri) ? uri : `sip:${uri}`)

function remoteOf(dialog: XmlElement): RemoteEnd {
  const remote = childOf(dialog, 'remote')
  const identity = childOf(remote, 'identity')
  const target = childOf(remote, 'target')?.attributes.get('uri')
  const uris = [target, identity?.text].flatMap((uri) => (uri ? [withScheme(uri)] : []))
  const [told] = uris.map(numberOf).reverse()
  return {
    name: shown(identity?.attributes.get('display')),
    // A target may be the PBX's pick-up code for this call: that is nobody's number.
    number: told?.startsWith('*') ? null : (told ?? null),
    uri: uris.find((uri) => SIP_URI.test(uri)) ?? null,
  }
}

function dialogOf(element: XmlElement): WatchedDialog | null {
  const state = childOf(element, 'state')?.text.toLowerCase() ?? ''
  if (!STATES.has(state)) return null
  const direction = element.attributes.get('direction')
  return {
    id: (element.attributes.get('id') ?? '').slice(0, LONGEST_WORD),
    state: state as WatchedDialog['state'],
    direction: direction === 'initiator' || direction === 'recipient' ? direction : null,
    callId: word(element.attributes.get('call-id')),
    localTag: word(element.attributes.get('local-tag')),
    remoteTag: word(element.attributes.get('remote-tag')),
    remote: remoteOf(element),
  }
}

/** The body of a `dialog` notice. Null for what is none; dialogs that can't be read are left out. */
export function parseDialogInfo(body: string): DialogInfo | null {
  const root = readXml(body)
  if (root?.name !== 'dialog-info') return null
  const version = root.attributes.get('version') ?? ''
  return {
    version: /^\d{1,10}$/.test(version) ? Number(version) : null,
    state: root.attributes.get('state')?.toLowerCase() === 'partial' ? 'partial' : 'full',
    dialogs: childrenOf(root, 'dialog')
      .slice(0, MOST_DIALOGS)
      .flatMap((element) => dialogOf(element) ?? []),
  }
}
