import { isDeepStrictEqual } from 'node:util'
import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallId, SipStatus } from '../../domain/call/facts.ts'
import type { LineState } from '../../domain/line.ts'
import { type Calls, createCalls } from './calls.ts'
import { type Connection, createConnection } from './connection.ts'
import { createIntake } from './intake.ts'
import { createLamps, type Lamps } from './lamps.ts'
import type { Leg } from './leg.ts'
import type { Line, LineAccount, LineParts } from './line.ts'
import { createMessageWaiting } from './message-waiting.ts'
import { askOptions } from './options.ts'
import { dialedFact } from './outbound.ts'
import { serversOf } from './servers.ts'
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

function protocolOf(servers: Servers): 'WS' | 'WSS' | 'UDP' {
  if (servers.kind === 'plain') return 'UDP'
  return servers.servers[0]?.secure === false ? 'WS' : 'WSS'
}

const same = (one: LineAccount, other: LineAccount): boolean => isDeepStrictEqual(one, other)

function openSession(
  parts: LineParts,
  timing: LineTiming,
  account: LineAccount,
  servers: Servers,
  password: () => string,
): Session | null {
  const { listener } = parts
  const newCalls = tokenBucket(NEW_CALLS_AT_ONCE, NEW_CALLS_PER_SECOND)
  const legs = new Map<CallId, Leg>()
  const pending = new Set<() => void>()
  let socket = 0

  const intake = createIntake(
    () => agent,
    {
      domain: account.domain,
      us: () => ({
        account: account.user,
        contact: agent?.ua.contact.uri.user ?? '',
        host: agent?.ua.contact.uri.host ?? '',
      }),
      mayCall: () => newCalls.take(performance.now()),
    },
    (request) => calls.take(request),
    listener,
  )
  const agent = createUserAgent({
    account,
    password,
    instanceId: parts.instanceId,
    userAgent: parts.userAgent,
    transport: { protocol: protocolOf(servers), onSend: intake.sent },
    descriptionHandler: (session) => calls.descriptionHandler(session),
    log: listener.log,
  })
  if (!agent) return null
  const { ua, transport } = agent

  const calls: Calls = createCalls(
    {
      ua,
      account,
      parts,
      timing,
      legs,
      connected: () => transport.isConnected(),
      socket: () => socket,
      localAddress: () => transport.localAddress(),
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
  const connection = createConnection({
    targets: createTargets(servers, parts.resolver ?? systemResolver(), Math.random, (message) =>
      listener.log('warn', message),
    ),
    findRoute: parts.findRoute ?? findRoute,
    agent,
    instanceId: parts.instanceId,
    socket: {
      certificates: account.certificates,
      userAgent: parts.userAgent,
      timing,
      placeholders: agent.placeholders,
      aor: String(ua.configuration.uri),
    },
    timing,
    busy: () => legs.size > 0,
    listener,
    received: intake.received,
    lost: () => {
      socket += 1
      calls.lost()
      mailbox.lost()
      lamps.lost()
    },
    registered: () => {
      calls.registered()
      mailbox.registered()
      lamps.registered()
    },
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
    const servers = serversOf(account)
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
      if (secret === '') return listener.state(refusal('noPassword', ''))
      open(account)
    },
    retry: () => session?.connection.retry(),
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
