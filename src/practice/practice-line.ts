/**
 * The practice line: a SIP registrar on loopback with simulated customers, over WebSocket and whatever else it is asked
 * for. `npm run demo` runs it as its own process (`main.ts`); tests import it and script every step.
 *
 * ```ts
 * const line = await startPracticeLine({ users: { agent: 'secret' } })
 * await line.registered('agent')                    // REGISTER with digest authentication came in
 * const call = line.call({ to: 'agent', from: '+12025550143', displayName: 'Ada Byron' })
 * await call.ringing()                              // the agent sent 180
 * await call.answered()                             // the agent sent 200 with SDP
 * call.stats(1).heard.rms                           // what the customer hears, measured
 * await call.hangUp()
 *
 * const next = line.nextCall()                      // the next INVITE from an agent is scripted, not by number plan
 * const dialled = await next
 * dialled.ring()
 * dialled.refuse(486)
 * await line.close()
 * ```
 */

import { randomBytes } from 'node:crypto'
import type { IncomingInviteRequest } from 'sip.js/lib/core/index.js'
import { PRACTICE_COLLEAGUES } from '../domain/colleague/colleague.ts'
import { PRACTICE_DOMAIN } from '../domain/line.ts'
import type {
  CallFromAgent,
  CallOptions,
  CallToAgent,
  Connection,
  PracticeCall,
  PracticeLine,
  PracticeLineOptions,
  RegisterScript,
  TransferRequest,
} from './api.ts'
import type { CallContext } from './calls/base-call.ts'
import { IncomingCall } from './calls/call-from-agent.ts'
import { OutgoingCall } from './calls/call-to-agent.ts'
import { runOutcome } from './calls/run-outcome.ts'
import type { TransferCourse } from './calls/transfer.ts'
import { createVoices } from './media/customer-sound.ts'
import { createFixedLeg } from './media/fixed-leg.ts'
import { createFrameClock } from './media/frame-clock.ts'
import type { MediaKind, MediaLeg } from './media/media-leg.ts'
import { createPlainLeg, type PlainOptions } from './media/plain-leg.ts'
import { createWebRtcLeg } from './media/webrtc-leg.ts'
import { createNumberPlan } from './number-plan.ts'
import { seedOf } from './random.ts'
import { createSampleCustomers } from './sample/sample-customers.ts'
import { type Colleagues, createColleagues, type RingingCall } from './sip/colleagues.ts'
import { createDigestServer } from './sip/digest.ts'
import { createMailboxes } from './sip/mailbox.ts'
import { createRegistrar } from './sip/registrar.ts'
import { createSipCore } from './sip/sip-core.ts'
import { attach, createTaps } from './sip/taps.ts'
import { addressesOf, transportsOf } from './sip/transports.ts'
import { createWire } from './sip/wire.ts'

export type * from './api.ts'

/** Starts a practice line on 127.0.0.1. Rejects when the port can't be had. */
export async function startPracticeLine(options: PracticeLineOptions = {}): Promise<PracticeLine> {
  const domain = options.domain ?? PRACTICE_DOMAIN
  const users = new Map(Object.entries(options.users ?? { agent: 'practice' }))
  const extensions = options.colleagues ?? PRACTICE_COLLEAGUES.map(({ extension }) => extension)
  const numberPlan = options.numberPlan ?? createNumberPlan([...sampleNumbers(), ...extensions])
  const digest = createDigestServer(domain, options.digest)
  const taps = createTaps()
  const voices = createVoices()
  const clock = createFrameClock()
  const registrationListeners = new Set<() => void>()
  const callListeners = new Set<(call: PracticeCall) => void>()
  const calls = new Map<string, OutgoingCall | IncomingCall>()
  const callWaiters: ((call: CallFromAgent) => void)[] = []
  let callHandler: ((call: CallFromAgent) => void) | undefined

  const registrar = createRegistrar({
    users,
    digest,
    longest: options.registration?.longest ?? 600,
    shortest: options.registration?.shortest ?? 1,
    onChange: () => {
      for (const listener of [...registrationListeners]) listener()
    },
  })

  const mailboxes = createMailboxes({
    domain,
    find: (user) => registrar.find(user),
  })

  const colleagues: Colleagues = createColleagues({ domain, extensions })

  const wire = createWire({
    transports: transportsOf(options),
    pong: options.answersKeepAlives ?? true,
    hooks: taps.hooks,
    onText: (text, connection) => {
      const taken = mailboxes.receive(text, connection) || colleagues.receive(text, connection)
      if (!taken) sip.receive(text, connection)
    },
    onClosed: (connection) => registrar.forgetConnection(connection),
  })

  const sip = createSipCore({
    domain,
    delegate: {
      onRegister(request) {
        const connection = sip.connectionOf(request.message.callId)
        if (connection) registrar.handle(request, connection)
      },
      onInvite: (request) => onInvite(request),
      onMessage: (request) => void request.accept(),
      onSubscribe: (request) => void request.reject({ statusCode: 489 }),
      onRefer: (request) => void request.reject({ statusCode: 403 }), // outside a call there is nobody to transfer
    },
  })

  const context: CallContext = {
    findCall: (callId) => calls.get(callId),
    onEnded: (call) => calls.delete(call.id),
    decideTransfer: ({ call, request }) => decideTransfer(call, request),
  }

  function createLeg({ media = options.media ?? 'audio', voice, plain, wanted }: LegWish): MediaLeg {
    if (media === 'none') return createFixedLeg({ plain })
    const parts = { media, voice, voices, clock }
    return plain ? createPlainLeg({ ...parts, ...options.plain, ...wanted }) : createWebRtcLeg(parts)
  }

  function onInvite(request: IncomingInviteRequest): void {
    const { message } = request
    const agent = message.from.uri.user ?? ''
    if (options.challengeCalls) {
      const check = digest.check(message.getHeader('proxy-authorization'), 'INVITE', (user) =>
        users.get(user),
      )
      if (!check.ok) {
        const extraHeaders = digest.challenges(check.stale).map((one) => `Proxy-Authenticate: ${one}`)
        request.reject({ statusCode: 407, extraHeaders })
        return
      }
    }
    request.trying()
    const call: IncomingCall = new IncomingCall({
      core: sip.core,
      context,
      request,
      agent,
      createLeg: ({ media, voice, plain }) =>
        createLeg({
          ...(media === undefined ? {} : { media }),
          voice: voice ?? seedOf(call.number),
          plain: message.body ? !isWebRtc(message.body) : isPlain(sip.connectionOf(call.id)),
          wanted: plain,
        }),
    })
    calls.set(call.id, call)
    for (const listener of callListeners) listener(call)
    const replaces = message.getHeader('replaces')
    const pickedUp = colleagues.pickedUp(replaces, call.number)
    if (replaces !== undefined && !pickedUp) {
      call.refuse(481)
      return
    }
    const waiter = callWaiters.shift()
    const handler = callHandler
    if (waiter) waiter(call)
    // Later, so that an error of a script is the script's, and not taken for one of the message.
    else if (handler) queueMicrotask(() => handler(call))
    else if (pickedUp) void call.answer({ headers: [callerHeader(pickedUp)] })
    else void runOutcome(call, numberPlan(call.number))
  }

  /** A pick-up code hides who is talked to; a PBX tells it with the answer. */
  const callerHeader = ({ from, displayName }: RingingCall): string =>
    `P-Asserted-Identity: "${displayName.replace(/["\\]/g, '')}" <sip:${from}@${domain}>`

  function call(callOptions: CallOptions): CallToAgent {
    const target = registrar.find(callOptions.to)
    const callId = randomBytes(12).toString('hex')
    if (target) sip.route(callId, target.connection)
    const leg = createLeg({
      ...(callOptions.media === undefined ? {} : { media: callOptions.media }),
      voice: callOptions.voice ?? seedOf(callOptions.from),
      plain: isPlain(target?.connection),
      wanted: callOptions.plain,
    })
    const outgoing = new OutgoingCall({
      core: sip.core,
      domain,
      context,
      options: callOptions,
      callId,
      target,
      leg,
    })
    calls.set(callId, outgoing)
    for (const listener of callListeners) listener(outgoing)
    void outgoing.start()
    return outgoing
  }

  function decideTransfer(from: PracticeCall, { target, replaces }: TransferRequest): TransferCourse {
    if (replaces) return { reply: 202, notify: replaces.call?.state === 'answered' ? [100, 200] : [100, 481] }
    if (registrar.find(target)) {
      const headers = [`Referred-By: <sip:${from.agent}@${domain}>`]
      return { reply: 202, follow: call({ to: target, from: from.number, headers }) }
    }
    const outcome = numberPlan(target)
    if (outcome.kind === 'refuse') return { reply: 202, notify: [100, outcome.code] }
    if (outcome.kind === 'ring-out') return { reply: 202, notify: [100, 180], unfinished: true }
    return { reply: 202, notify: [100, 180, 200] }
  }

  async function untilRegistrations<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const detach = attach(registrationListeners, () => check())
      const check = () => {
        const found = look()
        if (found === undefined) return
        detach()
        resolve(found)
      }
      check()
    })
  }

  await wire.listen()
  const addresses = () => addressesOf(wire, options.tls ? 'wss' : 'ws')

  return {
    get url() {
      return addresses().websocket ?? ''
    },
    get port() {
      return wire.ports.websocket
    },
    get addresses() {
      return addresses()
    },
    domain,

    registrations: () => registrar.registrations(),
    registered: (user) => untilRegistrations(() => registrar.find(user)),
    async unregistered(user) {
      await untilRegistrations(() =>
        registrar.registrations().some((one) => one.user === user) ? undefined : true,
      )
    },
    onRegistrations: (listener) => attach(registrationListeners, listener),
    scriptRegister(script) {
      let attempt = 0
      const decide = (): RegisterScript | undefined =>
        typeof script === 'function' ? script(++attempt) : script
      registrar.script(decide)
    },

    voicemail: (user, state, how) => mailboxes.notify(user, state, how),
    scriptSubscribe: (script) => mailboxes.script(script),

    colleague: (extension, state) => colleagues.set(extension, state),
    colleagues: () => colleagues.states(),
    scriptWatching: (script) => colleagues.script(script),

    call,
    nextCall: () => new Promise((resolve) => callWaiters.push(resolve)),
    onCall(handler) {
      callHandler = handler
    },
    onAnyCall: (listener) => attach(callListeners, listener),
    calls: () => [...calls.values()],

    connections: () => wire.connections,
    onMessage: (listener) => taps.onMessage(listener),
    drop: (matches) => taps.drop(matches),
    tamper: (change) => taps.tamper(change),
    delay: (ms, matches) => taps.delay(ms, matches),
    duplicate: (matches) => taps.duplicate(matches),
    nextMessage: (direction, matches) => taps.nextMessage(direction, matches),
    inject(data) {
      for (const connection of wire.connections) connection.sendRaw(data)
    },
    freezeConnections() {
      for (const connection of wire.connections) connection.freeze()
    },
    dropConnections() {
      for (const connection of wire.connections) connection.cut()
    },
    closeConnections(code) {
      for (const connection of wire.connections) connection.close(code)
    },
    async goDown({ forgetCalls = false } = {}) {
      if (forgetCalls) for (const one of [...calls.values()]) one.forget()
      registrar.clear()
      await wire.goDown()
    },
    comeUp: () => wire.listen(),

    async close() {
      for (const one of [...calls.values()]) one.forget()
      registrar.clear()
      sip.dispose()
      await wire.goDown()
    },
  }
}

interface LegWish {
  media?: MediaKind
  voice: number
  /** Whether the agent's end is plain RTP; else it is WebRTC. */
  plain: boolean
  wanted: PlainOptions | undefined
}

/** WebRTC lives behind WebSockets and plain RTP behind everything else, where no offer says which it is. */
function isPlain(connection: Connection | undefined): boolean {
  return connection !== undefined && connection.transport !== 'ws' && connection.transport !== 'wss'
}

function isWebRtc(offer: string): boolean {
  return /^a=fingerprint:/m.test(offer)
}

function sampleNumbers(): string[] {
  return createSampleCustomers().flatMap(({ phone, mobile }) => (mobile ? [phone, mobile] : [phone]))
}
