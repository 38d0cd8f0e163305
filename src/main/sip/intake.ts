import { Core, type UserAgent } from 'sip.js'
import { inTurns } from './in-turns.ts'
import type { LineListener } from './line.ts'
import { ANSWERS, type AnswerName } from './message/answers.ts'
import { guard, type Verdict } from './message/guard.ts'
import type { RawMessage } from './message/raw-message.ts'
import { reply } from './message/reply.ts'
import { sparingLog } from './sparing-log.ts'
import type { SipTransport } from './transport/sip-transport.ts'

export type Intake = {
  /** A message from the socket. Never throws, whatever the message is. */
  readonly received: (bytes: Buffer) => void
  /** Every message that goes out has to be shown to it. */
  readonly sent: (message: string) => void
  /** Forgets what it hasn't looked at yet. */
  readonly stop: () => void
}

/** Bytes of a message that a trace is given: what is longer is refused anyway. */
const LONGEST_TRACED = 64 * 1024

/**
 * Whether a request of ours is under way that this one could be, come back (RFC 3261 §16.3). The From tag counts too
 * (§8.2.2.2): some registrars call by the Call-ID of the REGISTER.
 */
const isOurs = (ua: UserAgent, { callId, fromTag }: Core.IncomingRequestMessage): boolean =>
  [...ua.userAgentCore.userAgentClients.values()].some(
    ({ transaction: { request } }) => request.callId === callId && request.fromTag === fromTag,
  )

/** An answer to a session that was over before it came, as SIP.js says so: two ends of one call crossed. */
const cameAfterTheEnd = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Invalid state transition from Terminated')

/**
 * Between socket and SIP.js: the guard answers or drops what is malformed, and what SIP.js still refuses to parse or
 * throws at is answered here instead of leaving the caller waiting for 32 s.
 */
export function createIntake(
  agent: () => { readonly ua: UserAgent; readonly transport: SipTransport } | null,
  context: Parameters<typeof guard>[1],
  /** Whether a request was dealt with and isn't SIP.js's any more. */
  taken: (request: Core.IncomingRequestMessage) => boolean,
  listener: Pick<LineListener, 'log' | 'message'>,
): Intake {
  const log = sparingLog(listener.log)
  let answered = false

  const send = (transport: SipTransport, message: string) => {
    transport.send(message).catch((error: unknown) => log('debug', `reply not sent: ${String(error)}`))
  }

  const refuse = (transport: SipTransport, raw: RawMessage, answer: AnswerName) => {
    const message = reply(raw, ANSWERS[answer])
    if (message !== null) send(transport, message)
  }

  const deliver = (ua: UserAgent, transport: SipTransport, verdict: Verdict & { kind: 'pass' }) => {
    const { raw, text } = verdict
    const logger = ua.getLogger('sip.Parser')
    const message = Core.Parser.parseMessage(text, logger)
    if (!message) {
      log('info', `unreadable ${raw.start.kind} refused`)
      refuse(transport, raw, 'malformed')
      return
    }
    if (message instanceof Core.IncomingResponseMessage) {
      // To somebody else, or by somebody who guesses (RFC 3261 §18.1.2).
      if (message.via.host === ua.configuration.viaHost || transport.wasHere(message.via.host)) {
        ua.userAgentCore.receiveIncomingResponseFromTransport(message)
      }
      return
    }
    if (!message.toTag && isOurs(ua, message)) {
      refuse(transport, raw, 'ourOwn')
      return
    }
    if (!taken(message)) ua.userAgentCore.receiveIncomingRequestFromTransport(message)
  }

  const handle = (ua: UserAgent, transport: SipTransport, bytes: Buffer) => {
    const verdict = guard(bytes, context)
    // A flood would fill the disk with traces of calls that there never were.
    const stray = (verdict.kind === 'answer' || verdict.kind === 'drop') && verdict.stray
    if (!stray) listener.message('in', bytes.toString('utf8', 0, LONGEST_TRACED))
    switch (verdict.kind) {
      case 'drop':
        log('info', `dropped a message: ${verdict.why}`)
        return
      case 'keepAlive':
        if (verdict.answer !== '') send(transport, verdict.answer)
        return
      case 'answer':
        log('info', `refused a message: ${verdict.why}`)
        send(transport, verdict.reply)
        return
      case 'pass':
        answered = false
        try {
          deliver(ua, transport, verdict)
        } catch (error) {
          const { kind } = verdict.raw.start
          const late = kind === 'response' && cameAfterTheEnd(error)
          log(late ? 'info' : 'warn', `a ${kind} could not be handled: ${String(error)}`)
          if (!answered) refuse(transport, verdict.raw, 'failed')
        }
    }
  }

  const turns = inTurns<Buffer>(
    (bytes) => {
      const current = agent()
      if (!current) return
      try {
        handle(current.ua, current.transport, bytes)
      } catch (error) {
        log('warn', `a message could not be read: ${String(error)}`)
      }
    },
    () => log('info', 'dropped a message: too many at once'),
  )

  return {
    received: turns.take,
    sent: (message) => {
      // A provisional response doesn't settle a request: one that fails after 100 still needs its answer.
      if (/^SIP\/2\.0 [2-6]/.test(message)) answered = true
    },
    stop: turns.stop,
  }
}
