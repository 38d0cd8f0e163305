import type { CallEnd, CallState } from '../api.ts'
import { deferred } from '../sip/deferred.ts'

/** Where a call has got to, for those who wait for it, and the timers that must not outlive it. */
export class CallProgress {
  readonly ringing = deferred<void>()
  readonly answered = deferred<void>()
  readonly ended = deferred<CallEnd>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #waiters = new Set<() => void>()
  #state: CallState = 'calling'
  #end: CallEnd | undefined

  get state(): CallState {
    return this.#state
  }

  get end(): CallEnd | undefined {
    return this.#end
  }

  rang(): void {
    if (this.#end) return
    if (this.#state === 'calling') this.#state = 'ringing'
    this.ringing.resolve()
    this.changed()
  }

  established(): void {
    if (this.#end) return
    this.#state = 'answered'
    this.ringing.resolve()
    this.answered.resolve()
    this.changed()
  }

  /** False when the call had ended already. */
  finish(end: CallEnd): boolean {
    if (this.#end) return false
    this.#end = end
    this.#state = 'ended'
    for (const timer of this.#timers) clearTimeout(timer)
    this.ringing.reject(endedBefore(end))
    this.answered.reject(endedBefore(end))
    this.ended.resolve(end)
    this.changed()
    return true
  }

  /** Runs something after a time, unless the call has ended by then. */
  later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
  }

  /** Something of the call changed that somebody may wait for. */
  changed(): void {
    for (const look of [...this.#waiters]) look()
  }

  /** Looks at each change and, for what only the media knows, every 20 ms. Rejects when the call ends first. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const held = holds()
        if (!held && !this.#end) return
        clearInterval(ticker)
        this.#waiters.delete(look)
        if (held) resolve()
        else if (this.#end) reject(endedBefore(this.#end))
      }
      const ticker = setInterval(look, 20)
      this.#waiters.add(look)
      look()
    })
  }
}

function endedBefore({ by, how, code, reason }: CallEnd): Error {
  return new Error(`The call ended before that, by ${by}: ${how} ${code} ${reason}`)
}
