import { randomBytes } from 'node:crypto'
import { isResponse, transactionKey } from '../message/transaction-key.ts'

/** An OPTIONS as a question for a sign of life, for servers that don't answer CRLF (RFC 5626 §3.5.1): most don't. */
export type SipPing = {
  /** A new one, not addressed yet. */
  readonly make: () => string
  /** Whether a message is the answer to one: any final response is a sign of life. */
  readonly isAnswer: (message: Buffer) => boolean
}

export function createSipPing(aor: string, viaHost: string, userAgent: string): SipPing {
  const id = randomBytes(8).toString('hex')
  let count = 0
  return {
    make: () => {
      count += 1
      return [
        `OPTIONS sip:${aor.slice(aor.indexOf('@') + 1)} SIP/2.0`,
        `Via: SIP/2.0/UDP ${viaHost};branch=z9hG4bK${id}${count}`,
        'Max-Forwards: 70',
        `From: <${aor}>;tag=${id}`,
        `To: <${aor}>`,
        `Call-ID: ${id}`,
        `CSeq: ${count} OPTIONS`,
        `User-Agent: ${userAgent}`,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n')
    },
    isAnswer: (message) => {
      if (!isResponse(message) || !message.includes(id)) return false
      return transactionKey(message)?.callId === id
    },
  }
}
