import type { Core, Inviter } from 'sip.js'
import type { Leg } from './leg.ts'

/**
 * Early media may come from one branch and the answer from another, as when a gateway announces and a colleague picks
 * up. SIP.js hangs up then. Made to believe that the early dialog was this one it goes on, and a fresh offer brings the
 * media of the branch that answered.
 */
export function takeOtherBranch(inviter: Inviter, answered: Core.Session, forked: () => void): void {
  const early: unknown = Reflect.get(inviter, 'earlyMediaDialog')
  if (early === undefined || early === answered) return
  Reflect.set(inviter, 'earlyMediaDialog', answered)
  forked()
}

/** Looks at the answer before SIP.js does; at the first one, as others are hung up. */
export function beforeAccepting(
  inviter: Inviter,
  request: Core.OutgoingInviteRequest,
  look: (response: Core.AckableIncomingResponseWithSession) => void,
): void {
  const { delegate } = request
  const accept = delegate?.onAccept
  if (!delegate || !accept) return
  delegate.onAccept = (response) => {
    if (!inviter.dialog) look(response)
    accept(response)
  }
}

/**
 * After a 422 the INVITE goes out again with a longer interval (RFC 4028 §7.4), in the way in which SIP.js sends one
 * again that was challenged. It is a new request: what answered a challenge before doesn't any more.
 */
export function askLonger(leg: Leg, request: Core.OutgoingInviteRequest): void {
  const receive: (response: Core.IncomingResponseMessage) => void = Reflect.get(request, 'receiveResponse')
  const receiveResponse = (response: Core.IncomingResponseMessage): void => {
    if (response.statusCode !== 422 || leg.ended || !leg.clock.raise(response)) {
      Reflect.apply(receive, request, [response])
      return
    }
    const { message } = request
    message.cseq += 1
    message.setHeader('cseq', `${message.cseq} INVITE`)
    for (const name of ['Authorization', 'Proxy-Authorization']) delete message.headers[name]
    const others = message.extraHeaders.filter((line) => !/^(Session-Expires|Min-SE):/.test(line))
    message.extraHeaders = [...others, ...leg.clock.ask()]
    Object.assign(request, { credentials: undefined, challenged: false, stale: false })
    const send: () => void = Reflect.get(request, 'init')
    Reflect.apply(send, request, [])
  }
  Object.assign(request, { receiveResponse })
}
