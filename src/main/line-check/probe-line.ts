import type { CallFact, CallId } from '../../domain/call/facts.ts'
import type { LineReason, LineState } from '../../domain/line.ts'
import { bad, type FaultReason, good, type StepResult, warning } from '../../domain/line-check.ts'
import type { Line, LineAccount, LineListener } from '../sip/line.ts'

/** A line of its own beside the one that works, with nobody behind it but the check. */
export type ProbeLine = {
  readonly register: (signal: AbortSignal) => Promise<StepResult>
  readonly options: (deadline: number) => Promise<StepResult>
  readonly line: Pick<Line, 'order'>
  /** Hears the facts of one call; returns how to stop. */
  readonly onFact: (call: CallId, hear: (fact: CallFact) => void) => () => void
  /** Un-registers and closes. */
  readonly close: () => Promise<void>
}

export type ProbeLineParts = {
  readonly account: LineAccount
  readonly password: string
  readonly createLine: (listener: LineListener) => Line
  readonly log: LineListener['log']
}

const REASONS: Readonly<Record<LineReason, FaultReason>> = {
  noPassword: 'noPassword',
  noNetwork: 'noNetwork',
  hostNotFound: 'hostNotFound',
  connectionRefused: 'connectionRefused',
  connectionLost: 'connectionLost',
  noAnswer: 'registerNoAnswer',
  certificateRefused: 'certificateUntrusted',
  notWebSocket: 'notWebSocket',
  notSip: 'notSip',
  wrongPassword: 'wrongPassword',
  forbidden: 'forbidden',
  unknownAccount: 'unknownAccount',
  serverError: 'serverError',
  portInUse: 'portInUse',
  portNotAllowed: 'portNotAllowed',
  signedOut: 'connectionLost',
}

/** What the first state says that isn't on the way to another; null while it still is. */
function resultOf({ state, reason, detail }: LineState): StepResult | null {
  if (state === 'registered') return good(detail)
  return reason === null ? null : bad(REASONS[reason], detail)
}

export function createProbeLine(parts: ProbeLineParts): ProbeLine {
  const hearing = new Map<CallId, (fact: CallFact) => void>()
  let answered: ((result: StepResult) => void) | null = null
  const line = parts.createLine({
    fact: (call, fact) => {
      hearing.get(call)?.(fact)
      // A caller whom the registrar sent here by chance: whoever else rings for this account may take them.
      if (fact.kind === 'offered') {
        const as = { status: 'unavailable', why: 'line check' } as const
        queueMicrotask(() => line.order({ kind: 'reject', call, as }))
      }
    },
    state: (state) => {
      const result = resultOf(state)
      if (result) answered?.(result)
    },
    voicemail: () => {},
    lamp: () => {},
    message: () => {},
    log: (level, message) => parts.log(level, `line check: ${message}`),
  })
  return {
    line,
    register: (signal) =>
      new Promise((resolve) => {
        answered = (result) => {
          answered = null
          resolve(result)
        }
        signal.addEventListener('abort', () => answered?.(bad('registerNoAnswer')), { once: true })
        // At any port: the account's own may be at work, or be just what is wrong with it.
        const { account } = parts
        const direct = { ...account.direct, port: 0, ...(account.registers && { from: 'server' as const }) }
        line.start({ ...account, direct }, parts.password)
      }),
    options: async (deadline) => {
      const answer = await line.options(deadline)
      return answer ? good(`${answer.code} ${answer.reason}`) : warning('optionsNoAnswer')
    },
    onFact: (call, hear) => {
      hearing.set(call, hear)
      return () => hearing.delete(call)
    },
    close: () => line.stop(),
  }
}
