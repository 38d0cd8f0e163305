import { Grammar, NameAddrHeader, URI } from 'sip.js'
import { type AuthorizationField, OfferedChallenges, readChallenges } from '../auth/challenge.ts'

/**
 * The header fields that every message has, read in the spelling that nearly every peer uses. SIP.js's generated
 * grammar builds its tables anew for each field: 0.15 ms, ten fields a message, many times that before it is compiled.
 * A reader gives what the grammar would give, or undefined where it isn't sure: then the grammar is asked. Challenges
 * alone are read otherwise, because the grammar knows one algorithm and one of them a message.
 */
type Reader = (value: string) => unknown

const token = "[\\w.!%*+`'~-]+"
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = `${octet}(?:\\.${octet}){3}`
const label = '[A-Za-z\\d](?:[A-Za-z\\d-]*[A-Za-z\\d])?'
const host = `(?:${ipv4}|(?:${label}\\.)*[A-Za-z](?:[A-Za-z\\d-]*[A-Za-z\\d])?)`
const uri = `(?<scheme>sips?):(?:(?<user>[\\w.!~*+-]+)@)?(?<host>${host})(?::(?<port>\\d{2,5}))?(?<uriParams>(?:;[\\w.!*+-]+(?:=[\\w.!*+:-]+)?)*)`
const params = `(?<params>(?:;${token}(?:=${token})?)*)`
const displayName = `(?:"(?<quoted>[^"\\\\<>\\u0000-\\u001f\\u007f-\\uffff]*[^"\\\\<>\\u0000-\\u0020\\u007f-\\uffff])"|(?<words>${token}(?: ${token})*))`

const nameAddrField = new RegExp(`^(?:${displayName} ?)?<${uri}>${params}$`)
const viaField = new RegExp(
  `^SIP/2\\.0/(?<transport>UDP|TCP|TLS|WSS?) (?<host>${host})(?::(?<port>\\d{2,5}))?${params}$`,
)
const requestLine = new RegExp(`^(?<method>[A-Z]+) ${uri} SIP/2\\.0$`)
const statusLine = /^SIP\/2\.0 (?<code>[1-6]\d\d) (?<reason>[\w .,'-]*)$/
const callIdField = new RegExp(`^${token}(?:@${token})?$`)
const cseqField = /^(?<value>\d{1,9}) (?<method>[A-Z]+)$/
const ipv4Text = new RegExp(`^${ipv4}$`)
const sdpField = /^application\/sdp$/i
const numberField = /^\d{1,7}$/

/** Those that the grammar knows. */
const methods: ReadonlySet<string> = new Set(
  'INVITE ACK BYE CANCEL OPTIONS REGISTER INFO NOTIFY REFER SUBSCRIBE'.split(' '),
)
/** The grammar has rules of their own for the values of these. */
const particular: ReadonlySet<string> = new Set(['ttl', 'maddr', 'method', 'expires', 'q', 'lr'])

type Pairs = readonly (readonly [name: string, value: string | undefined])[]

/** `;a=b;c` as its pairs, names in small letters. Null when the grammar must read one of them. */
function readParams(text: string): Pairs | null {
  const pairs: (readonly [string, string | undefined])[] = []
  for (const pair of text.split(';').slice(1)) {
    const [name = '', value] = pair.split('=')
    const small = name.toLowerCase()
    if (particular.has(small) || pairs.some(([other]) => other === small)) return null
    pairs.push([small, value])
  }
  return pairs
}

type Groups = Readonly<Record<string, string | undefined>>

const portOf = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits)

function uriOf({ scheme, user, host: domain = '', port, uriParams = '' }: Groups): URI | undefined {
  const pairs = readParams(uriParams)
  if (pairs === null) return undefined
  const address = new URI(scheme, user ?? '', domain, portOf(port))
  address.user = user
  for (const [name, value] of pairs) {
    const small = name === 'transport' || name === 'user'
    address.setParam(name, small ? (value?.toLowerCase() ?? null) : (value ?? null))
  }
  return address
}

function nameAddr(value: string): NameAddrHeader | undefined {
  const groups = nameAddrField.exec(value)?.groups
  if (!groups) return undefined
  const address = uriOf(groups)
  const pairs = readParams(groups.params ?? '')
  if (!address || pairs === null) return undefined
  const header = new NameAddrHeader(address, (groups.quoted ?? groups.words) as string, {})
  for (const [name, text] of pairs) header.setParam(name, text ?? null)
  return header
}

function via(value: string): unknown {
  const groups = viaField.exec(value)?.groups
  const pairs = readParams(groups?.params ?? '')
  if (!groups || pairs === null) return undefined
  const read: Record<string, unknown> = { protocol: 'SIP', transport: groups.transport, host: groups.host }
  read.host_type = ipv4Text.test(groups.host ?? '') ? 'IPv4' : 'domain'
  if (groups.port !== undefined) read.port = Number(groups.port)
  const others: Record<string, string | undefined> = {}
  for (const [name, text] of pairs) {
    if (name === 'received' && !ipv4Text.test(text ?? '')) return undefined
    // The grammar notes the kind of the last host that it read.
    if (name === 'received') read.host_type = 'IPv4'
    if (name === 'rport' && text !== undefined && !/^\d{2,5}$/.test(text)) return undefined
    if (text !== undefined && ['branch', 'received', 'rport'].includes(name)) read[name] = text
    else others[name] = text
  }
  if (Object.keys(others).length > 0) read.params = others
  return read
}

function firstLine(value: string): unknown {
  const status = statusLine.exec(value)?.groups
  if (status) {
    return { sip_version: 'SIP/2.0', status_code: Number(status.code), reason_phrase: status.reason }
  }
  const groups = requestLine.exec(value)?.groups
  if (!groups?.method || !methods.has(groups.method)) return undefined
  const address = uriOf(groups)
  return address && { method: groups.method, uri: address, sip_version: 'SIP/2.0' }
}

function cseq(value: string): unknown {
  const groups = cseqField.exec(value)?.groups
  return groups?.method && methods.has(groups.method)
    ? { value: Number(groups.value), method: groups.method }
    : undefined
}

const readers: Readonly<Record<string, Reader>> = {
  Request_Response: firstLine,
  Via: via,
  From: nameAddr,
  To: nameAddr,
  // `position` and `offset` are where SIP.js cuts the text of each contact out of the field.
  Contact: (value) => {
    const parsed = nameAddr(value)
    return parsed && [{ position: value.length, offset: 0, parsed }]
  },
  CSeq: cseq,
  Call_ID: (value) => (callIdField.test(value) ? value : undefined),
  Content_Type: (value) => (sdpField.test(value) ? value : undefined),
  Content_Length: (value) => (numberField.test(value) ? Number(value) : undefined),
  Max_Forwards: (value) => (numberField.test(value) ? Number(value) : undefined),
  // Not the grammar's one challenge but all of them, for `authentication.ts`.
  WWW_Authenticate: (value) => offered('authorization', value, 'WWW_Authenticate'),
  Proxy_Authenticate: (value) => offered('proxy-authorization', value, 'Proxy_Authenticate'),
}

/** With what the grammar knows of it beside, for a user agent of the same process that answers by SIP.js's own digest. */
function offered(answerIn: AuthorizationField, value: string, rule: string): OfferedChallenges {
  const read = new OfferedChallenges(answerIn, readChallenges([value]))
  const known = grammarParse(value, rule) as object | -1
  return known === -1 ? read : Object.assign(read, { ...known, stale: read.stale })
}

/** What SIP.js's own grammar reads, whatever stands before it. */
export const grammarParse = Grammar.parse

/** Reads a field by the rule of the grammar that has this name; -1 for one that breaks it. */
export function parseField(value: string, rule: string): unknown {
  return readers[rule]?.(value) ?? grammarParse(value, rule)
}

/** From now on SIP.js reads its messages this way too. */
export function quickenGrammar(): void {
  Object.assign(Grammar, { parse: parseField })
}
