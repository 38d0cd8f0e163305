import { type Call, isLive } from '../../domain/call/call.ts'
import { type CallEffect, decide } from '../../domain/call/decide.ts'
import type { CallFact, CallId } from '../../domain/call/facts.ts'
import { readNumber } from '../../domain/phone-number.ts'
import {
  type AutoAnswerReading,
  type AutoAnswerRefusal,
  type AutoAnswerRule,
  readAutoAnswer,
  refuseAutoAnswer,
} from '../../domain/push/auto-answer.ts'

/** A PBX that first rings and then says so: NOTIFY with this event. */
const TALK = { header: 'Event', value: 'talk', after: 0 } as const

/** What is said of whoever asks, whatever the agent does meanwhile. */
const MAY_NOT_PUSH: ReadonlySet<AutoAnswerRefusal | null> = new Set(['off', 'sender', 'stranger'])

type Offered = Extract<CallFact, { kind: 'offered' }>
type AutoAnswered = Extract<CallFact, { kind: 'autoAnswer' }>

type Caller = { readonly number: string; readonly stranger: boolean }

export type PushedParts = {
  readonly calls: ReadonlyMap<CallId, Call>
  /** What the account of the call's line says. */
  readonly account: (account: string | null) => {
    readonly autoAnswer: AutoAnswerRule
    readonly country: string
    /** Whether strangers may push calls, too. */
    readonly direct: { readonly autoAnswer: boolean }
  }
  readonly available: () => boolean
  /** Whom the INVITE came from; of a call that rings the agent first it isn't the customer. */
  readonly caller: (call: CallId) => Caller | null
  readonly fact: (call: CallId, fact: CallFact) => void
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
  /** The PBX asks for it within the call: to answer it, to take it off hold, or to hold it. */
  readonly asked: (call: CallId, what: 'talk' | 'hold') => void
  /** Answers when the call's time has come, unless it isn't the only one any more. */
  readonly schedule: (call: CallId) => void
}

export function createPushed(parts: PushedParts): Pushed {
  const others = (id: CallId): readonly Call[] => [...parts.calls.values()].filter((call) => call.id !== id)

  const refusal = (
    id: CallId,
    account: string | null,
    reading: AutoAnswerReading,
    { number, stranger }: Caller,
  ): AutoAnswerRefusal | null => {
    const { autoAnswer, country, direct } = parts.account(account)
    return refuseAutoAnswer(reading, autoAnswer, {
      available: parts.available(),
      otherCalls: others(id).filter(isLive).length,
      wrapUpOpen: others(id).some((call) => call.wrapUp === 'open'),
      strange: stranger && !direct.autoAnswer,
      isSender: (sender) => sameNumber(sender, number, country),
    })
  }

  const schedule = (id: CallId): void => {
    const asked = parts.calls.get(id)?.autoAnswer
    if (!asked || asked.refused !== null) return
    parts.later(asked.after * 1_000, () => {
      if (others(id).some(isLive)) return
      const decided = decide(parts.calls, { kind: 'answer', call: id })
      if (!decided.ok) return
      parts.order(decided.value)
      parts.zip()
    })
  }

  return {
    read: (id, { headers, party, account = null, stranger = false }) => {
      const reading = readAutoAnswer(headers)
      return (
        reading.signal && {
          kind: 'autoAnswer',
          ...reading.signal,
          refused: refusal(id, account, reading, { number: party.number, stranger }),
        }
      )
    },
    asked: (id, what) => {
      const call = parts.calls.get(id)
      if (!call) return
      const refused = refusal(
        id,
        call.account,
        { signal: TALK, others: [], manual: null },
        parts.caller(id) ?? { number: call.party.number, stranger: false },
      )
      if (call.phase === 'ringing' && what === 'talk') {
        parts.fact(id, { kind: 'autoAnswer', ...TALK, refused })
        schedule(id)
      }
      // Whoever may not push a call may not take one off hold either: the agent would be heard unawares.
      if (call.phase !== 'connected' || MAY_NOT_PUSH.has(refused)) return
      const decided = decide(parts.calls, { kind: what === 'talk' ? 'resume' : 'hold', call: id })
      if (decided.ok && call.held === (what === 'talk')) parts.order(decided.value)
    },
    schedule,
  }
}

/** Whether both spellings are the same number, or the same user of the PBX. */
function sameNumber(one: string, other: string, country: string): boolean {
  const [a, b] = [readNumber(one, country), readNumber(other, country)]
  if (a.kind === 'full' && b.kind === 'full') return a.e164 === b.e164
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
