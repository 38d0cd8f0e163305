import { type Core, URI, type UserAgent } from 'sip.js'
import type { SipStatus } from '../../domain/call/facts.ts'

/** Asks the registrar whether it is there (RFC 3261 §11). Any final answer says so; null where none came in time. */
export function askOptions(ua: UserAgent, deadline: number): Promise<SipStatus | null> {
  const core = ua.userAgentCore
  const own = ua.configuration.uri
  const server = new URI('sip', '', own.host, own.port)
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), deadline)
    const final = ({ message }: Core.IncomingResponse): void => {
      clearTimeout(late)
      // SIP.js makes an answer up where none came: that one has no data.
      resolve(message.data ? { code: message.statusCode ?? 0, reason: message.reasonPhrase ?? '' } : null)
    }
    const request = core.makeOutgoingRequestMessage('OPTIONS', server, own, server, {}, [
      'Accept: application/sdp',
    ])
    core.request(request, { onAccept: final, onRedirect: final, onReject: final })
  })
}
