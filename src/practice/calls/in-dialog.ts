import {
  type Body,
  type IncomingResponse,
  NotifyUserAgentClient,
  type OutgoingRequestDelegate,
  type Session,
  SessionDialog,
} from 'sip.js/lib/core/index.js'
import type { InDialogReply, RequestParts } from '../api.ts'

export function sdpBody(content: string): Body {
  return { contentDisposition: 'session', contentType: 'application/sdp', content }
}

function requestOptions({ headers = [], contentType, body }: RequestParts): {
  extraHeaders: string[]
  body?: Body
} {
  const extraHeaders = [...headers]
  if (body === undefined) return { extraHeaders }
  const type = contentType ?? 'text/plain'
  return { extraHeaders, body: { contentDisposition: 'render', contentType: type, content: body } }
}

function replyOf({ message }: IncomingResponse): InDialogReply {
  return {
    code: message.statusCode ?? 0,
    body: message.body ?? '',
    header: (name) => message.getHeader(name),
  }
}

/** Sends a request within a dialog and waits for its final response; a dead connection or silence is 503 or 408. */
export function sendInDialog(
  session: Session,
  method: 'BYE' | 'INFO' | 'MESSAGE' | 'NOTIFY' | 'REFER',
  parts: RequestParts = {},
): Promise<InDialogReply> {
  return new Promise((resolve) => {
    const settle = (response: IncomingResponse) => resolve(replyOf(response))
    const delegate: OutgoingRequestDelegate = { onAccept: settle, onRedirect: settle, onReject: settle }
    const options = requestOptions(parts)
    if (method === 'BYE') session.bye(delegate, options)
    else if (method === 'INFO') session.info(delegate, options)
    else if (method === 'MESSAGE') session.message(delegate, options)
    // `session.notify` refuses before the answer, where a PBX may send one.
    else if (method === 'NOTIFY' && session instanceof SessionDialog) {
      new NotifyUserAgentClient(session, delegate, options)
    } else if (method === 'NOTIFY') session.notify(delegate, options)
    else session.refer(delegate, options)
  })
}

/** Sends a re-INVITE and acknowledges its 2xx. Resolves with the final response. */
export function sendOffer(session: Session, sdp: string, contact: string): Promise<InDialogReply> {
  return new Promise((resolve) => {
    const settle = (response: IncomingResponse) => resolve(replyOf(response))
    session.invite(
      {
        onAccept: (response) => {
          response.ack()
          settle(response)
        },
        onRedirect: settle,
        onReject: settle,
      },
      { extraHeaders: [`Contact: ${contact}`], body: sdpBody(sdp) },
    )
  })
}
