import { Core } from 'sip.js'

/** A provisional response that is repeated until the caller's PRACK says that it arrived (RFC 3262 §3). */
export type ReliableRinging = {
  /** Lines of the response. */
  readonly headers: readonly string[]
  /** Whether the RAck of a PRACK names this response; then it is repeated no more. */
  readonly acknowledge: (rack: string | undefined) => boolean
  /** Repeats `send` at growing distances, and calls `unheard` when nothing came of it for 32 s. */
  readonly repeat: (send: () => void, unheard: () => void) => void
  readonly stop: () => void
}

const MOST_RSEQ = 2 ** 31 - 1
/** T1 at most so often: 64 · 500 ms. */
const PATIENCE = 64

export function createReliableRinging(cseq: number, random: () => number): ReliableRinging {
  const rseq = 1 + Math.floor(random() * (MOST_RSEQ - 1))
  const rack = `${rseq} ${cseq} INVITE`
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearTimeout(timer)
  return {
    headers: ['Require: 100rel', `RSeq: ${rseq}`],
    acknowledge: (named) => {
      const ours = named?.trim().split(/\s+/).join(' ') === rack
      if (ours) stop()
      return ours
    },
    repeat: (send, unheard) => {
      const { T1 } = Core.Timers
      const again = (after: number, waited: number) => {
        timer = setTimeout(() => {
          const sofar = waited + after
          if (sofar >= PATIENCE * T1) return unheard()
          send()
          again(Math.min(after * 2, PATIENCE * T1 - sofar), sofar)
        }, after)
      }
      again(T1, 0)
    },
    stop,
  }
}

/** Answers a PRACK. One that belongs to nothing is refused, and so is an offer: the INVITE's comes first. */
export function answerPrack(reliable: ReliableRinging | null, prack: Core.IncomingPrackRequest): void {
  const { message } = prack
  if (!reliable?.acknowledge(message.getHeader('rack'))) prack.reject({ statusCode: 481 })
  else if (message.body !== '') prack.reject({ statusCode: 488 })
  else prack.accept()
}
