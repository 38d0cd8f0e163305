import type { AccountProblem, AccountProblems } from '../../../contract/account.ts'
import type { AccountSettings } from '../../../domain/account/account.ts'
import { checkNumberRule, isPrefix } from '../../../domain/account/number-rules.ts'
import { dialable } from '../../../domain/call/decide.ts'
import { isCountry } from '../../../domain/phone-number.ts'
import { isSource } from '../../sip/listening/sources.ts'
import { parseServerUrl } from '../../sip/server-url.ts'
import { readCertificates } from './certificates.ts'
import { hostOf } from './host-port.ts'
import { listeningPort, registers } from './line-account.ts'

type Ports = AccountSettings['media']['ports']

/** A call takes two ports, RTP's even one and RTCP's above it; two calls may be up at once. */
const FEWEST_PORTS = 4
/** Below this the system keeps ports for itself. */
const LOWEST_PORT = 1024
const HIGHEST_PORT = 65_535

function serverProblem(server: string, transport: AccountSettings['transport']): AccountProblem | null {
  if (transport !== 'websocket') return hostOf(server) === null ? 'serverNotHost' : null
  const url = parseServerUrl(server)
  if (url.ok) return null
  return url.reason === 'badAddress' ? 'serverNotUrl' : 'serverNotSecure'
}

function portsProblem(ports: Ports): AccountProblem | null {
  if (ports === null) return null
  const { from, to } = ports
  if (from > to) return 'portsReversed'
  if (from < LOWEST_PORT) return 'portsTooLow'
  if (to > HIGHEST_PORT) return 'portsTooHigh'
  if (from % 2 !== 0) return 'portsOdd'
  return to - from + 1 < FEWEST_PORTS ? 'portsTooFew' : null
}

function numbersProblem({ rules, outsidePrefix }: AccountSettings['numbers']): AccountProblem | null {
  const bad = rules.map(checkNumberRule).find((refusal) => refusal !== null)
  return bad ?? (isPrefix(outsidePrefix) ? null : 'prefixBad')
}

function mediaProblem({ transport, media, iceServers }: AccountSettings): AccountProblem | null {
  if (transport === 'websocket') {
    return iceServers.every((url) => /^(stuns?|turns?):[^\s/]+$/i.test(url)) ? null : 'iceNotUrl'
  }
  if (media.codecs.length === 0) return 'codecsMissing'
  if (media.stunServer !== '' && hostOf(media.stunServer) === null) return 'stunNotHost'
  return portsProblem(media.ports)
}

function callerIdProblem({ callerIds, callerId }: AccountSettings): AccountProblem | null {
  if (callerIds.some((number) => dialable(number) === null)) return 'callerIdBad'
  return callerId === '' || callerIds.includes(callerId) ? null : 'callerIdUnknown'
}

function callersProblem({ registers: wanted, server, direct }: AccountSettings): AccountProblem | null {
  if (direct.from === 'server') return !wanted && server === '' ? 'callersMissing' : null
  if (direct.from === 'anybody') return null
  if (direct.addresses.length === 0) return 'sourcesMissing'
  return direct.addresses.every(isSource) ? null : 'sourceBad'
}

function directProblem(settings: AccountSettings, taken: ReadonlySet<number>): AccountProblem | null {
  if (settings.transport === 'websocket') return null
  const callers = callersProblem(settings)
  const port = listeningPort(settings)
  if (callers !== null || port === null) return callers
  if (port < LOWEST_PORT || port > HIGHEST_PORT) return 'directPortBad'
  const { ports } = settings.media
  const sound = ports !== null && port >= ports.from && port <= ports.to
  return sound || taken.has(port) ? 'directPortTaken' : null
}

/**
 * Everything that is wrong with an account, by field, and the certificates in its file. What only the network can tell
 * is not asked here. `kept` are the certificates of the account so far, `taken` the ports that other accounts listen at.
 */
export function checkAccount(
  settings: AccountSettings,
  kept: readonly string[] | null,
  taken: ReadonlySet<number>,
): { readonly problems: AccountProblems; readonly certificates: readonly string[] } {
  const { transport, caFile } = settings
  const problems: { -readonly [Field in keyof AccountProblems]: AccountProblem } = {}
  const say = (field: keyof AccountProblems, problem: AccountProblem | null): void => {
    if (problem !== null) problems[field] = problem
  }
  const serverless = settings.server === '' && !registers(settings)
  say('server', serverless ? null : serverProblem(settings.server, transport))
  say('direct', directProblem(settings, taken))
  const badBackup = settings.backupServers.some((server) => serverProblem(server, transport) !== null)
  say('backupServers', badBackup ? 'backupBad' : null)
  const proxy = transport === 'websocket' ? '' : settings.outboundProxy
  say('outboundProxy', proxy === '' || hostOf(proxy) !== null ? null : 'proxyNotHost')
  say('user', settings.user === '' ? 'userMissing' : null)
  say('country', isCountry(settings.country) ? null : 'countryUnknown')
  say(transport === 'websocket' ? 'iceServers' : 'media', mediaProblem(settings))
  say('callerIds', callerIdProblem(settings))
  say('echoNumber', settings.echoNumber === '' || dialable(settings.echoNumber) !== null ? null : 'echoBad')
  say('numbers', numbersProblem(settings.numbers))
  if (caFile === '') return { problems, certificates: [] }
  const read = readCertificates(caFile)
  if (read.ok) return { problems, certificates: read.value }
  // The file of certificates that were taken over before may be gone by now.
  if (kept !== null && read.reason === 'caUnreadable') return { problems, certificates: kept }
  say('caFile', read.reason)
  return { problems, certificates: [] }
}
