import type { Core } from 'sip.js'
import { splitList } from './message/name-addr.ts'
import {
  agreementOf,
  answerTimer,
  newSessionTimer,
  raiseTimer,
  type SessionTimer,
  stepTimer,
  type TimerAnswer,
  type TimerEvent,
} from './session-timer.ts'
import type { LineTiming } from './timing.ts'

/** One call's session timer, with its clock and its header fields. */
export type SessionClock = {
  /** Lines of the INVITE that asks for a timer. */
  readonly ask: () => string[]
  /** Lines of a later INVITE or UPDATE: one without them would end the timer (RFC 4028 §7.4). */
  readonly keep: () => string[]
  /** A 2xx to one of those came. */
  readonly accepted: (response: Core.IncomingResponseMessage) => void
  /** A 422 came: whether to send again, with what `ask` and `keep` say now. */
  readonly raise: (response: Core.IncomingResponseMessage) => boolean
  /** What the far end's INVITE or UPDATE is to be answered; `settle` it once that is out. */
  readonly answer: (request: Core.IncomingRequestMessage) => TimerAnswer
  readonly settle: (answer: TimerAnswer) => void
  /** A refresh of ours was refused, by somebody who is still there. */
  readonly refused: () => void
  readonly stop: () => void
}

type Duties = {
  readonly timing: LineTiming
  readonly refresh: () => void
  readonly expire: () => void
}

const secondsIn = (value: string | undefined): number | null => {
  const digits = value?.match(/^\s*(\d{1,9})\b/)?.[1]
  return digits === undefined ? null : Number(digits)
}

export function createSessionClock({ timing, refresh, expire }: Duties): SessionClock {
  let timer: SessionTimer = newSessionTimer(timing.sessionMinimum)
  let stopped = false
  let waiting: NodeJS.Timeout | undefined

  const dispatch = (event: TimerEvent): void => {
    clearTimeout(waiting)
    const [next, order] = stepTimer(timer, event)
    timer = next
    if (stopped) return
    if (order.kind === 'refresh') refresh()
    if (order.kind === 'expire') expire()
    if (order.kind === 'wait') {
      const ms = order.seconds * timing.sessionSecond
      const due = performance.now() + ms
      waiting = setTimeout(() => dispatch({ kind: 'due', late: performance.now() - due }), ms)
    }
  }

  const lines = (seconds: number, refresher: string): string[] => [
    `Session-Expires: ${Math.max(seconds, timer.minimum)}${refresher}`,
    `Min-SE: ${timer.minimum}`,
  ]

  return {
    ask: () => lines(timing.sessionExpires, ''),
    keep: () => {
      if (!timer.agreement) return []
      const { seconds, refresher } = timer.agreement
      return lines(seconds, refresher === 'us' ? ';refresher=uac' : ';refresher=uas')
    },
    accepted: (response) => {
      dispatch({ kind: 'agreed', agreement: agreementOf(response.getHeader('session-expires')) })
    },
    raise: (response) => {
      const raised = raiseTimer(timer, secondsIn(response.getHeader('min-se')))
      if (raised) timer = raised
      return raised !== null
    },
    answer: (request) => {
      const supported = request.getHeaders('supported').flatMap(splitList)
      const supports = supported.some((tag) => tag.toLowerCase() === 'timer')
      return answerTimer(request.getHeader('session-expires'), supports, timing.sessionMinimum)
    },
    settle: (answer) => {
      if (answer.kind === 'agreed') dispatch({ kind: 'agreed', agreement: answer.agreement })
    },
    refused: () => dispatch({ kind: 'refused' }),
    stop: () => {
      stopped = true
      clearTimeout(waiting)
    },
  }
}
