import type { LineState } from '../../../domain/line.ts'
import type { Connection } from '../connection.ts'
import type { LineTiming } from '../timing.ts'
import { keepListening } from './keep-listening.ts'
import type { ListeningPoint } from './listening-point.ts'

export type DirectConnectionParts = {
  readonly point: ListeningPoint
  readonly timing: LineTiming
  readonly publish: (state: LineState) => void
  /** The port is open, so that calls can come and go. */
  readonly opened: () => void
}

/** A line without a registrar: it is there as soon as its port is open. */
export function createDirectConnection({
  point,
  timing,
  publish,
  opened,
}: DirectConnectionParts): Connection {
  const keeper = keepListening(point, timing.portRetry, (listening) => {
    if (!listening.open) {
      const { reason, detail, retryIn } = listening
      return publish({ state: 'offline', reason, detail, retryIn })
    }
    publish({ state: 'registered', reason: null, detail: `port ${listening.port}`, retryIn: null })
    opened()
  })
  return {
    start: () => {
      publish({ state: 'connecting', reason: null, detail: '', retryIn: null })
      void keeper.start()
    },
    retry: () => void keeper.start(),
    // That the port is open is told once more, and calls find their far ends again.
    wake: () => {
      void keeper.start()
      void point.relocate()
    },
    renew: () => {},
    stop: async () => {
      await keeper.stop(timing.stop)
      publish({ state: 'offline', reason: 'signedOut', detail: '', retryIn: null })
    },
  }
}
