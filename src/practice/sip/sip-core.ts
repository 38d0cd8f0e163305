import {
  IncomingRequestMessage,
  LoggerFactory,
  Parser,
  type Transport,
  URI,
  UserAgentCore,
  type UserAgentCoreConfiguration,
  type UserAgentCoreDelegate,
} from 'sip.js/lib/core/index.js'
import type { Connection } from './connection.ts'
import { callIdOf, isResponse, topBranch } from './message-text.ts'

export interface SipCore {
  readonly core: UserAgentCore
  /** Takes a message off the wire. What can't be parsed is dropped, as SIP.js itself does. */
  receive(text: string, connection: Connection): void
  /** Requests with this Call-ID go out on that connection. */
  route(callId: string, connection: Connection): void
  connectionOf(callId: string): Connection | undefined
  dispose(): void
}

export interface SipCoreOptions {
  domain: string
  delegate: UserAgentCoreDelegate
}

/**
 * SIP.js's transaction and dialog layer as a server. One core serves all connections, so that a call outlives the
 * connection that it began on: an agent who reconnects and sends a request within the call moves the call over.
 */
export function createSipCore(options: SipCoreOptions): SipCore {
  const callRoutes = new BoundedMap<Connection>(20_000)
  const requestRoutes = new BoundedMap<Connection>(20_000)
  const loggerFactory = new LoggerFactory()
  loggerFactory.builtinEnabled = false
  const parserLog = loggerFactory.getLogger('parser')
  const configuration = coreConfiguration(options, loggerFactory, { protocol: 'WS', send })
  const core = new UserAgentCore(configuration, options.delegate)

  async function send(text: string): Promise<void> {
    const route = isResponse(text)
      ? (requestRoutes.get(topBranch(text)) ?? callRoutes.get(callIdOf(text)))
      : callRoutes.get(callIdOf(text))
    if (!route?.open) throw new Error('The connection of this call is gone')
    await route.send(addressed(text, route))
  }

  function parse(text: string): ReturnType<typeof Parser.parseMessage> {
    try {
      return Parser.parseMessage(readable(text), parserLog)
    } catch {
      return undefined // some headers make the parser throw instead of giving up
    }
  }

  return {
    core,
    route: (callId, connection) => callRoutes.set(callId, connection),
    connectionOf: (callId) => callRoutes.get(callId),
    dispose: () => core.dispose(),

    receive(text, connection) {
      const message = parse(text)
      if (!message?.callId || !message.viaBranch) return
      callRoutes.set(message.callId, connection)
      if (!(message instanceof IncomingRequestMessage)) {
        core.receiveIncomingResponseFromTransport(message)
        return
      }
      requestRoutes.set(message.viaBranch, connection)
      // The core answers 404 to a Request-URI that isn't its own; every number is ours.
      if (message.ruri) configuration.aor = message.ruri
      try {
        core.receiveIncomingRequestFromTransport(message)
      } catch {
        // The core throws at a Request-URI that is no SIP URI and at a PRACK without a call.
        if (message.method !== 'ACK') core.replyStateless(message, { statusCode: message.ruri ? 481 : 416 })
      }
    },
  }
}

function coreConfiguration(
  options: SipCoreOptions,
  loggerFactory: LoggerFactory,
  transport: Transport,
): UserAgentCoreConfiguration {
  return {
    aor: new URI('sip', 'line', options.domain),
    contact: {
      pubGruu: undefined,
      tempGruu: undefined,
      uri: new URI('sip', 'line', options.domain),
      toString: () => `<${ownUri}>`,
    },
    displayName: '',
    loggerFactory,
    hackViaTcp: false,
    routeSet: [],
    sipjsId: '',
    supportedOptionTags: ['replaces', 'outbound'],
    supportedOptionTagsResponse: ['replaces', 'outbound'],
    userAgentHeaderFieldValue: 'Offhook practice line',
    viaForceRport: false,
    viaHost: ownHost,
    authenticationFactory: () => undefined,
    transportAccessor: () => transport,
  }
}

/** Stands for `Contact: *`, which SIP.js's parser can't read (RFC 3261 §10.2.2: remove every contact). */
export const allContactsHeader = 'X-All-Contacts'

function readable(text: string): string {
  // RFC 3261 §7.5: CRLF before the start line is ignored.
  return text.replace(/^(\r\n)+/, '').replace(/^(?:Contact|m)\s*:\s*\*\s*\r$/im, `${allContactsHeader}: *\r`)
}

/** What SIP.js writes for the line's own address, until it is known over which connection the message goes. */
const ownHost = 'line.invalid'
const ownUri = `sip:line@${ownHost}`

/** The URI under which the line is reached over a connection. */
export function contactUri({ local, transport }: Connection): string {
  return `sip:line@${local};transport=${transport}`
}

/** The line's Via and Contact, as the connection that a message goes over has them. */
function addressed(text: string, connection: Connection): string {
  const { transport, local } = connection
  return text
    .replace(ownUri, contactUri(connection))
    .replace(`Via: SIP/2.0/WS ${ownHost}`, `Via: SIP/2.0/${transport.toUpperCase()} ${local}`)
}

/** Forgets the oldest entry when full, so that a long shift can't fill the memory. */
class BoundedMap<V> {
  readonly #entries = new Map<string, V>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)
  }

  set(key: string, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#limit) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}
