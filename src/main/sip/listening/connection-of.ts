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
  /** Whether there are calls, which another connection could cost. */
  readonly busy: () => boolean
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
  const { point, timing, publish, registered, busy, opened, toServers } = parts
  if (!toServers) {
    if (!point) throw new Error('a line without a server has a listening point')
    return createDirectConnection({ point, timing, publish, opened })
  }
  if (!point) return toServers(publish, registered)
  let state: LineState | null = null
  let listening: Listening | null = null
  let stopped = false
  const keeper = keepListening(point, timing.portRetry, (now) => {
    const late = listening?.open === false && now.open
    listening = now
    if (!state) return
    publish(together(state, listening))
    // What was registered is the address of a port that nobody else may speak to.
    if (late && !busy()) connection.start()
  })
  const connection = toServers((now) => {
    state = now
    publish(together(state, listening))
  }, registered)
  return {
    start: () => {
      // By UDP the registration goes by the same port, so that those find us whom the server sends.
      void keeper.start().then(() => {
        if (!stopped) connection.start()
      })
    },
    retry: () => {
      void keeper.start()
      connection.retry()
    },
    wake: () => {
      void keeper.start()
      void point.relocate()
      connection.wake()
    },
    renew: connection.renew,
    stop: async () => {
      stopped = true
      await connection.stop()
      await keeper.stop(timing.stop)
    },
  }
}
