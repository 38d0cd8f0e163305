import { Core, type UserAgent } from 'sip.js'

export type Credentials = { readonly user: string; readonly password: () => string }

type Challenge = { readonly realm?: unknown }

const realmOf = (challenge: unknown): string | null => {
  const { realm } = (challenge ?? {}) as Challenge
  return typeof realm === 'string' && realm !== '' ? realm : null
}

/**
 * Answers a challenge only where the password belongs. SIP.js would answer anybody: a far end that refuses our BYE
 * with 407 and a realm of its own gets a digest to crack at leisure. The registrar's realm is learnt at REGISTER, which
 * only the registrar sees; every other request is answered for that realm alone.
 */
class PinnedAuthentication extends Core.DigestAuthentication {
  private readonly mayAnswer: (method: string, realm: string) => boolean

  constructor(
    loggerFactory: Core.LoggerFactory,
    credentials: Credentials,
    mayAnswer: (method: string, realm: string) => boolean,
  ) {
    super(loggerFactory, undefined, credentials.user, credentials.password())
    this.mayAnswer = mayAnswer
  }

  override authenticate(request: Core.OutgoingRequestMessage, challenge: unknown, body?: string): boolean {
    const realm = realmOf(challenge)
    if (realm === null || !this.mayAnswer(request.method, realm)) return false
    return super.authenticate(request, challenge, body)
  }
}

/** Makes `userAgent` answer challenges with these credentials, for the registrar's realm only. */
export function authenticateOnlyToRegistrar(
  userAgent: UserAgent,
  credentials: Credentials,
  domain: string,
  refused: (method: string, realm: string) => void,
): void {
  let pinned: string | null = null
  const mayAnswer = (method: string, realm: string): boolean => {
    if (method === 'REGISTER') {
      pinned = realm
      return true
    }
    // A registrar that knows us by address asks for no password; its own domain is the only other realm believed.
    const known = realm === (pinned ?? domain)
    if (!known) refused(method, realm)
    return known
  }
  const { configuration, loggerFactory } = userAgent.userAgentCore
  configuration.authenticationFactory = () => new PinnedAuthentication(loggerFactory, credentials, mayAnswer)
}
