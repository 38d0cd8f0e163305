import { randomBytes } from 'node:crypto'
import type { Connection } from './connection.ts'
import { headerOf } from './message-text.ts'
import { contactUri } from './sip-core.ts'

/** How to answer a SUBSCRIBE out of the ordinary: refuse it with `code`, or grant that many seconds. */
export type SubscribeScript = { code: number; headers?: readonly string[] } | { expires: number }

export interface NotifierOptions {
  event: string
  contentType: string
  domain: string
  /** Whether there is something to subscribe to under this name. */
  knows(resource: string): boolean
  /** What a notice says of it; `version` counts the notices of a subscription from 0. */
  body(resource: string, version: number): string
}

export interface Notifier {
  /** Takes a SUBSCRIBE to this event off the wire; false for any other message. */
  receive(text: string, connection: Connection): boolean
  /** Tells everybody who is subscribed; false when nobody is. */
  notify(resource: string): boolean
  /** A notice of no subscription (`Subscription-State: terminated`), to a contact. */
  tell(resource: string, to: { connection: Connection; target: string }): void
  script(decide: SubscribeScript | undefined): void
}

interface Subscription {
  readonly connection: Connection
  readonly resource: string
  readonly callId: string
  readonly ours: string
  readonly theirs: string
  readonly target: string
  readonly expiresAt: number
  cseq: number
}

const LONGEST = 600

export const newTag = (): string => randomBytes(6).toString('hex')

/** The notifier's side of one event (RFC 6665), for everybody who subscribes. SIP.js has none, so this is text. */
export function createNotifier(options: NotifierOptions): Notifier {
  const subscriptions = new Map<string, Subscription>()
  let script: SubscribeScript | undefined

  // A connection that has gone away loses what is sent, as it would on a network.
  const send = (connection: Connection, lines: readonly string[], body = '') => {
    const text = [...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
    void connection.send(text).catch(() => undefined)
  }

  const notice = (to: Omit<Subscription, 'expiresAt'>, state: string) =>
    send(
      to.connection,
      [
        `NOTIFY ${to.target} SIP/2.0`,
        `Via: SIP/2.0/${to.connection.transport.toUpperCase()} ${to.connection.local};branch=z9hG4bK${newTag()}`,
        'Max-Forwards: 70',
        `From: ${to.ours}`,
        `To: ${to.theirs}`,
        `Call-ID: ${to.callId}`,
        `CSeq: ${to.cseq} NOTIFY`,
        `Contact: <${contactUri(to.connection)}>`,
        `Event: ${options.event}`,
        `Subscription-State: ${state}`,
        `Content-Type: ${options.contentType}`,
      ],
      options.body(to.resource, to.cseq - 1),
    )

  const notifySubscriber = (subscription: Subscription) => {
    subscription.cseq += 1
    const left = Math.round((subscription.expiresAt - Date.now()) / 1000)
    notice(subscription, left > 0 ? `active;expires=${left}` : 'terminated;reason=timeout')
  }

  function refusalOf(text: string, known: Subscription | undefined, resource: string): string | null {
    if (script && 'code' in script) return `${script.code} Refused`
    if (/;\s*tag=/i.test(headerOf(text, 'To'))) return known ? null : '481 Subscription Does Not Exist'
    return options.knows(resource) ? null : '404 Not Found'
  }

  function subscribe(text: string, connection: Connection): void {
    const callId = headerOf(text, 'Call-ID')
    const to = headerOf(text, 'To')
    const resource = decodeURIComponent(to.match(/sips?:([^@;>]*)@/i)?.[1] ?? '')
    const known = subscriptions.get(callId)
    const ours = /;\s*tag=/i.test(to) ? to : `${to};tag=${newTag()}`
    const wanted = Number(headerOf(text, 'Expires') || LONGEST)
    const granted = Math.min(wanted, script && 'expires' in script ? script.expires : LONGEST)
    const answer = (status: string, ...more: readonly string[]) => {
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
    const refusal = refusalOf(text, known, resource)
    if (refusal) {
      answer(refusal, ...((script && 'headers' in script && script.headers) || []))
      return
    }
    answer('200 OK', `Expires: ${granted}`, `Contact: <${contactUri(connection)}>`)
    const subscription: Subscription = {
      connection,
      resource,
      callId,
      ours,
      theirs: headerOf(text, 'From'),
      target: headerOf(text, 'Contact').match(/<([^>]*)>/)?.[1] ?? `sip:${resource}@${options.domain}`,
      expiresAt: Date.now() + granted * 1000,
      cseq: known?.cseq ?? 0,
    }
    if (granted > 0) subscriptions.set(callId, subscription)
    else subscriptions.delete(callId)
    notifySubscriber(subscription)
  }

  return {
    receive(text, connection) {
      const event = headerOf(text, 'Event').split(';')[0]?.trim().toLowerCase()
      if (!text.startsWith('SUBSCRIBE ') || event !== options.event) return false
      subscribe(text, connection)
      return true
    },
    notify(resource) {
      const now = Date.now()
      for (const [callId, { connection, expiresAt }] of subscriptions) {
        if (!connection.open || expiresAt <= now) subscriptions.delete(callId)
      }
      const theirs = [...subscriptions.values()].filter((one) => one.resource === resource)
      theirs.forEach(notifySubscriber)
      return theirs.length > 0
    },
    tell(resource, { connection, target }) {
      const address = `<sip:${resource}@${options.domain}>`
      notice(
        {
          connection,
          resource,
          callId: newTag(),
          ours: `${address};tag=${newTag()}`,
          theirs: address,
          target,
          cseq: 1,
        },
        'terminated',
      )
    },
    script(next) {
      script = next
    },
  }
}
