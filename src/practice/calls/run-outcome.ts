import type { CallFromAgent } from '../api.ts'
import type { Outcome } from '../number-plan.ts'

/** Lets a simulated customer do what the number plan says. */
export async function runOutcome(call: CallFromAgent, outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case 'echo':
      return call.answer({ media: 'echo' })
    case 'ring-out':
      return call.ring()
    case 'answer':
      call.ring()
      if (!(await stillRinging(call, outcome.ringMs))) return
      return call.answer(outcome.hangUpAfterMs === undefined ? {} : { hangUpAfterMs: outcome.hangUpAfterMs })
    case 'early-media':
      await call.earlyMedia()
      if (!(await stillRinging(call, outcome.earlyMs))) return
      return call.answer()
    case 'refuse':
      if (outcome.ringMs > 0) call.ring()
      if (!(await stillRinging(call, outcome.ringMs))) return
      return call.refuse(outcome.code)
  }
}

async function stillRinging(call: CallFromAgent, ms: number): Promise<boolean> {
  if (ms > 0) {
    let timer: NodeJS.Timeout | undefined
    const rung = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    await Promise.race([rung, call.ended()])
    clearTimeout(timer)
  }
  return call.state !== 'ended'
}
