import { type Call, isLive } from '../../domain/call/call.ts'
import { type CallEffect, decide } from '../../domain/call/decide.ts'
import type { CallFact, CallId } from '../../domain/call/facts.ts'
import { readNumber } from '../../domain/phone-number.ts'
import { type AutoAnswerRule, readAutoAnswer, refuseAutoAnswer } from '../../domain/push/auto-answer.ts'

type Offered = Extract<CallFact, { kind: 'offered' }>
type AutoAnswered = Extract<CallFact, { kind: 'autoAnswer' }>

export type PushedParts = {
  readonly calls: ReadonlyMap<CallId, Call>
  readonly rule: () => AutoAnswerRule
  readonly country: () => string
  readonly available: () => boolean
  readonly order: (effects: readonly CallEffect[]) => void
  /** Tells the agent's ear that a call was answered for them. */
  readonly zip: () => void
  /** Runs `task` after so many milliseconds. */
  readonly later: (ms: number, task: () => void) => void
}

/** Calls that a dialer or a colleague pushes: the INVITE asks the phone to answer by itself. */
export type Pushed = {
  /** The fact of how a new call's request to be answered was taken; null where there is none. */
  readonly read: (call: CallId, offered: Offered) => AutoAnswered | null
  /** Answers when the call's time has come, unless it isn't the only one any more. */
  readonly schedule: (call: CallId) => void
}

export function createPushed(parts: PushedParts): Pushed {
  const others = (id: CallId): readonly Call[] => [...parts.calls.values()].filter((call) => call.id !== id)

  return {
    read: (id, { headers, party }) => {
      const reading = readAutoAnswer(headers)
      const { signal } = reading
      if (signal === null) return null
      const refused = refuseAutoAnswer(reading, parts.rule(), {
        available: parts.available(),
        otherCalls: others(id).filter(isLive).length,
        wrapUpOpen: others(id).some((call) => call.wrapUp === 'open'),
        isSender: (sender) => sameNumber(sender, party.number, parts.country()),
      })
      return { kind: 'autoAnswer', ...signal, refused }
    },
    schedule: (id) => {
      const asked = parts.calls.get(id)?.autoAnswer
      if (!asked || asked.refused !== null) return
      parts.later(asked.after * 1_000, () => {
        if (others(id).some(isLive)) return
        const decided = decide(parts.calls, { kind: 'answer', call: id })
        if (!decided.ok) return
        parts.order(decided.value)
        parts.zip()
      })
    },
  }
}

/** Whether both spellings are the same number, or the same user of the PBX. */
function sameNumber(one: string, other: string, country: string): boolean {
  const [a, b] = [readNumber(one, country), readNumber(other, country)]
  if (a.kind === 'full' && b.kind === 'full') return a.e164 === b.e164
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
