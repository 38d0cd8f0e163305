import type { Core, Notification, UserAgent } from 'sip.js'
import { parseMessageSummary, type Voicemail } from '../../domain/voicemail.ts'
import type { LineAccount, LineListener } from './line.ts'
import { seconds } from './registration.ts'
import type { LineTiming } from './timing.ts'

const EVENT = 'message-summary'
const BODY_TYPE = 'application/simple-message-summary'
const ALLOW = 'Allow: NOTIFY'
/** SUBSCRIBEs in a row that failed in a way that may pass; then it rests until the next connection. */
const MOST_TRIES = 3
/** The part of its time after which a subscription is refreshed. */
const REFRESH_AT = 0.9
/** What may be different the next time; every other refusal is the server's last word on this connection. */
const MAY_PASS: ReadonlySet<number> = new Set([408, 423, 480, 481, 500, 502, 503, 504])

type Parts = {
  readonly ua: UserAgent
  readonly account: LineAccount
  readonly timing: LineTiming
  readonly listener: Pick<LineListener, 'voicemail' | 'log'>
}

/** The voice mailbox of the account: a subscription (RFC 3842) where the server has it, and what comes unasked. */
export type MessageWaiting = {
  /** Registered over a new socket. */
  readonly registered: () => void
  readonly lost: () => void
  /** A NOTIFY that belongs to no subscription, as servers send that know our mailbox by themselves. */
  readonly unasked: (notification: Notification) => void
  /** Ends the subscription and forgets what was told. */
  readonly stop: () => void
}

const isSummary = (message: Core.IncomingRequestMessage): boolean =>
  (message.getHeader('event') ?? '').split(';')[0]?.trim().toLowerCase() === EVENT

const accept = (request: Core.IncomingNotifyRequest): void => void request.accept()

const same = (one: Voicemail | null, other: Voicemail | null): boolean =>
  one?.new === other?.new && one?.old === other?.old && one?.number === other?.number

export function createMessageWaiting({ ua, account, timing, listener }: Parts): MessageWaiting {
  const core = ua.userAgentCore
  const aor = ua.configuration.uri
  let told: Voicemail | null = null
  let asked: Core.OutgoingSubscribeRequest | null = null
  let subscription: Core.Subscription | null = null
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let expires = timing.expires
  /** Answers to an earlier subscription are nobody's any more. */
  let generation = 0

  const headers = (): string[] => [
    `Event: ${EVENT}`,
    `Accept: ${BODY_TYPE}`,
    `Expires: ${expires}`,
    `Contact: ${ua.contact}`,
    ALLOW,
  ]

  const tell = (next: Voicemail | null): void => {
    if (same(told, next)) return
    told = next
    listener.voicemail(next)
  }

  const read = (message: Core.IncomingRequestMessage): void => {
    const { body } = message
    const type = message.getHeader('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (!body || (type !== undefined && type !== BODY_TYPE)) return
    const next = parseMessageSummary(body, account.user)
    if (next) tell(next)
    else listener.log('debug', 'a message summary that says nothing of voice messages')
  }

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

  const giveUp = (why: string): void => {
    drop()
    listener.log('info', `not subscribed to voice messages: ${why}`)
  }

  const tryAgain = (why: string): void => {
    drop()
    failures += 1
    const pause = timing.retries[Math.min(failures, timing.retries.length) - 1]
    if (failures >= MOST_TRIES || pause === undefined) {
      giveUp(why)
      return
    }
    after(pause, subscribe)
  }

  const refused = ({ message }: Core.IncomingResponse): void => {
    const code = message.statusCode ?? 0
    const why = `${code} ${message.reasonPhrase ?? ''}`
    if (code === 423) {
      expires = Math.min(seconds(message.getHeader('min-expires')) ?? expires, timing.longestExpires)
    }
    if (MAY_PASS.has(code)) tryAgain(why)
    else giveUp(why)
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
    if (/reason\s*=\s*(?:rejected|noresource|invariant)/i.test(state)) giveUp(state)
    else tryAgain(state)
  }

  const notified = (request: Core.IncomingNotifyRequest): void => {
    accept(request)
    read(request.message)
    const state = request.message.getHeader('subscription-state') ?? ''
    const left = /;\s*expires\s*=\s*(\d+)/i.exec(state)?.[1]
    if (/^\s*terminated/i.test(state)) ended(state)
    else if (left !== undefined) refreshAfter(Number(left))
  }

  const subscribe = (): void => {
    drop()
    const mine = generation
    const request = core.makeOutgoingRequestMessage('SUBSCRIBE', aor, aor, aor, {}, headers())
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
    registered: () => {
      failures = 0
      expires = timing.expires
      subscribe()
    },
    lost: drop,
    unasked: (notification) => {
      notification.accept().catch((error: unknown) => listener.log('debug', `no answer: ${String(error)}`))
      if (isSummary(notification.request)) read(notification.request)
    },
    stop: () => {
      if (subscription) {
        generation += 1
        subscription.unsubscribe()
        // Left to SIP.js, so that the last notice is still answered.
        subscription = null
      }
      drop()
      tell(null)
    },
  }
}
