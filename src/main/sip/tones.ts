import { SessionState } from 'sip.js'
import type { SipStatus } from '../../domain/call/facts.ts'
import { type CallContext, emit, type Leg, statusOf } from './leg.ts'

/** Milliseconds: long enough for old IVRs, short enough to type. */
const DURATION = 160
const GAP = 70

const TONES = /^[0-9A-D*#]{1,32}$/i

type Sent = { readonly ok: true } | { readonly ok: false; readonly sip: SipStatus | null }

const NOT_SENT: Sent = { ok: false, sip: null }

function sendInfo(leg: Leg, tone: string): Promise<Sent> {
  return new Promise((resolve) => {
    const ended = () => settle(NOT_SENT)
    const settle = (sent: Sent) => {
      leg.onEnd.delete(ended)
      resolve(sent)
    }
    leg.onEnd.add(ended)
    leg.session
      .info({
        requestDelegate: {
          onAccept: () => settle({ ok: true }),
          onRedirect: ({ message }) => settle({ ok: false, sip: statusOf(message) }),
          onReject: ({ message }) => settle({ ok: false, sip: statusOf(message) }),
        },
        requestOptions: {
          body: {
            contentDisposition: 'render',
            contentType: 'application/dtmf-relay',
            content: `Signal=${tone}\r\nDuration=${DURATION}\r\n`,
          },
        },
      })
      .catch(() => settle(NOT_SENT))
  })
}

async function sendInfos(context: CallContext, leg: Leg, tones: string): Promise<Sent> {
  if (leg.session.state !== SessionState.Established) return NOT_SENT
  for (const [index, tone] of [...tones].entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, context.timing.toneGap))
    const sent = await sendInfo(leg, tone)
    if (!sent.ok) return sent
  }
  return { ok: true }
}

/** Sends tones the way that the account says: as RTP events (RFC 4733) or by INFO. */
export function sendTones(context: CallContext, leg: Leg, tone: string): void {
  const tones = tone.toUpperCase()
  leg.tones.add(async () => {
    if (leg.ended) return
    const sent = await (async (): Promise<Sent> => {
      if (!TONES.test(tones)) return NOT_SENT
      if (context.account.dtmf === 'info') return sendInfos(context, leg, tones)
      const options = { duration: DURATION, interToneGap: GAP }
      return leg.description?.sendDtmf(tones, options) ? { ok: true } : NOT_SENT
    })()
    emit(
      context,
      leg,
      sent.ok ? { kind: 'toneSent', tone } : { kind: 'orderFailed', order: 'sendTone', sip: sent.sip },
    )
  })
}
