import type { UserAgent } from 'sip.js'
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  initialConnection,
  step,
  type Timer,
} from './connection-state.ts'
import type { LineListener } from './line.ts'
import { createRegistration, type Registration } from './registration.ts'
import type { ServerUrl } from './server-url.ts'
import type { LineTiming } from './timing.ts'
import type { SipTransport } from './transport/sip-transport.ts'
import { openWebSocket, type Socket } from './transport/websocket.ts'

export type ConnectionParts = {
  readonly server: ServerUrl
  readonly agent: { readonly ua: UserAgent; readonly transport: SipTransport }
  readonly instanceId: string
  readonly userAgent: string
  readonly certificates: readonly string[]
  readonly timing: LineTiming
  readonly listener: LineListener
  readonly received: (message: Buffer) => void
  /** The socket went away. */
  readonly lost: () => void
  /** Registered over a new socket. */
  readonly registered: () => void
}

export type Connection = {
  readonly start: () => void
  readonly retry: () => void
  /** Refreshes the registration now. */
  readonly renew: () => void
  /** Un-registers, closes and never opens again; resolves after `timing.stop` at the latest. */
  readonly stop: () => Promise<void>
}

/** Carries out what `connection-state.ts` decides: sockets, timers and REGISTERs, one of each at a time. */
export function createConnection(parts: ConnectionParts): Connection {
  const { timing, server } = parts
  const { ua, transport } = parts.agent
  const settings = { timing, host: server.host }
  const timers = new Map<Timer, NodeJS.Timeout>()
  let state: ConnectionState = initialConnection(timing)
  let socket: Socket | null = null
  let registration: Registration | null = null

  const release = (): Socket | null => {
    const released = socket
    socket = null
    registration?.abandon()
    registration = null
    if (released) {
      transport.detach()
      parts.lost()
    }
    return released
  }

  const open = () => {
    const opened: Socket = openWebSocket(
      server,
      { certificates: parts.certificates, userAgent: parts.userAgent, timing },
      {
        opened: () => {
          if (socket !== opened) return
          transport.attach(opened)
          registration = createRegistration(ua, parts.instanceId)
          dispatch({ kind: 'opened' })
        },
        received: (message) => {
          if (socket === opened) parts.received(message)
        },
        closed: (failure) => {
          if (socket !== opened) return
          parts.listener.log('info', failure.detail)
          release()
          dispatch({ kind: 'closed', failure })
        },
      },
    )
    socket = opened
  }

  const run = (effect: ConnectionEffect) => {
    switch (effect.kind) {
      case 'connect':
        return open()
      case 'drop':
        return release()?.close(effect.failure)
      case 'probe':
        return socket?.probe(timing.probe)
      case 'register':
        return registration?.send(effect, (answer) => dispatch({ kind: 'answer', answer }))
      case 'wait': {
        clearTimeout(timers.get(effect.timer))
        const fire = () => dispatch({ kind: 'timer', timer: effect.timer })
        timers.set(effect.timer, setTimeout(fire, effect.ms))
        return
      }
      case 'cancel':
        for (const timer of effect.timers) clearTimeout(timers.get(timer))
        return
      case 'publish':
        return parts.listener.state(effect.state)
      case 'registered':
        return parts.registered()
    }
  }

  // Effects may bring events at once (a listener that retries): they wait until the step before them is carried out.
  const events: ConnectionEvent[] = []
  let running = false
  const dispatch = (event: ConnectionEvent) => {
    events.push(event)
    if (running) return
    running = true
    for (let next = events.shift(); next; next = events.shift()) {
      const [after, effects] = step(state, next, settings, Math.random)
      state = after
      for (const effect of effects) run(effect)
    }
    running = false
  }

  /** Takes the binding back; a server that doesn't answer may keep it until it expires. */
  const unregister = (): Promise<void> => {
    const current = registration
    if (!current || !state.registeredHere) return Promise.resolve()
    return new Promise((resolve) => {
      const late = setTimeout(resolve, timing.stop)
      current.send({ expires: 0, regId: state.regId }, () => {
        clearTimeout(late)
        resolve()
      })
    })
  }

  return {
    start: () => {
      release()?.close({ reason: 'signedOut', detail: '' })
      dispatch({ kind: 'start' })
    },
    retry: () => dispatch({ kind: 'retry' }),
    renew: () => dispatch({ kind: 'timer', timer: 'refresh' }),
    stop: async () => {
      const gone = unregister()
      dispatch({ kind: 'stop' })
      await gone
      release()?.close({ reason: 'signedOut', detail: '' })
    },
  }
}
