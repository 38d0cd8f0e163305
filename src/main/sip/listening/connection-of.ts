import type { LineState } from '../../../domain/line.ts'
import type { Connection } from '../connection.ts'
import type { LineTiming } from '../timing.ts'
import { createDirectConnection } from './direct-connection.ts'
import { keepListening, type Listening } from './keep-listening.ts'
import type { ListeningPoint } from './listening-point.ts'

export type ConnectionOfParts = {
  readonly point: ListeningPoint | null
  readonly timing: LineTiming
  readonly publish: (state: LineState) => void
  readonly registered: () => void
  /** The port of a line is open that registers nowhere. */
  readonly opened: () => void
  /** Makes the connection to the account's servers; null where it registers nowhere. */
  readonly toServers: ((publish: (state: LineState) => void, registered: () => void) => Connection) | null
}

/** What is true of a line whose server is content, but whose port isn't open. */
const together = (state: LineState, listening: Listening | null): LineState =>
  state.state === 'registered' && listening?.open === false
    ? { ...state, reason: listening.reason, detail: listening.detail }
    : state

/** The connection to the servers, the listening point, or both, as one. */
export function connectionOf(parts: ConnectionOfParts): Connection {
  const { point, timing, publish, registered, opened, toServers } = parts
  if (!toServers) {
    if (!point) throw new Error('a line without a server has a listening point')
    return createDirectConnection({ point, timing, publish, opened })
  }
  if (!point) return toServers(publish, registered)
  let state: LineState | null = null
  let listening: Listening | null = null
  const keeper = keepListening(point, timing.portRetry, (now) => {
    listening = now
    if (state) publish(together(state, listening))
  })
  const connection = toServers((now) => {
    state = now
    publish(together(state, listening))
  }, registered)
  return {
    start: () => {
      keeper.start()
      connection.start()
    },
    retry: () => {
      keeper.start()
      connection.retry()
    },
    wake: () => {
      keeper.start()
      connection.wake()
    },
    renew: connection.renew,
    stop: async () => {
      await Promise.all([keeper.stop(timing.stop), connection.stop()])
    },
  }
}
