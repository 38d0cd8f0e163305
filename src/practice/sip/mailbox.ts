import { createNotifier, type Notifier, type SubscribeScript } from './notifier.ts'
import type { Registration } from './registrar.ts'

/** What waits for a user. `account` is what Message-Account says, left out when absent. */
export interface MailboxState {
  new: number
  old: number
  account?: string
}

export interface Mailboxes {
  receive: Notifier['receive']
  /** Within the user's subscription, or to the registered contact where there is none or `unsolicited` is asked for. */
  notify(user: string, state: MailboxState, options?: { unsolicited?: boolean }): void
  script(decide: SubscribeScript | undefined): void
}

/** Voice mailboxes by `message-summary` (RFC 3842). */
export function createMailboxes(options: {
  domain: string
  find(user: string): Registration | undefined
}): Mailboxes {
  const states = new Map<string, MailboxState>()

  const summary = (user: string): string => {
    const { new: fresh, old, account } = states.get(user) ?? { new: 0, old: 0 }
    const lines = [`Messages-Waiting: ${fresh > 0 ? 'yes' : 'no'}`]
    if (account !== undefined) lines.push(`Message-Account: ${account}`)
    return [...lines, `Voice-Message: ${fresh}/${old} (0/0)`, ''].join('\r\n')
  }

  const notifier = createNotifier({
    ...options,
    event: 'message-summary',
    contentType: 'application/simple-message-summary',
    knows: () => true,
    body: summary,
  })

  return {
    receive: notifier.receive,
    notify(user, state, { unsolicited = false } = {}) {
      states.set(user, state)
      if (!unsolicited && notifier.notify(user)) return
      const target = options.find(user)
      if (!target) throw new Error(`${user} is neither subscribed nor registered`)
      notifier.tell(user, { connection: target.connection, target: target.uri.toString() })
    },
    script: notifier.script,
  }
}
