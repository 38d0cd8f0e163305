import type { Core, URI, UserAgent } from 'sip.js'
import type { SipStatus } from '../../domain/call/facts.ts'
import { statusOf } from './leg.ts'
import type { LineListener } from './line.ts'
import { seconds } from './registration.ts'
import type { LineTiming } from './timing.ts'

const ALLOW = 'Allow: NOTIFY'
/** The part of its time after which a subscription is refreshed. */
const REFRESH_AT = 0.9
/** What may be different the next time; every other refusal is the server's last word on this connection. */
const MAY_PASS: ReadonlySet<number> = new Set([408, 423, 429, 480, 481, 500, 502, 503, 504])

export type SubscriptionParts = {
  readonly ua: UserAgent
  readonly timing: LineTiming
  readonly log: LineListener['log']
  /** What is subscribed to, in the words of a log. */
  readonly what: string
  readonly target: URI
  readonly event: string
  /** The type of the notices' bodies. */
  readonly accept: string
  /** SUBSCRIBEs in a row that may fail in a way that may pass, until the next connection; null tries on and on. */
  readonly mostTries: number | null
  /** A body of the right type came. */
  readonly told: (body: string) => void
  /** A new subscription begins: what an earlier one told belongs to another count of versions. */
  readonly begun?: () => void
  /** It is tried again; until then what was told may be no longer true. */
  readonly brokeOff?: () => void
  /** Nothing will be told until the next `start`. */
  readonly gaveUp?: (sip: SipStatus | null) => void
}

/** One subscription (RFC 6665), kept: refreshed before it runs out, and asked for anew where it broke off. */
export type Subscription = {
  /** Subscribes, over a new connection for example; what was before is forgotten. */
  readonly start: () => void
  /** Asks for the whole state, in the subscription that there is. */
  readonly refresh: () => void
  /** The connection is gone: nothing is sent. */
  readonly drop: () => void
  /** Un-subscribes. */
  readonly stop: () => void
}

const accept = (request: Core.IncomingNotifyRequest): void => void request.accept()

/** The type of a body without its parameters; undefined where the message doesn't say. */
export const bodyType = (message: Core.IncomingRequestMessage): string | undefined =>
  message.getHeader('content-type')?.split(';')[0]?.trim().toLowerCase()

export function createSubscription(parts: SubscriptionParts): Subscription {
  const { ua, timing, log, what, target } = parts
  const core = ua.userAgentCore
  const aor = ua.configuration.uri
  let asked: Core.OutgoingSubscribeRequest | null = null
  let subscription: Core.Subscription | null = null
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let expires = timing.expires
  /** Answers to an earlier subscription are nobody's any more. */
  let generation = 0

  const headers = (): string[] => [
    `Event: ${parts.event}`,
    `Accept: ${parts.accept}`,
    `Expires: ${expires}`,
    `Contact: ${ua.contact}`,
    ALLOW,
  ]

  const after = (ms: number, run: () => void): void => {
    clearTimeout(timer)
    timer = setTimeout(run, ms)
  }

  const drop = (): void => {
    generation += 1
    clearTimeout(timer)
    asked?.waitNotifyStop()
    asked = null
    subscription?.dispose()
    subscription = null
  }

  const giveUp = (why: string, sip: SipStatus | null): void => {
    drop()
    log('info', `not subscribed to ${what}: ${why}`)
    parts.gaveUp?.(sip)
  }

  const tryAgain = (why: string, sip: SipStatus | null = null, retryAfter: number | null = null): void => {
    drop()
    failures += 1
    if (parts.mostTries !== null && failures >= parts.mostTries) {
      giveUp(why, sip)
      return
    }
    if (failures === 1) log('info', `${what}: ${why}`)
    parts.brokeOff?.()
    const pause = timing.retries[failures - 1] ?? timing.subscribeRest
    const ordered = Math.min((retryAfter ?? 0) * 1000, timing.longestRetryAfter)
    after(Math.max(pause, ordered), subscribe)
  }

  const refused = ({ message }: Core.IncomingResponse): void => {
    const code = message.statusCode ?? 0
    const why = `${code} ${message.reasonPhrase ?? ''}`
    if (code === 423) {
      expires = Math.min(seconds(message.getHeader('min-expires')) ?? expires, timing.longestExpires)
    }
    const sip = statusOf(message)
    if (MAY_PASS.has(code)) tryAgain(why, sip, seconds(message.getHeader('retry-after')))
    else giveUp(why, sip)
  }

  const refreshAfter = (granted: number | null | undefined): void => {
    const believed = Math.max(timing.shortestExpires, Math.min(granted ?? expires, expires))
    after(believed * 1000 * REFRESH_AT, refresh)
  }

  const answers = (refreshed: () => void): Core.OutgoingRequestDelegate => {
    const mine = generation
    const ifMine = (run: (response: Core.IncomingResponse) => void) => (response: Core.IncomingResponse) => {
      if (mine === generation) run(response)
    }
    return {
      onAccept: ifMine(({ message }) => {
        refreshed()
        refreshAfter(seconds(message.getHeader('expires')))
      }),
      onRedirect: ifMine(refused),
      onReject: ifMine(refused),
    }
  }

  const refresh = (): void => {
    // A server that accepted and never told anything is asked anew.
    if (!subscription) {
      tryAgain('no notice came')
      return
    }
    const refreshed = answers(() => {
      failures = 0
    })
    subscription.subscribe(refreshed, { extraHeaders: headers() })
  }

  const ended = (state: string): void => {
    // RFC 6665 §4.1.3: these are meant to last.
    if (/reason\s*=\s*(?:rejected|noresource|invariant)/i.test(state)) {
      giveUp(state, null)
      return
    }
    tryAgain(state, null, seconds(/;\s*retry-after\s*=\s*(\d+)/i.exec(state)?.[1]))
  }

  const notified = (request: Core.IncomingNotifyRequest): void => {
    accept(request)
    const { message } = request
    const type = bodyType(message)
    if (message.body && (type === undefined || type === parts.accept)) parts.told(message.body)
    const state = message.getHeader('subscription-state') ?? ''
    const left = /;\s*expires\s*=\s*(\d+)/i.exec(state)?.[1]
    if (/^\s*terminated/i.test(state)) ended(state)
    else if (left !== undefined) refreshAfter(Number(left))
  }

  const subscribe = (): void => {
    drop()
    parts.begun?.()
    const mine = generation
    const request = core.makeOutgoingRequestMessage('SUBSCRIBE', target, aor, target, {}, headers())
    asked = core.subscribe(request, {
      ...answers(() => {}),
      onNotify: ({ request: notice, subscription: made }) => {
        if (mine !== generation) return accept(notice)
        subscription = made ?? null
        if (made) {
          made.delegate = {
            onNotify: (next) => (mine === generation ? notified(next) : accept(next)),
            onTerminated: () => {
              if (mine === generation) tryAgain('the subscription broke off')
            },
          }
        }
        notified(notice)
      },
    })
  }

  return {
    start: () => {
      failures = 0
      expires = timing.expires
      subscribe()
    },
    refresh: () => {
      if (subscription) refresh()
    },
    drop,
    stop: () => {
      if (subscription) {
        generation += 1
        subscription.unsubscribe()
        // Left to SIP.js, so that the last notice is still answered.
        subscription = null
      }
      drop()
    },
  }
}
