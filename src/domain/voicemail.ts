/** What waits in the agent's voice mailbox. */
export type Voicemail = {
  readonly new: number
  readonly old: number
  /** What to dial to hear them; null where the server doesn't say. */
  readonly number: string | null
}

const MOST = 99_999

const counted = (digits: string | undefined): number => Math.min(Number(digits ?? 0), MOST)

/**
 * What to dial for a `Message-Account`. Many servers name the mailbox itself or a placeholder there (`sip:asterisk@…`):
 * our own user and a name without a digit, star or hash are nothing to call.
 */
export function voicemailNumber(account: string, own: string): string | null {
  const uri = /<([^<>]*)>/.exec(account)?.[1] ?? account
  const written = /^\s*(?:sips?:([^@;?\s]*)@|tel:([^;?\s]*))/i.exec(uri)
  const [user = ''] = (written?.[1] ?? written?.[2] ?? '').split(':')
  let plain: string
  try {
    plain = decodeURIComponent(user)
  } catch {
    return null
  }
  const dialable = /^[\w+*#.-]{1,64}$/.test(plain) && /[\d*#]/.test(plain)
  return dialable && plain !== own ? plain : null
}

/**
 * The body of a message-summary notice (RFC 3842 §5.2). Counts decide; a server that only says that something waits is
 * believed to mean one. Null for a text that says neither.
 */
export function parseMessageSummary(body: string, own: string): Voicemail | null {
  const fields = new Map<string, string>()
  for (const line of body.split(/\r\n|\r|\n/)) {
    const [, name, value] = /^[ \t]*([\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    const key = name.toLowerCase()
    if (!fields.has(key)) fields.set(key, value)
  }
  const account = fields.get('message-account')
  const number = account === undefined ? null : voicemailNumber(account, own)
  const counts = /^(\d+)\s*(?:\/\s*(\d+))?/.exec(fields.get('voice-message') ?? '')
  if (counts) return { new: counted(counts[1]), old: counted(counts[2]), number }
  const waiting = fields.get('messages-waiting')?.toLowerCase()
  if (waiting !== 'yes' && waiting !== 'no') return null
  // A mailbox that has faxes only.
  const others = [...fields.keys()].some((key) =>
    /^(?:fax|pager|multimedia|text|none)(?:-message)?$/.test(key),
  )
  return { new: waiting === 'yes' && !others ? 1 : 0, old: 0, number }
}
