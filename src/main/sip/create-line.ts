import { isDeepStrictEqual } from 'node:util'
import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallId, SipStatus } from '../../domain/call/facts.ts'
import type { LineState } from '../../domain/line.ts'
import { ok } from '../../domain/result.ts'
import { type Calls, createCalls } from './calls.ts'
import { type Connection, createConnection } from './connection.ts'
import { createIntake } from './intake.ts'
import { createLamps, type Lamps } from './lamps.ts'
import type { Leg } from './leg.ts'
import type { Line, LineAccount, LineParts } from './line.ts'
import { connectionOf } from './listening/connection-of.ts'
import { NO_DOMAIN } from './listening/listening-point.ts'
import { listeningPointOf } from './listening/of-account.ts'
import { createMessageWaiting } from './message-waiting.ts'
import { askOptions } from './options.ts'
import { dialedFact } from './outbound.ts'
import { serversOf } from './servers.ts'
import { sparingLog } from './sparing-log.ts'
import { DEFAULT_TIMING, type LineTiming } from './timing.ts'
import { tokenBucket } from './token-bucket.ts'
import { findRoute } from './transport/network-watch.ts'
import { systemResolver } from './transport/resolver.ts'
import { createTargets, type Servers } from './transport/targets.ts'
import { createUserAgent } from './user-agent.ts'

/** New calls that are looked at, so that a flood can't stall the app: ten at once, five a second. */
const NEW_CALLS_AT_ONCE = 10
const NEW_CALLS_PER_SECOND = 5

/** One account, started: its user agent, its connection and its calls. */
type Session = {
  readonly account: LineAccount
  readonly calls: Calls
  readonly connection: Connection
  readonly options: (deadline: number) => Promise<SipStatus | null>
  readonly lamps: Lamps
  readonly stop: () => Promise<void>
}

const refusal = (reason: LineState['reason'], detail: string): LineState => ({
  state: 'refused',
  reason,
  detail,
  retryIn: null,
})

function protocolOf(servers: Servers | null): 'WS' | 'WSS' | 'UDP' {
  if (servers === null || servers.kind === 'plain') return 'UDP'
  return servers.servers[0]?.secure === false ? 'WS' : 'WSS'
}

const same = (one: LineAccount, other: LineAccount): boolean => isDeepStrictEqual(one, other)

/** `servers` is null for a line that registers nowhere. */
function openSession(
  parts: LineParts,
  timing: LineTiming,
  account: LineAccount,
  servers: Servers | null,
  password: () => string,
): Session | null {
  const { listener } = parts
  const newCalls = tokenBucket(NEW_CALLS_AT_ONCE, NEW_CALLS_PER_SECOND)
  const legs = new Map<CallId, Leg>()
  const pending = new Set<() => void>()
  let socket = 0

  const intakeOf = (mayCall: () => boolean) =>
    createIntake(
      () => agent,
      {
        domain: account.domain || NO_DOMAIN,
        us: () => ({
          account: account.user,
          contact: agent?.ua.contact.uri.user ?? '',
          host: agent?.ua.contact.uri.host ?? '',
        }),
        mayCall,
      },
      (request) => calls.take(request),
      listener,
    )
  const intake = intakeOf(() => newCalls.take(performance.now()))
  // Their calls were counted when they were let in: a flood of them takes nothing from those of the server.
  const strangers = intakeOf(() => true)
  const agent = createUserAgent({
    account,
    password,
    instanceId: parts.instanceId,
    userAgent: parts.userAgent,
    transport: {
      protocol: protocolOf(servers),
      onSend: (message) => {
        intake.sent(message)
        strangers.sent(message)
      },
    },
    toServer: (callId) => (servers === null ? point?.isHome(callId) : !point?.knows(callId)) ?? true,
    descriptionHandler: (session) => calls.descriptionHandler(session),
    log: listener.log,
  })
  if (!agent) return null
  const { ua, transport } = agent
  const resolver = parts.resolver ?? systemResolver()
  const route = parts.findRoute ?? findRoute

  const log = sparingLog(listener.log)
  const point = listeningPointOf(account, agent, {
    timing,
    resolver,
    findRoute: route,
    goesOn: (callId) =>
      [...legs.values()].some((leg) => leg.session.request.callId === callId) ||
      [...ua.userAgentCore.dialogs.values()].some((dialog) => dialog.callId === callId),
    received: (message, stranger) => (stranger ? strangers : intake).received(message),
    sent: (message) => listener.message('out', message),
    moved: () => calls.moved(),
    log,
  })
  if (point) transport.listenAt(point, servers === null)
  const isDirect = (leg: Leg): boolean => point?.knows(leg.session.request.callId) ?? false

  const calls: Calls = createCalls(
    {
      ua,
      account,
      parts,
      timing,
      legs,
      connected: (leg) => (leg && isDirect(leg) ? point?.isOpen() : transport.isConnected()) ?? false,
      direct: {
        has: (callId) => point?.knows(callId) ?? false,
        isStranger: (callId) => point?.isStranger(callId) ?? false,
        findWay:
          point && servers === null
            ? ({ session: { request } }) =>
                point.knows(request.callId)
                  ? Promise.resolve()
                  : point.findWay(request.callId, request.ruri?.toRaw() ?? '')
            : null,
      },
      socket: () => socket,
      localAddress: ({ session: { request } }) =>
        point?.knows(request.callId) ? point.localAddress(request.callId) : transport.localAddress(),
      whenBack: (run) => {
        pending.add(run)
        return () => void pending.delete(run)
      },
      endedDialogs: new Set(),
    },
    () => {
      const now = [...pending]
      pending.clear()
      for (const run of now) run()
    },
  )
  const mailbox = createMessageWaiting({ ua, account, timing, listener })
  const lamps = createLamps({ ua, account, timing, listener })
  ua.delegate = {
    onInvite: (invitation) => calls.invited(invitation),
    onNotify: (notification) => mailbox.unasked(notification),
    onReferRequest: (request) => request.reject({ statusCode: 603 }),
  }
  const connection = connectionOf({
    point,
    timing,
    publish: listener.state,
    registered: () => {
      calls.registered()
      mailbox.registered()
      lamps.registered()
    },
    opened: calls.registered,
    busy: () => legs.size > 0,
    toServers:
      servers &&
      ((publish, registered) =>
        createConnection({
          targets: createTargets(servers, resolver, Math.random, (message) => listener.log('warn', message)),
          findRoute: route,
          agent,
          instanceId: parts.instanceId,
          socket: {
            certificates: account.certificates,
            shared: point,
            findRoute: route,
            userAgent: parts.userAgent,
            timing,
            placeholders: agent.placeholders,
            aor: String(ua.configuration.uri),
          },
          timing,
          busy: () => legs.size > 0,
          listener: { ...listener, state: publish },
          received: intake.received,
          lost: () => {
            socket += 1
            calls.lost()
            mailbox.lost()
            lamps.lost()
          },
          registered,
        })),
  })
  return {
    account,
    calls,
    connection,
    options: (deadline) => askOptions(ua, deadline),
    lamps,
    stop: async () => {
      calls.endAll()
      mailbox.stop()
      lamps.stop()
      await connection.stop()
      intake.stop()
      strangers.stop()
      await ua.stop()
    },
  }
}

/** The line: SIP over a WebSocket, UDP, TCP or TLS, for one account at a time. */
export function createLine(parts: LineParts): Line {
  const { listener } = parts
  const timing: LineTiming = { ...DEFAULT_TIMING, ...parts.timing }
  let session: Session | null = null
  let password = ''
  let watched: readonly string[] = []

  const stop = async (): Promise<void> => {
    const stopping = session
    session = null
    await stopping?.stop()
  }

  const open = (account: LineAccount): void => {
    const servers = account.registers ? serversOf(account) : ok(null)
    if (!servers.ok) {
      listener.state(refusal(servers.reason.reason, servers.reason.detail))
      return
    }
    session = openSession(parts, timing, account, servers.value, () => password)
    session?.lamps.watch(watched)
    if (session) session.connection.start()
    else listener.state(refusal('unknownAccount', 'User or domain makes no SIP address'))
  }

  return {
    start: (account, secret) => {
      password = secret
      // With nothing but a new password the calls that are running stay.
      if (session && same(session.account, account)) return session.connection.start()
      stop().catch((error: unknown) => listener.log('warn', `closing the old account: ${String(error)}`))
      if (secret === '' && account.registers) return listener.state(refusal('noPassword', ''))
      open(account)
    },
    retry: () => session?.connection.retry(),
    wake: () => session?.connection.wake(),
    renew: () => session?.connection.renew(),
    options: async (deadline) => (await session?.options(deadline)) ?? null,
    order: (effect: CallEffect) => {
      if (session) return session.calls.order(effect)
      if (effect.kind !== 'dial') return
      listener.fact(effect.call, dialedFact(effect))
      listener.fact(effect.call, { kind: 'ended', by: 'system', cause: 'network', sip: null })
    },
    watch: (extensions) => {
      watched = extensions
      session?.lamps.watch(extensions)
    },
    renegotiate: (call) => session?.calls.renegotiate(call),
    stop,
  }
}
