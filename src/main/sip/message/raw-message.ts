/** A SIP message cut into its parts, and no further: nothing here has been checked. */
export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string; readonly version: string }
  | {
      readonly kind: 'response'
      readonly version: string
      readonly status: string
      readonly phrase: string
    }

export type Header = {
  /** Lower case, long form. */
  readonly name: string
  /** Unfolded and trimmed. */
  readonly value: string
}

export type RawMessage = {
  readonly start: StartLine
  readonly headers: readonly Header[]
  readonly body: Buffer
}

const LONG_FORMS: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
}

const longForm = (name: string): string => {
  const lower = name.toLowerCase()
  return lower.length === 1 ? (LONG_FORMS[lower] ?? lower) : lower
}

export const headersOf = (message: RawMessage, name: string): readonly string[] =>
  message.headers.filter((header) => header.name === name).map((header) => header.value)

export const headerOf = (message: RawMessage, name: string): string | undefined =>
  message.headers.find((header) => header.name === name)?.value

/** UTF-8, or Latin-1 where it isn't: an old PBX with an umlaut in a name still gets its call through. */
export function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

export type Cut =
  | { readonly kind: 'message'; readonly message: RawMessage }
  /** More than the limits allow; `message` holds what could be read of it, for an answer. */
  | { readonly kind: 'tooLarge'; readonly message: RawMessage; readonly why: string }
  /** Not to be cut in one way only: a proxy before us may have seen other headers. `message` is for an answer. */
  | { readonly kind: 'malformed'; readonly message: RawMessage; readonly why: string }
  | { readonly kind: 'noSip'; readonly why: string }

export type Limits = { readonly bytes: number; readonly header: number; readonly headers: number }

function startLine(line: string): StartLine | null {
  const response = line.match(/^(SIP\/\S+)\s+(\d+)(?:\s+(.*))?$/i)
  if (response) {
    const [, version = '', status = '', phrase = ''] = response
    return { kind: 'response', version: version.toUpperCase(), status, phrase }
  }
  const request = line.match(/^(\S+)\s+(.*\S)\s+(SIP\/\S+)\s*$/i)
  if (!request) return null
  const [, method = '', uri = '', version = ''] = request
  return { kind: 'request', method, uri, version: version.toUpperCase() }
}

/** Where the head ends and the body begins; both at the end where no empty line follows. */
function split(bytes: Buffer): { readonly head: number; readonly body: number } {
  const strict = bytes.indexOf('\r\n\r\n')
  if (strict >= 0) return { head: strict, body: strict + 4 }
  const bare = bytes.indexOf('\n\n')
  if (bare >= 0) return { head: bare, body: bare + 2 }
  return { head: bytes.length, body: bytes.length }
}

/** What makes lines of a head that others would cut differently; null when there is nothing. */
function ambiguity(head: string): string | null {
  // In a quoted string a NUL may stand behind a backslash (RFC 3261 §25.1), a CR may not.
  if (/(?<!\\)\0/.test(head)) return 'a NUL'
  if (/\r(?!\n|$)/.test(head)) return 'a CR without LF'
  return head.includes('\r\n') && /(?<!\r)\n/.test(head) ? 'an LF without CR' : null
}

/** Cuts a message without leading line breaks, in time linear to the limits, however large it is. */
export function cut(bytes: Buffer, limits: Limits): Cut {
  const tooLong = bytes.length > limits.bytes
  const at = split(tooLong ? bytes.subarray(0, limits.bytes) : bytes)
  const head = decode(bytes.subarray(0, at.head))
  const lines = head.split(/\r\n|\n/, limits.headers * 4)
  const start = startLine(lines[0] ?? '')
  if (!start) return { kind: 'noSip', why: 'no SIP start line' }
  const headers: { name: string; value: string }[] = []
  let why = tooLong ? `more than ${limits.bytes} bytes` : ''
  for (const line of lines.slice(1)) {
    const last = headers.at(-1)
    const folded = /^[ \t]/.test(line)
    if (folded && last) last.value = `${last.value} ${line.trim()}`.trim()
    const colon = line.indexOf(':')
    if (!folded && colon > 0) {
      headers.push({ name: longForm(line.slice(0, colon).trim()), value: line.slice(colon + 1).trim() })
    }
    if ((headers.at(-1)?.value.length ?? 0) > limits.header) why ||= `a header of more than ${limits.header}`
    if (headers.length > limits.headers) why ||= `more than ${limits.headers} headers`
    if (why !== '' && headers.length > limits.headers) break
  }
  if (lines.length >= limits.headers * 4) why ||= 'too many lines'
  const message = { start, headers, body: bytes.subarray(at.body) }
  if (why !== '') return { kind: 'tooLarge', message, why }
  const ambiguous = ambiguity(head)
  return ambiguous === null ? { kind: 'message', message } : { kind: 'malformed', message, why: ambiguous }
}
