import { fakeSdp } from './fake-description-handler.ts'
import type { RawPeer } from './raw-peer.ts'
import { until } from './until.ts'

export type RawRequest = {
  readonly body?: string
  readonly headers?: readonly string[]
  readonly cseq?: number
  /** Another From, without its tag: whoever is there now (RFC 4916). */
  readonly from?: string
}

/** One call as the wire has it, written by hand: for what no SIP stack would send. */
export type RawCall = {
  readonly id: string
  /** What arrived here of this call, in order. */
  readonly received: () => readonly string[]
  /** The newest message of this call that begins so; waits for it. */
  readonly next: (begins: RegExp, seen?: number) => Promise<string>
  /** Sends a request within the call (the INVITE of a call to the agent without a tag in To), and gives its CSeq. */
  readonly send: (method: string, request?: RawRequest) => number
  /** The final response to the request with this CSeq; waits for it. */
  readonly answerTo: (cseq: number, method: string) => Promise<string>
  /** Answers a request of the agent's. */
  readonly reply: (request: string, status: string, answer?: RawRequest & { readonly tag?: string }) => void
}

export const statusIn = (message: string): number => Number(message.match(/^SIP\/2\.0 (\d+)/)?.[1] ?? 0)
export const fieldIn = (message: string, name: string): string | undefined =>
  message.match(new RegExp(`^${name}: (.*)$`, 'im'))?.[1]?.trim()
export const bodyIn = (message: string): string => message.split('\r\n\r\n').slice(1).join('\r\n\r\n')

const CONTACT = 'Contact: <sip:far@peer.example;transport=ws>'

const tagIn = (value: string): string => value.match(/;tag=(.*)$/)?.[1] ?? ''

const bodyLines = (body: string): string[] =>
  body === '' ? [] : [body.startsWith('v=0') ? 'Content-Type: application/sdp' : 'Content-Type: text/plain']

let made = 0

function call(peer: RawPeer, id: string, far: () => { from: string; to: string }): RawCall {
  let cseq = 100
  let invited = 0
  const received = () => peer.received.filter((text) => fieldIn(text, 'Call-ID') === id)
  return {
    id,
    received,
    next: (begins, seen = 0) =>
      until(() => {
        const found = received().filter((text) => begins.test(text))[seen]
        if (found === undefined) throw new Error(`nothing of ${begins} in\n${received().join('\n')}`)
        return found
      }),
    send: (method, { body = '', headers = [], cseq: given, from } = {}) => {
      if (method !== 'ACK' && method !== 'CANCEL') cseq += 1
      if (method === 'INVITE') invited = cseq
      const number = given ?? (method === 'ACK' || method === 'CANCEL' ? invited : cseq)
      made += 1
      // A CANCEL goes by the branch of what it cancels (RFC 3261 §9.1).
      const own = method === 'INVITE' || method === 'CANCEL' ? '' : `${method}${made}`
      const branch = `z9hG4bK${id}${number}${own}`
      peer.send(
        [
          `${method} sip:agent@127.0.0.1 SIP/2.0`,
          `Via: SIP/2.0/WS peer.example;branch=${branch}`,
          'Max-Forwards: 70',
          `From: ${from === undefined ? far().from : `${from};tag=${tagIn(far().from)}`}`,
          `To: ${far().to}`,
          `Call-ID: ${id}`,
          `CSeq: ${number} ${method}`,
          CONTACT,
          ...headers,
          ...bodyLines(body),
          `Content-Length: ${Buffer.byteLength(body)}`,
          '',
          body,
        ].join('\r\n'),
      )
      return number
    },
    answerTo: (number, method) =>
      until(() => {
        const found = received().find(
          (text) => /^SIP\/2\.0 [2-6]/.test(text) && fieldIn(text, 'CSeq') === `${number} ${method}`,
        )
        if (found === undefined) throw new Error(`no answer to ${number} ${method}`)
        return found
      }),
    reply: (request, status, { body = '', headers = [], tag = 'far' } = {}) => {
      const copied = request.match(/^(Via|From|Call-ID|CSeq): .*$/gim) ?? []
      const to = fieldIn(request, 'To') ?? ''
      peer.send(
        [
          `SIP/2.0 ${status}`,
          ...copied.map((line) => line.trimEnd()),
          `To: ${/;tag=/.test(to) ? to : `${to};tag=${tag}`}`,
          CONTACT,
          ...headers,
          ...bodyLines(body),
          `Content-Length: ${Buffer.byteLength(body)}`,
          '',
          body,
        ].join('\r\n'),
      )
    },
  }
}

/** Calls the agent: INVITE with an offer, unless `body` is given. */
export function rawCallToAgent(peer: RawPeer, invite: RawRequest = {}): RawCall {
  made += 1
  const id = `raw-${made}`
  const us: RawCall = call(peer, id, () => {
    const tag = us
      .received()
      .map((text) => fieldIn(text, 'To')?.match(/;tag=(\S+)/)?.[1])
      .find((one) => one !== undefined)
    return {
      from: '<sip:+12025550143@practice.example>;tag=far',
      to: `<sip:agent@practice.example>${tag ? `;tag=${tag}` : ''}`,
    }
  })
  us.send('INVITE', { body: fakeSdp('sendrecv'), ...invite })
  return us
}

/** The call that the agent dials; waits for its INVITE. */
export async function rawCallFromAgent(
  peer: RawPeer,
  nth = 0,
): Promise<RawCall & { readonly invite: string }> {
  const invite = await until(() => {
    const invites = peer.received.filter((text) => text.startsWith('INVITE ') && !/^To: .*;tag=/m.test(text))
    const found = invites[nth]
    if (found === undefined) throw new Error('no INVITE')
    return found
  })
  const from = fieldIn(invite, 'From') ?? ''
  const to = fieldIn(invite, 'To') ?? ''
  const id = fieldIn(invite, 'Call-ID') ?? ''
  return { ...call(peer, id, () => ({ from: `${to};tag=far`, to: from })), invite }
}
