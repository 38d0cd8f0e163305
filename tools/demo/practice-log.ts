// What the practice line and the desk said in the app's log of a call: when it began, when its card was painted, and
// what the simulated customer heard.
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** A call of the practice line; `at` is epoch ms. */
type Begun = {
  readonly type: 'call'
  readonly id: string
  readonly at: number
  readonly direction: 'to-agent' | 'from-agent'
}
type Ended = {
  readonly type: 'ended'
  readonly id: string
  readonly media?: { readonly heard: { readonly perSecond: readonly number[] } }
}
type Painted = { readonly call: string; readonly at: number }

const PATIENCE_MS = 10_000

export type PracticeLog = {
  /** SIP Call-ID of the newest call of that direction. */
  readonly newest: (direction: Begun['direction']) => string
  /** From the INVITE at the practice line to the caller's card on screen. */
  readonly popMs: (sipCallId: string, call: string) => number
  /** What the customer heard in each second of the call (RMS of full scale), once the call is over. */
  readonly heard: (sipCallId: string) => Promise<readonly number[]>
}

export function createPracticeLog(file: string): PracticeLog {
  /** Lines that the app logged as `WORD {json}`. */
  const lines = <Line>(word: string): readonly Line[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, json] = line.split(` info ${word} `)
        return json?.startsWith('{') ? [JSON.parse(json) as Line] : []
      })
  const said = (): readonly (Begun | Ended)[] => lines<Begun | Ended>('practice')
  const begun = (): readonly Begun[] => said().filter((one): one is Begun => one.type === 'call')

  return {
    newest: (direction) => {
      const call = begun().findLast((one) => one.direction === direction)
      if (!call) throw new Error(`the practice line knows of no call ${direction}`)
      return call.id
    },
    popMs: (sipCallId, call) => {
      const invite = begun().find(({ id }) => id === sipCallId)
      const painted = lines<Painted>('pop').find((pop) => pop.call === call)
      if (!invite || !painted) throw new Error(`the log does not tell when the card of ${call} was painted`)
      return painted.at - invite.at
    },
    heard: async (sipCallId) => {
      const deadline = performance.now() + PATIENCE_MS
      for (;;) {
        const end = said().find((one): one is Ended => one.type === 'ended' && one.id === sipCallId)
        if (end) return end.media?.heard.perSecond ?? []
        if (performance.now() > deadline)
          throw new Error(`the practice line did not tell the end of ${sipCallId}`)
        await delay(50)
      }
    },
  }
}
