import { type Notification, SessionState, URI } from 'sip.js'
import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallFact, SipStatus } from '../../domain/call/facts.ts'
import { finishSession } from './hang-up.ts'
import { background, type CallContext, emit, end, type Leg, type RunningTransfer, statusOf } from './leg.ts'
import { targetOf } from './outbound.ts'
import { refresh } from './reinvite.ts'

/** A Refer-To value as it has to be written. SIP.js leaves the brackets out, and without them parameters move. */
class ReferTo extends URI {
  private readonly text: string

  constructor(text: string) {
    super('sip', '', 'invalid')
    this.text = text
  }

  override toString(): string {
    return this.text
  }
}

/** Names the consultation call for whoever is to take our place in it (RFC 3891): tags as its far end sees them. */
function replacing(consult: Leg): string | null {
  const { dialog, state } = consult.session
  if (consult.ended || !dialog || state !== SessionState.Established) return null
  const replaces = `${dialog.callId};to-tag=${dialog.remoteTag};from-tag=${dialog.localTag}`
  const target = dialog.remoteTarget.toRaw().split('?')[0]
  return `<${target}?Replaces=${encodeURIComponent(replaces)}>`
}

/** The status line in the body of a NOTIFY (RFC 3515 §2.4.5). */
function sipfrag(notification: Notification): SipStatus | null {
  const line = notification.request.body.match(/^\s*SIP\/2\.0 (\d{3})(?: ([^\r\n]*))?/i)
  return line ? { code: Number(line[1]), reason: (line[2] ?? '').trim() } : null
}

/** Whether a NOTIFY belongs to the REFER with this CSeq; without an id there is only one that it can belong to. */
function belongsTo(notification: Notification, cseq: number): boolean {
  const id = notification.request.getHeader('event')?.match(/;\s*id\s*=\s*(\d+)/i)?.[1]
  return id === undefined || Number(id) === cseq
}

type Refer = {
  readonly leg: Leg
  readonly started: Extract<CallFact, { kind: 'transferStarted' }>
  readonly consult: Leg | null
  readonly target: string | null
}

function refer(context: CallContext, { leg, started, consult, target }: Refer): void {
  const { timing } = context
  let cseq = 0
  let silent = true
  let watch: NodeJS.Timeout | undefined
  const transfer: RunningTransfer = {
    consult,
    accepted: false,
    settled: false,
    stop: () => clearTimeout(watch),
  }

  const leave = (one: Leg) => {
    end(context, one, { by: 'agent', cause: 'transferred', sip: null })
    finishSession(context, one)
  }
  const done = () => {
    if (!transfer.settled) emit(context, leg, { kind: 'transferDone' })
    transfer.settled = true
    transfer.stop()
    // The server doesn't take our leg away by itself, and Asterisk leaves it up with nobody on it.
    if (!leg.ended) leave(leg)
    if (consult && !consult.ended) leave(consult)
  }
  const failed = (sip: SipStatus | null) => {
    if (transfer.settled || leg.ended) return
    transfer.settled = true
    transfer.stop()
    emit(context, leg, { kind: 'transferFailed', sip })
    // Some servers let the caller go before they know that the target is busy: ask whether anybody is still there.
    if (transfer.accepted) refresh(context, leg, false)
  }
  const wait = (ms: number) => {
    clearTimeout(watch)
    watch = setTimeout(() => failed(null), ms)
  }
  const notified = (notification: Notification) => {
    background(context, 'NOTIFY', () => notification.accept())
    const sip = belongsTo(notification, cseq) ? sipfrag(notification) : null
    if (!sip) return
    if (sip.code >= 300) return failed(sip)
    if (sip.code >= 200) return done()
    if (transfer.settled) return
    if (silent) wait(timing.transferFinal)
    silent = false
    emit(context, leg, { kind: 'transferProgress', sip })
  }

  leg.transfer = transfer
  emit(context, leg, started)
  if (target === null || !context.connected(leg)) {
    failed(null)
    return
  }
  wait(timing.transferSilence)
  leg.session
    .refer(new ReferTo(target), {
      onNotify: notified,
      requestDelegate: {
        onAccept: () => {
          transfer.accepted = true
        },
        onRedirect: ({ message }) => failed(statusOf(message)),
        onReject: ({ message }) => failed(statusOf(message)),
      },
    })
    .then(({ message }) => {
      cseq = message.cseq
    })
    .catch(() => failed(null))
}

export function transferBlind(
  context: CallContext,
  leg: Leg,
  { to, target = to }: Extract<CallEffect, { kind: 'transferBlind' }>,
): void {
  leg.queue.add(async () => {
    if (leg.ended) return
    const uri = targetOf(target, context.account)
    const started = { kind: 'transferStarted', how: 'blind', to, consult: null } as const
    refer(context, { leg, started, consult: null, target: uri ? `<${uri.toRaw()}>` : null })
  })
}

export function transferAttended(context: CallContext, leg: Leg, consult: Leg | null): void {
  leg.queue.add(async () => {
    if (leg.ended) return
    const to = consult ? (consult.session.remoteIdentity.uri.user ?? '') : ''
    const started = { kind: 'transferStarted', how: 'attended', to, consult: consult?.id ?? null } as const
    refer(context, { leg, started, consult, target: consult && replacing(consult) })
  })
}
