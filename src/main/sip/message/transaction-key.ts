/** What tells which transaction a message belongs to (RFC 3261 §17.1.3, §17.2.3), read without parsing the rest. */
export type TransactionKey = {
  /** Of CSeq: a response has that of its request. */
  readonly method: string
  /** Null for a request. */
  readonly status: number | null
  /** For matching a response to a request of ours, whose branches are unique. */
  readonly branch: string
  /** For matching a request to one that came before; the same for an INVITE and its ACK. */
  readonly request: string
  readonly topVia: string
  readonly callId: string
}

const COOKIE = 'z9hG4bK'
/** Far more head than is looked at by anybody. */
const MOST_HEAD = 64 * 1024

/** Whether a message can only be a response, without a look at its head. */
export const isResponse = (message: Buffer): boolean => /^SIP\//i.test(message.toString('latin1', 0, 4))

/** The head in which fields are looked for, unfolded; one character per byte. */
export function headOf(message: Buffer | string): string {
  const text = typeof message === 'string' ? message : message.toString('latin1', 0, MOST_HEAD)
  const end = text.indexOf('\r\n\r\n')
  return (end < 0 ? text : text.slice(0, end)).replace(/\r?\n[ \t]+/g, ' ')
}

const field = (head: string, name: RegExp): string => head.match(name)?.[1]?.trim() ?? ''

const VIA = /^v(?:ia)?[ \t]*:[ \t]*([^,\r\n]*)/im
const CSEQ = /^cseq[ \t]*:(.*)$/im
const CALL_ID = /^(?:call-id|i)[ \t]*:(.*)$/im
const FROM = /^(?:from|f)[ \t]*:(.*)$/im

/** Null where something that it is made of is missing: such a message belongs to no transaction. */
export function transactionKey(message: Buffer | string): TransactionKey | null {
  const head = headOf(message)
  const topVia = field(head, VIA)
  const callId = field(head, CALL_ID)
  const [number = '', method = ''] = field(head, CSEQ).split(/\s+/)
  const sentBy = topVia.match(/^SIP\s*\/\s*2\.0\s*\/\s*[^\s/;]+\s+([^;]+)/i)?.[1]
  if (sentBy === undefined || callId === '' || method === '') return null
  const response = head.match(/^SIP\/2\.0 +(\d{3})/i)
  const branch = topVia.match(/;\s*branch\s*=\s*([^\s;,]+)/i)?.[1] ?? ''
  const kind = method === 'ACK' ? 'INVITE' : method
  // Without the cookie the branch may be any (RFC 2543): the rest of what a response repeats stands in for it.
  const unique = branch.startsWith(COOKIE)
    ? [branch, sentBy.replace(/\s/g, '').toLowerCase()]
    : [topVia.replace(/;\s*(?:rport|received)\b[^;]*/gi, ''), callId, number, field(head, FROM)]
  return {
    method,
    status: response ? Number(response[1]) : null,
    branch: `${branch} ${method}`,
    request: [kind, ...unique].join(' '),
    topVia,
    callId,
  }
}
