import { type Core, URI, type UserAgent } from 'sip.js'
import type { RegisterAnswer } from './connection-state.ts'
import { REGISTERED_CONTACT } from './message/normalise.ts'

const ALLOW = 'Allow: ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, OPTIONS, REFER'

export type RegisterOrder = { readonly expires: number; readonly regId: boolean }

/** The REGISTERs of one connection: one Call-ID, rising CSeq. Refreshing, waiting and trying again is decided above. */
export type Registration = {
  readonly send: (order: RegisterOrder, answered: (answer: RegisterAnswer) => void) => void
  /** Answers that are still to come are nobody's any more. */
  readonly abandon: () => void
}

/** A delta-seconds header such as Retry-After or Min-Expires, without its comment and parameters. */
export function seconds(header: string | undefined): number | null {
  const digits = header?.match(/^\s*(\d{1,12})(?![\d.])/)?.[1]
  return digits === undefined ? null : Number(digits)
}

/**
 * Seconds that a 2xx grants. Our binding is found by instance, then by contact user, then by being the only one: a
 * border element may have rewritten it, and some registrars send no binding back at all.
 */
export function grantedExpires(
  contacts: readonly string[],
  expires: string | undefined,
  ours: { readonly instance: string; readonly user: string },
): number | null {
  const own =
    contacts.find((contact) => contact.toLowerCase().includes(ours.instance.toLowerCase())) ??
    contacts.find((contact) => contact.includes(`sip:${ours.user}@`)) ??
    (contacts.length === 1 ? contacts[0] : undefined)
  const param = own?.match(/;\s*expires\s*=\s*"?(\d{1,12})/i)?.[1]
  return param === undefined ? seconds(expires) : Number(param)
}

export function createRegistration(userAgent: UserAgent, instanceId: string): Registration {
  const core = userAgent.userAgentCore
  const aor = userAgent.configuration.uri
  const { contact } = userAgent
  const ours = { instance: instanceId, user: contact.uri.user ?? '' }
  let identity: { callId: string; fromTag: string } | null = null
  let last: Core.OutgoingRequestMessage | null = null
  let generation = 0

  const message = ({ expires, regId }: RegisterOrder): Core.OutgoingRequestMessage => {
    const outbound = regId ? ';reg-id=1' : ''
    const headers = [
      `Contact: <${contact.uri}>${outbound};+sip.instance="<urn:uuid:${instanceId}>";expires=${expires}`,
      `Expires: ${expires}`,
      ALLOW,
    ]
    // CSeq goes on from where the digest of the last request left it (RFC 3261 §10.2).
    const options = identity ? { ...identity, cseq: (last?.cseq ?? 0) + 1 } : {}
    const registrar = new URI('sip', '', aor.host, aor.port)
    const made = core.makeOutgoingRequestMessage('REGISTER', registrar, aor, aor, options, headers)
    identity = { callId: made.callId, fromTag: made.fromTag }
    last = made
    return made
  }

  const read = (
    response: Core.IncomingResponseMessage,
    request: Core.OutgoingRequestMessage,
  ): RegisterAnswer => ({
    // SIP.js makes up a 503 or 408 of its own when the request couldn't be sent or timed out.
    code: response.data ? (response.statusCode ?? 0) : 0,
    phrase: response.reasonPhrase ?? '',
    granted: grantedExpires(response.getHeaders(REGISTERED_CONTACT), response.getHeader('expires'), ours),
    retryAfter: seconds(response.getHeader('retry-after')),
    minExpires: seconds(response.getHeader('min-expires')),
    unknownChallenge: !request.hasHeader('authorization') && !request.hasHeader('proxy-authorization'),
  })

  return {
    send: (order, answered) => {
      generation += 1
      const mine = generation
      const request = message(order)
      const final = ({ message: response }: Core.IncomingResponse) => {
        if (mine === generation) answered(read(response, request))
      }
      core.register(request, { onAccept: final, onRedirect: final, onReject: final })
    },
    abandon: () => {
      generation += 1
    },
  }
}
