import { type Session, type SessionDescriptionHandler, SIPExtension, URI, UserAgent } from 'sip.js'
import { maskNumbers } from '../../domain/mask.ts'
import { authenticateOnlyToRegistrar } from './authentication.ts'
import type { LineAccount, LineListener } from './line.ts'
import { NO_DOMAIN } from './listening/listening-point.ts'
import { quickenGrammar } from './message/fields.ts'
import type { Placeholders } from './transport/addressing.ts'
import { SipTransport, type SipTransportOptions } from './transport/sip-transport.ts'

export type UserAgentParts = {
  readonly account: LineAccount
  readonly password: () => string
  readonly instanceId: string
  readonly userAgent: string
  readonly transport: SipTransportOptions
  /** Whether a request goes to the account's own server: nobody else gets the password. */
  readonly toServer: (callId: string) => boolean
  readonly descriptionHandler: (session: Session) => SessionDescriptionHandler
  readonly log: LineListener['log']
}

export type Agent = {
  readonly ua: UserAgent
  readonly transport: SipTransport
  readonly placeholders: Placeholders
}

/** Nothing that SIP.js does on its own after a time: a ringing call is refused by the desk, never by a timer. */
const NEVER_SECONDS = 2_000_000

/** What may stand in a quoted display name without an escape, which SIP.js doesn't write. */
const plainName = (name: string): string => name.replace(/["\\\p{Cc}]/gu, '').trim()

/**
 * SIP.js set up as a plain message machine: no 180, reconnect, REFER or time-out of its own, and no credentials to
 * anybody but the registrar. Null when user and domain make no SIP address.
 */
export function createUserAgent(parts: UserAgentParts): Agent | null {
  quickenGrammar()
  const { account, log } = parts
  const domain = account.domain || NO_DOMAIN
  const uri = UserAgent.makeURI(`sip:${encodeURIComponent(account.user)}@${domain}`)
  if (!(uri instanceof URI) || account.user === '') return null
  const ua = new UserAgent({
    uri,
    displayName: plainName(account.displayName),
    instanceId: parts.instanceId,
    userAgentString: parts.userAgent,
    transportConstructor: SipTransport,
    transportOptions: parts.transport,
    contactParams: { transport: 'ws' },
    sessionDescriptionHandlerFactory: parts.descriptionHandler,
    sendInitialProvisionalResponse: false,
    noAnswerTimeout: NEVER_SECONDS,
    // Ours are sent by `early-dialog.ts`: SIP.js's would bring media up before the agent answered.
    sipExtension100rel: SIPExtension.Supported,
    sipExtensionReplaces: SIPExtension.Supported,
    sipExtensionExtraSupported: ['timer', 'from-change'],
    allowLegacyNotifications: true,
    gracefulShutdown: false,
    logBuiltinEnabled: false,
    logConfiguration: false,
    logConnector: (level, category, _label, content) => {
      // SIP.js hands over everything, whatever its own level says.
      if (level !== 'error' && level !== 'warn') return
      log('debug', `${category}: ${maskNumbers(String(content))}`)
    },
  })
  const { transport } = ua
  if (!(transport instanceof SipTransport)) throw new Error('the user agent made another transport')
  authenticateOnlyToRegistrar(ua, {
    credentials: { user: account.authorizationUser || account.user, password: parts.password },
    domain,
    toServer: parts.toServer,
    inDialog: account.credentialsInDialog,
    refused: (method, realm, why) => {
      const named = `the realm ${JSON.stringify(realm.slice(0, 80))}`
      const because = {
        realm: `${named} is not the registrar's`,
        inDialog: `${named} asks within a call`,
        direct: `${named} is not the server's own`,
      }[why]
      log('warn', `no login sent for ${method}: ${because}`)
    },
  })
  ua.start().catch((error: unknown) => log('warn', String(error)))
  const placeholders = { viaHost: ua.configuration.viaHost, contact: String(ua.contact.uri) }
  return { ua, transport, placeholders }
}
