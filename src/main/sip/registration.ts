import { type Core, URI, type UserAgent } from 'sip.js'
import { addressOf, parseNameAddr, splitList } from './message/name-addr.ts'
import { REGISTERED_CONTACT } from './message/normalise.ts'
import { type RegisterAnswer, routeAfter } from './register-answer.ts'

const ALLOW = 'Allow: ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, OPTIONS, REFER'

export type RegisterOrder = { readonly expires: number; readonly regId: boolean }

/** The REGISTERs of one connection: one Call-ID, rising CSeq. Refreshing, waiting and trying again is decided above. */
export type Registration = {
  readonly send: (order: RegisterOrder, answered: (answer: RegisterAnswer) => void) => void
  /** Answers that are still to come are nobody's any more. */
  readonly abandon: () => void
}

/** Digits of any length as a number that can be reckoned with. */
const counted = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER)

/** A delta-seconds header such as Retry-After or Min-Expires, without its comment and parameters. */
export function seconds(header: string | undefined): number | null {
  const digits = header?.match(/^\s*(\d+)\s*(?:$|[;(])/)?.[1]
  return digits === undefined ? null : counted(digits)
}

/** The `expires` of a Contact, which is a parameter of the header: one inside the URI isn't meant. */
function contactExpires(params: string): number | null {
  const plain = params.replace(/"(?:[^"\\]|\\.)*"/g, (text) => (/^"\d+"$/.test(text) ? text : '""'))
  const digits = plain.match(/;\s*expires\s*=\s*"?(\d+)/i)?.[1]
  return digits === undefined ? null : counted(digits)
}

/**
 * Seconds that a 2xx grants. Our binding is found by its user, which is made up anew at every start, then by instance,
 * then by being the only one: a border element may have rewritten it, and some registrars send no binding back at all.
 * A registrar may list what an earlier start left behind too; of several that look like ours the shortest counts.
 */
export function grantedExpires(
  contacts: readonly string[],
  expires: string | undefined,
  ours: { readonly instance: string; readonly user: string },
): number | null {
  const bindings = contacts.flatMap((contact) => parseNameAddr(contact) ?? [])
  const byUser = bindings.filter(({ uri }) => addressOf(uri).user === ours.user)
  const byInstance = bindings.filter(({ params }) =>
    params.toLowerCase().includes(ours.instance.toLowerCase()),
  )
  const own = [byUser, byInstance, contacts.length === 1 ? bindings : []].find(({ length }) => length > 0)
  const granted = (own ?? []).flatMap(({ params }) => contactExpires(params) ?? [])
  return granted.length === 0 ? seconds(expires) : Math.min(...granted)
}

const MOST_ROUTES = 10
const ROUTE_URI = /^sips?:[^\s<>"]+$/i
const LOOSE = /;lr(?:[;=?]|$)/i
const ROUTE_PARAMS = /^(?:\s*;\s*[\w\-.!%*+`'~]+(?:\s*=\s*(?:[\w\-.!%*+`'~[\]:]+|"(?:[^"\\]|\\.)*"))?)*\s*$/

/**
 * The values of Service-Route (RFC 3608) as they can stand in Route. All or none: half a route leads nowhere. Every
 * hop has to route loosely, as the RFC demands: SIP.js knows no other way.
 */
export function serviceRoute(headers: readonly string[]): readonly string[] {
  const values = headers.flatMap(splitList)
  const routes = values.flatMap((value) => {
    const parsed = value.includes('<') ? parseNameAddr(value) : null
    const usable =
      parsed && ROUTE_URI.test(parsed.uri) && LOOSE.test(parsed.uri) && ROUTE_PARAMS.test(parsed.params)
    return usable ? [`<${parsed.uri}>${parsed.params}`] : []
  })
  return routes.length === values.length && routes.length <= MOST_ROUTES ? routes : []
}

/** Where the first Contact of a 3xx points to, short enough to be shown. */
function elsewhere(contacts: readonly string[]): string | null {
  const first = contacts[0]
  return first === undefined ? null : (parseNameAddr(first)?.uri ?? first).slice(0, 100)
}

const requires = (message: Core.IncomingResponseMessage, tag: string): boolean =>
  message
    .getHeaders('require')
    .flatMap(splitList)
    .some((one) => one.toLowerCase() === tag)

/** The Contact as it is written into a REGISTER: it may differ from one to the next (`transport/addressing.ts`). */
export type OwnContact = {
  /** Null where it is SIP.js's own, which never changes. */
  readonly now: () => string | null
  /** The one that stays with the registrar until it is taken back, whichever connection it was accepted over. */
  readonly bound: () => string | null
  /**
   * The registrar took what was sent last; `stays`: until it is taken back. A flow's is replaced by the next one of the
   * same instance and `reg-id`, and a second Contact beside that would cost it the flow (RFC 5626 §4.2.1, §6).
   */
  readonly accepted: (stays: boolean) => void
}

export function createRegistration(
  userAgent: UserAgent,
  instanceId: string,
  ownContact: OwnContact,
): Registration {
  const core = userAgent.userAgentCore
  const aor = userAgent.configuration.uri
  const { contact } = userAgent
  const ours = { instance: instanceId, user: contact.uri.user ?? '' }
  let identity: { callId: string; fromTag: string } | null = null
  let last: Core.OutgoingRequestMessage | null = null
  let generation = 0

  const message = ({ expires, regId }: RegisterOrder): Core.OutgoingRequestMessage => {
    const outbound = regId ? ';reg-id=1' : ''
    const bound = ownContact.bound()
    // The way that led here before leads nowhere: calls would be forked to it for as long as it is bound.
    const gone = bound === null || bound === ownContact.now() ? '' : `, <${bound}>;expires=0`
    const headers = [
      `Contact: <${contact.uri}>${outbound};+sip.instance="<urn:uuid:${instanceId}>";expires=${expires}${gone}`,
      `Expires: ${expires}`,
      ALLOW,
    ]
    // CSeq goes on from where the digest of the last request left it (RFC 3261 §10.2).
    // The service route is for requests beyond the registrar: a REGISTER goes to it without one (RFC 3608 §6.1).
    const options = {
      ...(identity && { ...identity, cseq: (last?.cseq ?? 0) + 1 }),
      routeSet: [],
      // SIP.js would promise GRUU as well, which it then doesn't use.
      optionTags: [...core.configuration.supportedOptionTags, 'path'],
    }
    const registrar = new URI('sip', '', aor.host, aor.port)
    const made = core.makeOutgoingRequestMessage('REGISTER', registrar, aor, aor, options, headers)
    identity = { callId: made.callId, fromTag: made.fromTag }
    last = made
    return made
  }

  const read = (
    response: Core.IncomingResponseMessage,
    request: Core.OutgoingRequestMessage,
    { regId }: RegisterOrder,
  ): RegisterAnswer => {
    const contacts = response.getHeaders(REGISTERED_CONTACT)
    // SIP.js makes up a 503 when the request couldn't be sent. A 408 that came is made up anew; its own of 32 s comes
    // too late to be heard.
    const code = response.data || response.statusCode === 408 ? (response.statusCode ?? 0) : 0
    return {
      code,
      phrase: response.reasonPhrase ?? '',
      granted: grantedExpires(contacts, response.getHeader('expires'), ours),
      retryAfter: seconds(response.getHeader('retry-after')),
      minExpires: seconds(response.getHeader('min-expires')),
      unknownChallenge: !request.hasHeader('authorization') && !request.hasHeader('proxy-authorization'),
      // Some say so of every binding, also of one that didn't ask for it.
      outbound: regId && requires(response, 'outbound'),
      flowTimer: seconds(response.getHeader('flow-timer')),
      elsewhere: code >= 300 && code <= 399 ? elsewhere(contacts) : null,
    }
  }

  /** One line for all: SIP.js copies the first Route line alone into the ACK of a refused INVITE. */
  const followRoute = (code: number, response: Core.IncomingResponseMessage) => {
    const known = core.configuration.routeSet
    const next = routeAfter(known, code, serviceRoute(response.getHeaders('service-route')))
    if (next !== known) core.configuration.routeSet = next.length === 0 ? [] : [next.join(', ')]
  }

  return {
    send: (order, answered) => {
      generation += 1
      const mine = generation
      const request = message(order)
      const final = ({ message: response }: Core.IncomingResponse) => {
        if (mine !== generation) return
        const answer = read(response, request, order)
        if (answer.code >= 200 && answer.code <= 299) {
          ownContact.accepted(order.expires > 0 && !answer.outbound)
        }
        followRoute(answer.code, response)
        answered(answer)
      }
      core.register(request, { onAccept: final, onRedirect: final, onReject: final })
    },
    abandon: () => {
      generation += 1
    },
  }
}
