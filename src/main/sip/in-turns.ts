/** Milliseconds of a turn of the event loop; a packet of sound that waits so long is still in time. */
const MOST_OF_A_TURN = 4
/** Far more than any server sends in the time that reading them takes. */
const MOST_WAITING = 5_000

/** Messages on their way to whoever handles them. */
export type InTurns<Message> = {
  /** Handles it at once, or in its order when the messages before it took their time. */
  readonly take: (message: Message) => void
  readonly stop: () => void
}

/**
 * Ten new calls at once are each a commit to the disk, and Node reads dozens of datagrams before it looks at another
 * socket: the sound of the call that is going on would wait for all of them. Between two turns its packets come first.
 */
export function inTurns<Message>(
  handle: (message: Message) => void,
  tooMany: () => void,
  now: () => number = () => performance.now(),
): InTurns<Message> {
  let waiting: Message[] = []
  let spent = 0
  let stopped = false
  let next: NodeJS.Immediate | undefined

  const run = (message: Message): void => {
    const begun = now()
    handle(message)
    spent += now() - begun
    next ??= setImmediate(turn)
  }
  const turn = (): void => {
    next = undefined
    spent = 0
    const due = waiting
    waiting = []
    let taken = 0
    for (const message of due) {
      if (spent >= MOST_OF_A_TURN || stopped) break
      taken += 1
      run(message)
    }
    waiting = [...due.slice(taken), ...waiting]
  }

  return {
    take: (message) => {
      if (waiting.length === 0 && spent < MOST_OF_A_TURN) run(message)
      else if (waiting.length < MOST_WAITING) waiting.push(message)
      else tooMany()
    },
    stop: () => {
      stopped = true
      clearImmediate(next)
      waiting = []
    },
  }
}
