import { tagOf } from '../message/checks.ts'
import { LIMITS } from '../message/guard.ts'
import { addressOf } from '../message/name-addr.ts'
import { cut, headerOf, type RawMessage } from '../message/raw-message.ts'
import { transactionKey } from '../message/transaction-key.ts'
import { type TokenBucket, tokenBucket } from '../token-bucket.ts'
import { plainAddress, type Sources } from './sources.ts'

/** Calls of strangers that are looked at: from one address, and from all of them together. */
const CALLS_OF_ONE = { burst: 3, perSecond: 0.1 } as const
const CALLS_OF_ALL = { burst: 5, perSecond: 0.5 } as const
const MOST_SOURCES = 1_000

/** What scanners for open phone systems call themselves, the oldest first; the clever ones don't say. */
const SCANNERS =
  /friendly-scanner|friendly-request|sipvicious|sipsak|sip-?scan|sipcli|sundayddr|iwar|vaxsipuseragent|pplsip|siparmyknife|gulp/i

export type AdmissionParts = {
  readonly named: Sources
  /** Whether anybody may call; else only who is named. */
  readonly strangers: boolean
  /** Whether a Request-URI with this user means us. */
  readonly isUs: (user: string) => boolean
  /** A call that came in or went out by this way. */
  readonly knows: (callId: string) => boolean
  /** A call that goes another way: nobody may take part in it from here. */
  readonly elsewhere: (callId: string) => boolean
  /** A request of ours, by the branch of its response; one that came, by its transaction. */
  readonly asked: (branch: string) => boolean
  readonly served: (request: string) => boolean
  /** Somebody at this address takes part in a call: they may come back by a connection of their own. */
  readonly expects: (address: string) => boolean
}

/** Whom a listening point lets in. Everything else is dropped without an answer: a scanner shall find nothing here. */
export type Admission = {
  /** Whether a connection may be opened at all. */
  readonly welcomes: (address: string) => boolean
  /** Nobody named it. */
  readonly isStranger: (address: string) => boolean
  /** Why a message isn't let in; null when it is. `now` is a monotonic time in milliseconds. */
  readonly refuses: (message: Buffer, address: string, now: number) => string | null
}

const isNewCall = (raw: RawMessage): boolean =>
  raw.start.kind === 'request' && raw.start.method === 'INVITE' && tagOf(raw, 'to') === undefined

export function createAdmission(parts: AdmissionParts): Admission {
  const { named, strangers } = parts
  const all = tokenBucket(CALLS_OF_ALL.burst, CALLS_OF_ALL.perSecond)
  const ofEach = new Map<string, TokenBucket>()

  const bucketOf = (address: string): TokenBucket => {
    const known = ofEach.get(address) ?? tokenBucket(CALLS_OF_ONE.burst, CALLS_OF_ONE.perSecond)
    // The one that was seen last stands last: the first is forgotten.
    ofEach.delete(address)
    ofEach.set(address, known)
    const [oldest] = ofEach.keys()
    if (ofEach.size > MOST_SOURCES && oldest !== undefined) ofEach.delete(oldest)
    return known
  }

  /** Why a stranger's request that belongs to nothing known isn't looked at; null when it is. */
  const strange = (raw: RawMessage, address: string, now: number): string | null => {
    if (raw.start.kind !== 'request' || !isNewCall(raw)) return 'no call'
    if (!parts.isUs(addressOf(raw.start.uri).user)) return 'for nobody here'
    const replaced = headerOf(raw, 'replaces')?.split(';')[0]?.trim()
    if (replaced !== undefined && !parts.knows(replaced)) return 'for a call of somebody else'
    if (!bucketOf(address).take(now)) return 'too many calls of one'
    return all.take(now) ? null : 'too many calls'
  }

  const reason = (message: Buffer, address: string, known: boolean, now: number): string | null => {
    const key = transactionKey(message)
    if (!key) return 'no SIP'
    if (key.status !== null) return parts.asked(key.branch) ? null : 'an answer to nothing'
    if (!known && parts.elsewhere(key.callId)) return 'for a call that goes another way'
    if (parts.served(key.request)) return null
    const made = cut(message, LIMITS)
    if (made.kind !== 'message') return known ? null : 'unreadable'
    const raw = made.message
    if (SCANNERS.test(headerOf(raw, 'user-agent') ?? '')) return 'a scanner'
    if (parts.knows(key.callId) && !isNewCall(raw)) return null
    if (known) return null
    return strangers ? strange(raw, address, now) : 'not named'
  }

  return {
    welcomes: (from) => {
      const address = plainAddress(from)
      return strangers || named.includes(address) || parts.expects(address)
    },
    isStranger: (from) => !named.includes(plainAddress(from)),
    refuses: (message, from, now) => {
      const address = plainAddress(from)
      return reason(message, address, named.includes(address), now)
    },
  }
}
