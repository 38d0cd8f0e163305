import { randomBytes } from 'node:crypto'
import type { Answer } from './answers.ts'
import { tagOf } from './checks.ts'
import { headerOf, headersOf, type RawMessage } from './raw-message.ts'

const MOST_COPIED = 2_000

/** What is repeated must not end its line for anybody. */
const inOneLine = (value: string): string => value.replace(/[\0\r\n]/g, ' ')

/**
 * A final response made of the request's own headers (RFC 3261 §8.2.6), for requests that SIP.js never sees. Null
 * where no response may be sent or none could be matched: to an ACK, to a response, or without a Via.
 */
export function reply(raw: RawMessage, { code, phrase, headers = [] }: Answer): string | null {
  if (raw.start.kind !== 'request' || raw.start.method === 'ACK') return null
  const vias = headersOf(raw, 'via').filter((via) => via.length <= MOST_COPIED)
  if (vias.length === 0) return null
  const copied = (name: string, label: string): string[] => {
    const value = headerOf(raw, name)
    return value === undefined || value.length > MOST_COPIED ? [] : [`${label}: ${inOneLine(value)}`]
  }
  const tagged = copied('to', 'To').map((to) =>
    tagOf(raw, 'to') === undefined ? `${to};tag=${randomBytes(6).toString('hex')}` : to,
  )
  return [
    `SIP/2.0 ${code} ${phrase}`,
    ...vias.map((via) => `Via: ${inOneLine(via)}`),
    ...copied('from', 'From'),
    ...tagged,
    ...copied('call-id', 'Call-ID'),
    ...copied('cseq', 'CSeq'),
    ...headers,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}
