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
import { flowOf } from './register-answer.ts'
import { createRegistration, type Registration } from './registration.ts'
import type { LineTiming } from './timing.ts'
import { type FindRoute, watchNetwork } from './transport/network-watch.ts'
import { openSocket } from './transport/open-socket.ts'
import type { SipTransport } from './transport/sip-transport.ts'
import type { Socket, SocketEvents, SocketOptions } from './transport/socket.ts'
import { isFailure, type Target, type Targets } from './transport/targets.ts'

export type ConnectionParts = {
  readonly targets: Targets
  readonly findRoute: FindRoute
  readonly agent: { readonly ua: UserAgent; readonly transport: SipTransport }
  readonly instanceId: string
  readonly socket: SocketOptions
  readonly timing: LineTiming
  readonly listener: LineListener
  /** Whether there are calls, which another server would know nothing of. */
  readonly busy: () => boolean
  readonly received: (message: Buffer) => void
  /** The socket went away. */
  readonly lost: () => void
  /** Registered over a new socket. */
  readonly registered: () => void
}

export type Connection = {
  readonly start: () => void
  readonly retry: () => void
  /** The computer slept. */
  readonly wake: () => void
  /** Refreshes the registration now. */
  readonly renew: () => void
  /** Un-registers, closes and never opens again; resolves after `timing.stop` at the latest. */
  readonly stop: () => Promise<void>
}

const NO_LONGER_WANTED = { reason: 'signedOut', detail: '' } as const

/** Carries out what `connection-state.ts` decides: sockets, timers and REGISTERs, one of each at a time. */
export function createConnection(parts: ConnectionParts): Connection {
  const { timing, targets } = parts
  const { ua, transport } = parts.agent
  const timers = new Map<Timer, NodeJS.Timeout>()
  let state: ConnectionState = initialConnection(timing)
  let socket: Socket | null = null
  let registration: Registration | null = null
  /** Counts what was begun: the DNS may answer when nobody waits any more. */
  let attempt = 0
  /** To a better server than the present one, to see whether it is back. */
  let trial: Socket | null = null
  let bound: string | null = null

  const network = watchNetwork(parts.findRoute, timing.network, (local) => {
    parts.listener.log('info', local === null ? 'the network is gone' : `the network changed, to ${local}`)
    dispatch({ kind: local === null ? 'networkLost' : 'networkChanged' })
  })

  const release = (): Socket | null => {
    attempt += 1
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

  const ownContact = {
    now: () => transport.contact(),
    bound: () => bound,
    accepted: (stays: boolean) => {
      bound = stays ? transport.contactRegistered() : null
    },
  }

  const open = (target: Target) => {
    const ofNow = (run: () => void) => () => {
      if (socket === opened) run()
    }
    const events: SocketEvents = {
      opened: ofNow(() => {
        transport.attach(opened)
        registration = createRegistration(ua, parts.instanceId, ownContact)
        const [remote, local] = [opened.remoteAddress(), opened.localAddress()]
        if (remote !== null && local !== null) network.follow(remote, local)
        dispatch({ kind: 'opened' })
      }),
      received: (message) => {
        if (socket === opened) parts.received(message)
      },
      sent: (message) => parts.listener.message('out', message),
      alive: () => {},
      readdressed: ofNow(() => dispatch({ kind: 'readdressed' })),
      silent: ofNow(() => dispatch({ kind: 'silent' })),
      closed: (failure) => {
        if (socket !== opened) return
        parts.listener.log('info', failure.detail)
        release()
        dispatch({ kind: 'closed', failure })
      },
    }
    const opened: Socket = openSocket(target, parts.socket, events)
    socket = opened
  }

  const connect = async (): Promise<void> => {
    attempt += 1
    const mine = attempt
    const taken = await targets.take()
    if (mine !== attempt) return
    if (isFailure(taken)) dispatch({ kind: 'closed', failure: taken })
    else open(taken)
  }

  /** Asks the better server for a sign of life beside the present connection, which goes on meanwhile. */
  const seekBetter = () => {
    const better = targets.better()
    if (!better || trial || parts.busy()) return
    const mine = attempt
    const nothing = () => {}
    const asked: Socket = openSocket(better, parts.socket, {
      opened: () => asked.probe(timing.pong),
      received: nothing,
      sent: nothing,
      readdressed: nothing,
      alive: () => {
        asked.close(NO_LONGER_WANTED)
        if (mine !== attempt || parts.busy()) return
        // Both may keep the bindings in one place, so the old one is taken back before the new one is made.
        void unregister().then(() => {
          if (mine === attempt && !parts.busy()) dispatch({ kind: 'betterServer' })
        })
      },
      silent: () => asked.close(NO_LONGER_WANTED),
      closed: () => {
        trial = null
      },
    })
    trial = asked
  }

  const run = (effect: ConnectionEffect) => {
    switch (effect.kind) {
      case 'connect':
        void connect()
        return
      case 'target':
        return targets.move(effect.to)
      case 'seekBetter':
        return seekBetter()
      case 'drop':
        return release()?.close(effect.failure)
      case 'probe':
        return socket?.probe(timing.probe)
      case 'register':
        return registration?.send(effect, (answer) => {
          if (answer.code >= 200 && answer.code <= 299) socket?.keep(flowOf(answer))
          dispatch({ kind: 'answer', answer })
        })
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
      const spare = targets.spare()
      const settings = { timing, host: targets.name(), spare, several: targets.several() }
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
      release()?.close(NO_LONGER_WANTED)
      targets.move('first')
      dispatch({ kind: 'start' })
    },
    retry: () => dispatch({ kind: 'retry' }),
    wake: () => dispatch({ kind: 'woke' }),
    renew: () => dispatch({ kind: 'timer', timer: 'refresh' }),
    stop: async () => {
      const gone = unregister()
      network.stop()
      trial?.close(NO_LONGER_WANTED)
      dispatch({ kind: 'stop' })
      await gone
      release()?.close(NO_LONGER_WANTED)
    },
  }
}
