import type { MediaOrder, MediaReport } from '../../contract/media.ts'
import type { MediaPipe } from './media.ts'
import { MediaError } from './media-error.ts'

type Done = Extract<MediaReport, { kind: 'done' }>

type Waiting = {
  readonly body: MediaOrder
  readonly resolve: (sdp: string | null) => void
  readonly reject: (error: MediaError) => void
  readonly deadline: NodeJS.Timeout
}

/** Orders that wait for the window, and for its answers. */
export type Orders = {
  /** Resolves with the order's SDP (null when it has none), rejects with a `MediaError`. */
  readonly send: (body: MediaOrder) => Promise<string | null>
  /** Sends `settings`, whose answers nobody waits for, and then what has waited for this window. */
  readonly windowReady: (settings: Iterable<MediaOrder>) => void
  /** Rejects all that was ordered so far. What is ordered from now on waits for the next window. */
  readonly windowGone: () => void
  readonly done: (report: Done) => void
}

/**
 * Numbers the orders and matches the answers. An order given while there is no window is sent when the next one is
 * ready; the deadline of `timeoutMs` runs from the moment it was given, so that no caller waits longer than that.
 */
export function createOrders(send: MediaPipe['send'], timeoutMs: number): Orders {
  const waiting = new Map<number, Waiting>()
  const unsent = new Set<number>()
  let last = 0
  let ready = false

  const take = (order: number): Waiting | undefined => {
    const found = waiting.get(order)
    if (!found) return undefined
    clearTimeout(found.deadline)
    waiting.delete(order)
    unsent.delete(order)
    return found
  }

  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        last += 1
        const order = last
        const deadline = setTimeout(() => {
          const detail = unsent.has(order) ? 'there is no media window' : 'the media window gave no answer'
          take(order)?.reject(new MediaError('timeout', `${body.kind}: ${detail}`))
        }, timeoutMs)
        waiting.set(order, { body, resolve, reject, deadline })
        if (ready) send({ order, body })
        else unsent.add(order)
      }),
    windowReady: (settings) => {
      ready = true
      for (const body of settings) {
        last += 1
        send({ order: last, body })
      }
      const toSend = [...unsent]
      unsent.clear()
      for (const order of toSend) {
        const found = waiting.get(order)
        if (found) send({ order, body: found.body })
      }
    },
    windowGone: () => {
      ready = false
      for (const order of [...waiting.keys()]) {
        const lost = take(order)
        lost?.reject(new MediaError('windowGone', `${lost.body.kind}: the media window died`))
      }
    },
    done: ({ order, result }) => {
      const found = take(order)
      if (!found) return
      if (result.ok) found.resolve(result.sdp)
      else found.reject(new MediaError(result.reason, `${found.body.kind}: ${result.detail}`))
    },
  }
}
