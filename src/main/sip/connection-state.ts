import type { LineReason, LineState } from '../../domain/line.ts'
import { meaningOf, type RegisterAnswer } from './register-answer.ts'
import type { LineTiming } from './timing.ts'
import type { SocketFailure } from './transport/failure.ts'

export type ConnectionEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed'; readonly failure: SocketFailure }
  | { readonly kind: 'answer'; readonly answer: RegisterAnswer }
  /** One of the timers that an effect asked for. */
  | { readonly kind: 'timer'; readonly timer: Timer }
  | { readonly kind: 'retry' }
  /** The computer slept, for nobody knows how long. */
  | { readonly kind: 'woke' }
  /** The way to the server begins at another address, or there is one again. */
  | { readonly kind: 'networkChanged' }
  /** There is no way to the server any more. */
  | { readonly kind: 'networkLost' }
  /** The server sees us at another address than the one that was registered. */
  | { readonly kind: 'readdressed' }
  /** No sign of life, from a server that gives none but answers to requests. */
  | { readonly kind: 'silent' }
  /** A better server than the present one is back, and no call would be cut. */
  | { readonly kind: 'betterServer' }

/** `retry` connects or registers again, `refresh` renews, `answer` gives REGISTER up, `settled` forgives failures. */
export type Timer = 'retry' | 'refresh' | 'answer' | 'settled'

export type ConnectionEffect =
  | { readonly kind: 'connect' }
  /** Which server the next `connect` goes to. */
  | { readonly kind: 'target'; readonly to: 'next' | 'first' }
  /** Look whether a better server than the present one is back. */
  | { readonly kind: 'seekBetter' }
  /** Close the socket; no `closed` event is wanted for it. */
  | { readonly kind: 'drop'; readonly failure: SocketFailure }
  | { readonly kind: 'probe' }
  | { readonly kind: 'register'; readonly expires: number; readonly regId: boolean }
  /** Start or replace a timer. */
  | { readonly kind: 'wait'; readonly timer: Timer; readonly ms: number }
  | { readonly kind: 'cancel'; readonly timers: readonly Timer[] }
  | { readonly kind: 'publish'; readonly state: LineState }
  /** Registered over a new socket: calls that live on from an earlier one need their target refreshed. */
  | { readonly kind: 'registered' }

export type ConnectionState = {
  readonly phase: 'stopped' | 'connecting' | 'waiting' | 'registering' | 'registered' | 'refused'
  readonly open: boolean
  /** Failures in a row, which the back-off grows with. */
  readonly failures: number
  readonly expires: number
  /** 423 answered in a row: a registrar that never agrees must not be asked for ever. */
  readonly tooBrief: number
  readonly regId: boolean
  /** Whether the present socket was registered before. */
  readonly registeredHere: boolean
  /** Whether the present binding was renewed for a new address already: a NAT that never agrees must not be followed. */
  readonly readdressed: boolean
}

export type ConnectionSettings = {
  readonly timing: LineTiming
  readonly host: string
  /** Another server is left to be tried before waiting. */
  readonly spare: boolean
  /** There is more than one server. */
  readonly several: boolean
}

type Step = readonly [ConnectionState, readonly ConnectionEffect[]]

export const initialConnection = (timing: LineTiming): ConnectionState => ({
  phase: 'stopped',
  open: false,
  failures: 0,
  expires: timing.expires,
  tooBrief: 0,
  regId: true,
  registeredHere: false,
  readdressed: false,
})

const ALL_TIMERS: readonly Timer[] = ['retry', 'refresh', 'answer', 'settled']

const publish = (
  state: LineState['state'],
  reason: LineReason | null,
  detail: string,
  retryIn: number | null,
): ConnectionEffect => ({ kind: 'publish', state: { state, reason, detail, retryIn } })

/**
 * Milliseconds before try number `failures`: the first soon, so that a blip costs nothing; then doubling. The jitter
 * keeps the agents of one server from coming back all at once.
 */
export function backOff(failures: number, timing: LineTiming, random: () => number): number {
  if (failures <= 1) return Math.round(random() * timing.firstRetry)
  const cap = timing.retries.at(-1) ?? timing.firstRetry
  const base = timing.retries[failures - 2] ?? cap
  return Math.round(Math.min(cap, base * (0.5 + random())))
}

/** Over to the next server at once: only after the last one is there anything to wait for (RFC 3263 §4.3). */
const failOver = (state: ConnectionState, failure: SocketFailure): Step => [
  { ...state, phase: 'connecting', open: false, registeredHere: false },
  [
    { kind: 'cancel', timers: ALL_TIMERS },
    publish('connecting', null, failure.detail, null),
    { kind: 'target', to: 'next' },
    { kind: 'connect' },
  ],
]

/** A certificate that can't be trusted is no reason to go on to a server that may have none. */
const mayFailOver = (state: ConnectionState, settings: ConnectionSettings, failure: SocketFailure): boolean =>
  settings.spare &&
  (state.phase === 'connecting' || state.phase === 'registering') &&
  failure.reason !== 'certificateRefused'

function again(
  state: ConnectionState,
  settings: ConnectionSettings,
  failure: SocketFailure,
  open: boolean,
  random: () => number,
  ordered: number | null = null,
): Step {
  const failures = state.failures + 1
  const certificate = failure.reason === 'certificateRefused'
  const ms =
    ordered ??
    (certificate
      ? Math.round(settings.timing.certificateRetry * (0.5 + random()))
      : backOff(failures, settings.timing, random))
  return [
    {
      ...state,
      phase: 'waiting',
      failures,
      open,
      registeredHere: open && state.registeredHere,
    },
    [
      { kind: 'cancel', timers: ALL_TIMERS },
      ...(open ? [] : [{ kind: 'target', to: 'first' } as const]),
      { kind: 'wait', timer: 'retry', ms },
      publish(certificate ? 'refused' : 'offline', failure.reason, failure.detail, ms),
    ],
  ]
}

/** A connection that failed: the next server's turn, or time to wait. */
const failed = (
  state: ConnectionState,
  settings: ConnectionSettings,
  failure: SocketFailure,
  random: () => number,
): Step =>
  mayFailOver(state, settings, failure)
    ? failOver(state, failure)
    : again(state, settings, failure, false, random)

const dropped = (failure: SocketFailure, [state, effects]: Step): Step => [
  state,
  [{ kind: 'drop', failure }, ...effects],
]

const connect = (state: ConnectionState, settings: ConnectionSettings): Step => [
  { ...state, phase: 'connecting', open: false, registeredHere: false },
  [
    { kind: 'cancel', timers: ALL_TIMERS },
    publish('connecting', null, settings.host, null),
    { kind: 'connect' },
  ],
]

const register = (state: ConnectionState, settings: ConnectionSettings): Step => [
  { ...state, phase: 'registering' },
  [
    { kind: 'cancel', timers: ['retry', 'refresh'] },
    { kind: 'wait', timer: 'answer', ms: settings.timing.register },
    { kind: 'register', expires: state.expires, regId: state.regId },
  ],
]

const refused = (state: ConnectionState, reason: LineReason, detail: string): Step => [
  { ...state, phase: 'refused', open: false, registeredHere: false },
  [
    { kind: 'cancel', timers: ALL_TIMERS },
    { kind: 'drop', failure: { reason, detail } },
    publish('refused', reason, detail, null),
  ],
]

function accepted(
  state: ConnectionState,
  settings: ConnectionSettings,
  answer: RegisterAnswer,
  refresh: number,
): Step {
  const { timing, host } = settings
  const first = !state.registeredHere
  return [
    { ...state, phase: 'registered', tooBrief: 0, registeredHere: true },
    [
      { kind: 'cancel', timers: ['answer', 'retry'] },
      { kind: 'wait', timer: 'refresh', ms: refresh },
      ...(state.failures > 0 ? [{ kind: 'wait', timer: 'settled', ms: timing.settled } as const] : []),
      publish('registered', null, `${host}: ${answer.code} ${answer.phrase}`, null),
      ...(first ? [{ kind: 'registered' } as const] : []),
    ],
  ]
}

function answered(
  state: ConnectionState,
  settings: ConnectionSettings,
  answer: RegisterAnswer,
  random: () => number,
): Step {
  const meaning = meaningOf(answer, state, settings, random)
  switch (meaning.kind) {
    case 'registered':
      return accepted(state, settings, answer, meaning.refresh)
    case 'again': {
      const { expires, regId, tooBrief } = meaning.asked
      return register({ ...state, expires, regId, tooBrief }, settings)
    }
    case 'refused':
      return refused(state, meaning.reason, meaning.detail)
    case 'later': {
      const { failure, elsewhere, ms } = meaning
      if (elsewhere && mayFailOver(state, settings, failure))
        return dropped(failure, failOver(state, failure))
      const newFlow = meaning.newFlow || (elsewhere && settings.several)
      const [next, effects] = again({ ...state, tooBrief: 0 }, settings, failure, !newFlow, random, ms)
      return newFlow ? dropped(failure, [next, effects]) : [next, effects]
    }
  }
}

/** The phase in which a timer has something to say; one that fires after it is late. */
const MEANT_FOR = { retry: 'waiting', refresh: 'registered', answer: 'registering' } as const

function timer(
  state: ConnectionState,
  settings: ConnectionSettings,
  which: Timer,
  random: () => number,
): Step {
  if (which === 'settled') return [{ ...state, failures: 0 }, []]
  // A second REGISTER or connection beside the one under way would double both for good.
  if (state.phase !== MEANT_FOR[which]) return [state, []]
  if (which === 'answer') {
    const failure = { reason: 'noAnswer', detail: `${settings.host} doesn't answer REGISTER` } as const
    return dropped(failure, failed(state, settings, failure, random))
  }
  if (which !== 'refresh') return state.open ? register(state, settings) : connect(state, settings)
  const [next, effects] = register({ ...state, readdressed: false }, settings)
  return [next, [...effects, { kind: 'seekBetter' }]]
}

function retry(state: ConnectionState, settings: ConnectionSettings): Step {
  switch (state.phase) {
    case 'waiting':
      return state.open ? register(state, settings) : connect(state, settings)
    case 'registered':
      // The network may have changed under an open connection.
      return [state, [{ kind: 'probe' }]]
    default:
      // A refused password is tried again by `start` only.
      return [state, []]
  }
}

/**
 * After a sleep nothing that was known before it holds: the binding may have expired, and whether the other end of the
 * connection still exists takes longer to find out than to make another one.
 */
const woke = (state: ConnectionState, settings: ConnectionSettings): Step =>
  anew({ ...state, failures: 0, tooBrief: 0 }, settings, 'The computer slept')

/** The first server again, over a new socket, without waiting. */
function anew(state: ConnectionState, settings: ConnectionSettings, why: string): Step {
  const [next, effects] = connect(state, settings)
  return dropped({ reason: 'connectionLost', detail: why }, [
    next,
    [{ kind: 'target', to: 'first' }, ...effects],
  ])
}

function networkLost(state: ConnectionState, settings: ConnectionSettings, random: () => number): Step {
  const failure = { reason: 'noNetwork', detail: `No way to ${settings.host} any more` } as const
  return state.phase === 'waiting' && !state.open
    ? [state, []]
    : dropped(failure, again(state, settings, failure, false, random))
}

/** What the binding says is no longer true: renewed at once, but once only until the next refresh. */
function readdressed(state: ConnectionState, settings: ConnectionSettings): Step {
  return state.phase === 'registered' && !state.readdressed
    ? register({ ...state, readdressed: true }, settings)
    : [state, []]
}

/** What follows from an event. Pure: effects are carried out by `connection.ts`, `random` is in [0, 1). */
export function step(
  state: ConnectionState,
  event: ConnectionEvent,
  settings: ConnectionSettings,
  random: () => number,
): Step {
  if (event.kind === 'start') return connect({ ...initialConnection(settings.timing) }, settings)
  if (event.kind === 'stop') {
    return [
      initialConnection(settings.timing),
      [{ kind: 'cancel', timers: ALL_TIMERS }, publish('offline', 'signedOut', '', null)],
    ]
  }
  if (state.phase === 'stopped') return [state, []]
  switch (event.kind) {
    case 'opened':
      return state.phase === 'connecting' ? register({ ...state, open: true }, settings) : [state, []]
    case 'closed':
      if (state.phase === 'refused') return [state, []]
      return failed(state, settings, event.failure, random)
    case 'answer':
      return state.phase === 'registering' ? answered(state, settings, event.answer, random) : [state, []]
    case 'timer':
      return state.phase === 'refused' ? [state, []] : timer(state, settings, event.timer, random)
    case 'retry':
      return retry(state, settings)
    case 'woke':
      return state.phase === 'refused' ? [state, []] : woke(state, settings)
    case 'networkChanged':
      return state.phase === 'refused' ? [state, []] : anew(state, settings, 'The network changed')
    case 'networkLost':
      return state.phase === 'refused' ? [state, []] : networkLost(state, settings, random)
    case 'readdressed':
      return readdressed(state, settings)
    case 'silent':
      return state.phase === 'registered' ? register(state, settings) : [state, []]
    case 'betterServer':
      return state.phase === 'registered' ? anew(state, settings, 'A better server is back') : [state, []]
  }
}
