import { getsWrapUp } from '../../domain/call/call.ts'
import type { CallFact, StampedFact } from '../../domain/call/facts.ts'
import type { Stamp } from '../../domain/time.ts'
import type { OpenCall } from '../journal/journal.ts'

/** The later of two stamps of one run; `fact` where the beat is of another run or missing. */
function lastSign(fact: Stamp, beat: Stamp | null): Stamp {
  return beat && beat.run === fact.run && beat.mono > fact.mono ? beat : fact
}

/**
 * The facts that close what a crash left open. A live call ended at the last sign of life of its run (its last
 * fact or the last heartbeat); a handled one gets its wrap-up now. An open wrap-up was suspended at that sign
 * and resumes now, so that the time between isn't counted.
 */
export function recoveryFacts(
  open: OpenCall,
  lastBeat: (run: string) => Stamp | null,
  now: Stamp,
): readonly StampedFact[] {
  const last = open.facts.at(-1)
  if (!last) return []
  const sign = lastSign(last.at, lastBeat(last.at.run))
  const at = (stamp: Stamp, fact: CallFact): StampedFact => ({ call: open.call.id, at: stamp, fact })
  if (open.call.phase !== 'ended') {
    const ended = at(sign, { kind: 'ended', by: 'system', cause: 'crash', sip: null })
    return getsWrapUp(open.call) ? [ended, at(now, { kind: 'wrapUpOpened' })] : [ended]
  }
  const resumed = at(now, { kind: 'wrapUpResumed' })
  if (last.fact.kind === 'wrapUpSuspended') return [resumed]
  return [at(sign, { kind: 'wrapUpSuspended' }), resumed]
}
