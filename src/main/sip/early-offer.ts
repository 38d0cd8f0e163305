import type { BodyAndContentType, Core } from 'sip.js'
import type { OfferOptions } from './call-description.ts'
import { finishSession } from './hang-up.ts'
import { farHold } from './in-dialog.ts'
import { background, type CallContext, end, type Leg } from './leg.ts'
import { describe } from './new-leg.ts'

/** An offer in the first reliable response to an INVITE that had none; the caller's PRACK answers it (RFC 3262 §5). */
export type EarlyOffer = {
  /** Whether it was made and answered; the call can be accepted no sooner (RFC 3262 §3). */
  readonly answered: Promise<boolean>
  readonly settle: (answered: boolean) => void
  /** It is out, and not answered yet. */
  open: boolean
}

function createEarlyOffer(leg: Leg): EarlyOffer {
  let settle: (answered: boolean) => void = () => {}
  const answered = new Promise<boolean>((resolve) => {
    settle = resolve
  })
  const ended = () => settle(false)
  leg.onEnd.add(ended)
  return { answered, settle, open: false }
}

/**
 * Makes the offer, from which nothing is sent and nothing heard before the agent answers. Null where it can't be made: then
 * nothing but 100 goes out, and the answer makes one.
 */
export async function makeEarlyOffer(context: CallContext, leg: Leg): Promise<BodyAndContentType | null> {
  const offer = createEarlyOffer(leg)
  leg.earlyOffer = offer
  const options: OfferOptions = { hold: false, iceRestart: false, early: true }
  try {
    const made = await describe(context, leg).getDescription(options)
    offer.open = !leg.ended
    return leg.ended ? null : made
  } catch (error) {
    context.parts.listener.log('info', `no ringing, as no offer could be made: ${String(error)}`)
    offer.settle(false)
    return null
  }
}

/** Takes the answer out of a PRACK, which has to have it. One that fits nothing ends the call. */
export function takeEarlyAnswer(context: CallContext, leg: Leg, prack: Core.IncomingPrackRequest): void {
  const { earlyOffer, description } = leg
  const { body } = prack.message
  if (!earlyOffer || !description || body === '') {
    prack.reject({ statusCode: 488 })
    return
  }
  earlyOffer.open = false
  background(context, 'PRACK', async () => {
    try {
      await description.setDescription(body)
    } catch {
      prack.reject({ statusCode: 488 })
      end(context, leg, {
        by: 'system',
        cause: 'notCompatible',
        sip: { code: 488, reason: 'Not Acceptable Here' },
      })
      finishSession(context, leg, 488)
      return
    }
    if (leg.ended) return
    prack.accept()
    const dialog = leg.session.dialog
    // SIP.js would repeat it in the 200, where it is theirs and not ours.
    if (dialog) Reflect.set(dialog, '_answer', undefined)
    farHold(context, leg, body)
    earlyOffer.settle(true)
  })
}
