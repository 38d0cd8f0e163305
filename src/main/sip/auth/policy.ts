import { randomBytes } from 'node:crypto'
import type { AuthorizationField, Challenge } from './challenge.ts'
import { digestCredentials } from './digest.ts'

export type Credentials = { readonly user: string; readonly password: () => string }

export type PolicyParts = {
  readonly credentials: Credentials
  readonly domain: string
  /** Whether a challenge within a call is answered at all. */
  readonly inDialog: boolean
  /** Whether a request goes to the account's own server and not to anybody who called or is called directly. */
  readonly toServer: (callId: string) => boolean
  /** A challenge was left unanswered: of a realm that isn't the registrar's, within a call, or of somebody else. */
  readonly refused: (method: string, realm: string, why: 'realm' | 'inDialog' | 'direct') => void
}

export type Challenged = {
  readonly method: string
  readonly callId: string
  /** Sent within a dialog: whoever is at the other end of it may be asking. */
  readonly inDialog: boolean
  readonly uri: string
  readonly answerIn: AuthorizationField
  readonly challenges: readonly Challenge[]
}

/** Answers for one request, however often it is challenged: what to put in the field, or null for nothing at all. */
export type Answerer = (challenged: Challenged) => string | null

const MOST_NONCES = 64

/** How often each nonce was used: a server that counts refuses a number it has seen (RFC 7616 §3.4, `nc`). */
function createNonces(): (challenge: Challenge) => { readonly count: number; readonly clientNonce: string } {
  const used = new Map<string, { readonly count: number; readonly clientNonce: string }>()
  return ({ realm, nonce }) => {
    const key = JSON.stringify([realm, nonce])
    const last = used.get(key)
    // The client's nonce stays while the server's does: the secret of `-sess` is made of both, once.
    const now = {
      count: (last?.count ?? 0) + 1,
      clientNonce: last?.clientNonce ?? randomBytes(16).toString('hex'),
    }
    used.delete(key)
    used.set(key, now)
    const [oldest] = used.keys()
    if (used.size > MOST_NONCES && oldest !== undefined) used.delete(oldest)
    return now
  }
}

/**
 * Where the password belongs, and how often it is tried. The registrar's realm is learnt at REGISTER, which only the
 * registrar sees; every other request is answered for that realm alone, and within a call only where the account says
 * so. Otherwise a far end that refuses our BYE with 407 would get a digest to crack at leisure: with a realm of its own,
 * or with ours, which is no secret.
 */
export function createAnswerers(parts: PolicyParts): () => Answerer {
  const { credentials, domain, inDialog, toServer, refused } = parts
  // One for the registrar's 401, one for the 407 of a proxy before it.
  const realms = new Map<AuthorizationField, string>()
  const useOf = createNonces()

  // A registrar that knows us by address asks for no password; its own domain is the only other realm believed.
  const known = (realm: string): boolean =>
    realms.size === 0 ? realm === domain : [...realms.values()].includes(realm)

  /**
   * The topmost, because servers list what they prefer first and the client is to use the first that it supports
   * (RFC 8760 §2.3 and §2.4).
   */
  const choose = ({ method, callId, challenges, inDialog: within }: Challenged): Challenge | null => {
    const [first] = challenges
    if (first && !toServer(callId)) {
      refused(method, first.realm, 'direct')
      return null
    }
    if (!first || method === 'REGISTER') return first ?? null
    // A subscription's dialog is one with the registrar's own domain: it is we who begin it.
    if (within && !inDialog && method !== 'SUBSCRIBE') {
      refused(method, first.realm, 'inDialog')
      return null
    }
    const ours = challenges.find(({ realm }) => known(realm))
    if (!ours) refused(method, first.realm, 'realm')
    return ours ?? null
  }

  return () => {
    const answered = new Map<AuthorizationField, readonly string[]>()
    return (challenged) => {
      const { method, uri, answerIn } = challenged
      // Neither can be sent again (RFC 3261 §22.1).
      if (method === 'ACK' || method === 'CANCEL') return null
      const challenge = choose(challenged)
      if (!challenge) return null
      const nonces = answered.get(answerIn) ?? []
      // A second challenge means that the password is wrong, unless it only wants a newer nonce: that once.
      if (nonces.length > 1) return null
      if (nonces.length === 1 && (!challenge.stale || nonces.includes(challenge.nonce))) return null
      answered.set(answerIn, [...nonces, challenge.nonce])
      if (method === 'REGISTER') realms.set(answerIn, challenge.realm)
      const { user, password } = credentials
      if (password() === '') return null
      return digestCredentials(challenge, { user, password: password(), method, uri, ...useOf(challenge) })
    }
  }
}
