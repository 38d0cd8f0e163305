import { randomBytes } from 'node:crypto'
import type { Connection } from './connection.ts'
import { headerOf } from './message-text.ts'
import type { Registration } from './registrar.ts'
import { contactUri } from './sip-core.ts'

/** What waits for a user. `account` is what Message-Account says, left out when absent. */
export interface MailboxState {
  new: number
  old: number
  account?: string
}

/** How to answer a SUBSCRIBE out of the ordinary: refuse it with `code`, or grant that many seconds. */
export type SubscribeScript = { code: number } | { expires: number }

export interface Mailboxes {
  /** Takes a SUBSCRIBE off the wire; false for any other message. */
  receive(text: string, connection: Connection): boolean
  /** Within the user's subscription, or to the registered contact where there is none or `unsolicited` is asked for. */
  notify(user: string, state: MailboxState, options?: { unsolicited?: boolean }): void
  script(decide: SubscribeScript | undefined): void
}

interface Subscription {
  readonly connection: Connection
  readonly callId: string
  readonly ours: string
  readonly theirs: string
  readonly target: string
  readonly expiresAt: number
  cseq: number
}

const LONGEST = 600

const tag = (): string => randomBytes(6).toString('hex')

/** Voice mailboxes by `message-summary` (RFC 3842), one subscription a user. SIP.js has no notifier, so this is text. */
export function createMailboxes(options: {
  domain: string
  find(user: string): Registration | undefined
}): Mailboxes {
  const subscriptions = new Map<string, Subscription>()
  const states = new Map<string, MailboxState>()
  let script: SubscribeScript | undefined

  // A connection that has gone away loses what is sent, as it would on a network.
  const send = (connection: Connection, lines: readonly string[], body = '') => {
    const text = [...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
    void connection.send(text).catch(() => undefined)
  }

  const summary = (user: string): string => {
    const { new: fresh, old, account } = states.get(user) ?? { new: 0, old: 0 }
    const lines = [`Messages-Waiting: ${fresh > 0 ? 'yes' : 'no'}`]
    if (account !== undefined) lines.push(`Message-Account: ${account}`)
    return [...lines, `Voice-Message: ${fresh}/${old} (0/0)`, ''].join('\r\n')
  }

  const notice = (user: string, to: Omit<Subscription, 'expiresAt'>, state: string) =>
    send(
      to.connection,
      [
        `NOTIFY ${to.target} SIP/2.0`,
        `Via: SIP/2.0/${to.connection.transport.toUpperCase()} ${to.connection.local};branch=z9hG4bK${tag()}`,
        'Max-Forwards: 70',
        `From: ${to.ours}`,
        `To: ${to.theirs}`,
        `Call-ID: ${to.callId}`,
        `CSeq: ${to.cseq} NOTIFY`,
        `Contact: <${contactUri(to.connection)}>`,
        'Event: message-summary',
        `Subscription-State: ${state}`,
        'Content-Type: application/simple-message-summary',
      ],
      summary(user),
    )

  const notifySubscriber = (user: string, subscription: Subscription) => {
    subscription.cseq += 1
    const left = Math.round((subscription.expiresAt - Date.now()) / 1000)
    notice(user, subscription, left > 0 ? `active;expires=${left}` : 'terminated;reason=timeout')
  }

  function refusalOf(text: string, known: string | undefined): string | null {
    if (script && 'code' in script) return `${script.code} Refused`
    if (!/^message-summary\b/i.test(headerOf(text, 'Event'))) return '489 Bad Event'
    const inside = /;\s*tag=/i.test(headerOf(text, 'To'))
    return inside && known !== headerOf(text, 'Call-ID') ? '481 Subscription Does Not Exist' : null
  }

  function subscribe(text: string, connection: Connection): void {
    const user = decodeURIComponent(headerOf(text, 'From').match(/sips?:([^@;>]*)@/i)?.[1] ?? '')
    const callId = headerOf(text, 'Call-ID')
    const to = headerOf(text, 'To')
    const known = subscriptions.get(user)
    const inside = /;\s*tag=/i.test(to)
    const ours = inside ? to : `${to};tag=${tag()}`
    const wanted = Number(headerOf(text, 'Expires') || LONGEST)
    const granted = Math.min(wanted, script && 'expires' in script ? script.expires : LONGEST)
    const answer = (status: string, ...more: string[]) => {
      const vias = text.match(/^Via[ \t]*:.*?\r?$/gim) ?? []
      const copied = ['From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headerOf(text, name)}`)
      send(connection, [
        `SIP/2.0 ${status}`,
        ...vias.map((via) => via.trim()),
        ...copied,
        `To: ${ours}`,
        ...more,
      ])
    }
    const refusal = refusalOf(text, known?.callId)
    if (refusal) {
      answer(refusal)
      return
    }
    answer('200 OK', `Expires: ${granted}`, `Contact: <${contactUri(connection)}>`)
    const subscription: Subscription = {
      connection,
      callId,
      ours,
      theirs: headerOf(text, 'From'),
      target: headerOf(text, 'Contact').match(/<([^>]*)>/)?.[1] ?? `sip:${user}@${options.domain}`,
      expiresAt: Date.now() + granted * 1000,
      cseq: inside ? (known?.cseq ?? 0) : 0,
    }
    if (granted > 0) subscriptions.set(user, subscription)
    else subscriptions.delete(user)
    notifySubscriber(user, subscription)
  }

  return {
    receive(text, connection) {
      if (!text.startsWith('SUBSCRIBE ')) return false
      subscribe(text, connection)
      return true
    },
    notify(user, state, { unsolicited = false } = {}) {
      states.set(user, state)
      const subscription = subscriptions.get(user)
      if (!unsolicited && subscription?.connection.open && subscription.expiresAt > Date.now()) {
        notifySubscriber(user, subscription)
        return
      }
      const target = options.find(user)
      if (!target) throw new Error(`${user} is neither subscribed nor registered`)
      const to = {
        connection: target.connection,
        callId: tag(),
        ours: `<sip:${user}@${options.domain}>;tag=${tag()}`,
        theirs: `<sip:${user}@${options.domain}>`,
        target: target.uri.toString(),
        cseq: 1,
      }
      notice(user, to, 'terminated')
    },
    script(next) {
      script = next
    },
  }
}
