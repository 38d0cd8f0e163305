import type { Core, Notification, UserAgent } from 'sip.js'
import { parseMessageSummary, type Voicemail } from '../../domain/voicemail.ts'
import type { LineAccount, LineListener } from './line.ts'
import { bodyType, createSubscription } from './subscription.ts'
import type { LineTiming } from './timing.ts'

const EVENT = 'message-summary'
const BODY_TYPE = 'application/simple-message-summary'
const MOST_TRIES = 3

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

const same = (one: Voicemail | null, other: Voicemail | null): boolean =>
  one?.new === other?.new && one?.old === other?.old && one?.number === other?.number

export function createMessageWaiting({ ua, account, timing, listener }: Parts): MessageWaiting {
  let told: Voicemail | null = null

  const tell = (next: Voicemail | null): void => {
    if (same(told, next)) return
    told = next
    listener.voicemail(next)
  }

  const read = (body: string): void => {
    const next = parseMessageSummary(body, account.user)
    if (next) tell(next)
    else listener.log('debug', 'a message summary that says nothing of voice messages')
  }

  const subscription = createSubscription({
    ua,
    timing,
    log: listener.log,
    what: 'voice messages',
    target: ua.configuration.uri,
    event: EVENT,
    accept: BODY_TYPE,
    mostTries: MOST_TRIES,
    told: read,
  })

  return {
    registered: subscription.start,
    lost: subscription.drop,
    unasked: (notification) => {
      notification.accept().catch((error: unknown) => listener.log('debug', `no answer: ${String(error)}`))
      const { request } = notification
      const type = bodyType(request)
      if (isSummary(request) && request.body && (type === undefined || type === BODY_TYPE)) read(request.body)
    },
    stop: () => {
      subscription.stop()
      tell(null)
    },
  }
}
