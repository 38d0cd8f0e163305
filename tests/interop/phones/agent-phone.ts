import { readFileSync } from 'node:fs'
import type { CallEffect, PickUp } from '../../../src/domain/call/decide.ts'
import type { CallFact, CallFactKind, CallId } from '../../../src/domain/call/facts.ts'
import type { Lamp } from '../../../src/domain/colleague/lamp.ts'
import type { LineState, PlainMedia } from '../../../src/domain/line.ts'
import { createLine } from '../../../src/main/sip/create-line.ts'
import type { LineAccount } from '../../../src/main/sip/line.ts'
import {
  createFakeDescriptionHandler,
  plainSdp,
} from '../../../src/main/sip/testing/fake-description-handler.ts'
import { TEST_ACCOUNT } from '../../../src/main/sip/testing/line-under-test.ts'
import type { LineTiming } from '../../../src/main/sip/timing.ts'
import { domain } from '../servers/kamailio.ts'
import { until } from '../servers/wait.ts'
import { createPlainSound } from './plain-sound.ts'
import { type AgentSound, createWebRtcSound } from './webrtc-sound.ts'

type FactOf<Kind extends CallFactKind> = Extract<CallFact, { kind: Kind }>
/** An order without its call. */
type Order = CallEffect extends infer One ? (One extends CallEffect ? Omit<One, 'call'> : never) : never

export type PhoneOptions = {
  readonly server: string
  readonly user: string
  readonly password: string
  /** Anything but a WebSocket has only its description, unless `media` says what carries its sound. */
  readonly transport?: LineAccount['transport']
  /** Anybody may call at this port, past the server; where `server` is empty the line is registered nowhere. */
  readonly listensAt?: number
  readonly dtmf?: LineAccount['dtmf']
  readonly tone?: number
  /** PEM file to trust. */
  readonly authority?: string
  readonly timing?: Partial<LineTiming>

  readonly media?: PlainMedia
  /** On a plain line: says what it hears instead of `tone`. */
  readonly echoes?: boolean
}

export type PhoneCall = {
  readonly id: CallId
  readonly facts: () => readonly CallFact[]
  readonly order: (order: Order) => void
  readonly fact: <Kind extends CallFactKind>(kind: Kind, nth?: number) => Promise<FactOf<Kind>>
  /** The call's media; exists once a description was asked for. */
  readonly sound: () => AgentSound
}

export type AgentPhone = {
  readonly start: (password?: string) => void
  readonly states: () => readonly LineState[]
  /** Every SIP message so far, `in` or `out` and its text. */
  readonly messages: () => readonly (readonly ['in' | 'out', string])[]
  readonly state: (wanted: LineState['state'], since?: number) => Promise<LineState>
  /** The next caller that wasn't taken yet. */
  readonly incoming: () => Promise<PhoneCall>
  readonly dial: (to: string, from?: PhoneCall) => PhoneCall
  readonly watch: (extensions: readonly string[]) => void
  readonly lamp: (extension: string) => Lamp | undefined
  readonly pickUp: (what: PickUp) => PhoneCall
  /** The computer slept. */
  readonly wake: () => void
  readonly stop: () => Promise<void>
}

/** The product's own line, with WebRTC in Node as its sound and a list as its journal. */
export function createAgentPhone(options: PhoneOptions): AgentPhone {
  const facts = new Map<CallId, CallFact[]>()
  const sounds = new Map<CallId, AgentSound>()
  const states: LineState[] = []
  const lamps = new Map<string, Lamp>()
  const lines: string[] = []
  const messages: ['in' | 'out', string][] = []
  const taken = new Set<CallId>()
  let calls = 0
  const newCallId = () => {
    calls += 1
    return `${options.user}-${calls}`
  }

  const line = createLine({
    listener: {
      fact: (call, fact) => {
        facts.set(call, [...(facts.get(call) ?? []), fact])
        if (fact.kind === 'answered') sounds.get(call)?.answered()
        // What the desk does with a caller it has room for.
        if (fact.kind === 'offered') queueMicrotask(() => line.order({ kind: 'ring', call }))
      },
      state: (state) => states.push(state),
      voicemail: () => {},
      lamp: (extension, lamp) => void lamps.set(extension, lamp),
      log: (level, message) => lines.push(`${level}: ${message}`),
      message: (direction, text) => void messages.push([direction, text]),
    },
    descriptionHandler: (call, path) => {
      const { tone = 620, media, transport, echoes = false } = options
      if (transport && !media) return createFakeDescriptionHandler(plainSdp)
      const toneReceived = (received: string) =>
        void facts.get(call)?.push({ kind: 'toneReceived', tone: received })
      const sound = media
        ? createPlainSound(tone, media, path, { toneReceived, echoes })
        : createWebRtcSound(tone)
      sounds.set(call, sound)
      return sound.handler
    },
    newCallId,
    instanceId: crypto.randomUUID(),
    userAgent: 'Offhook/interop',
    ...(options.timing && { timing: options.timing }),
  })

  const phoneCall = (id: CallId): PhoneCall => {
    const factsOf = () => facts.get(id) ?? []
    return {
      id,
      facts: factsOf,
      order: (order) => line.order({ ...order, call: id } as CallEffect),
      fact: <Kind extends CallFactKind>(kind: Kind, nth = 1) =>
        until(
          `${options.user}: fact ${kind} of ${id}`,
          () => factsOf().filter((fact): fact is FactOf<Kind> => fact.kind === kind)[nth - 1],
          { also: () => `\nfacts: ${JSON.stringify(factsOf())}\nlog: ${lines.slice(-60).join('\n')}` },
        ),
      sound: () => {
        const sound = sounds.get(id)
        if (!sound) throw new Error(`${id} has no media yet`)
        return sound
      },
    }
  }

  return {
    start: (password = options.password) =>
      line.start(
        {
          ...TEST_ACCOUNT,
          server: options.server,
          ...(options.transport && { transport: options.transport }),
          certificates: options.authority ? [readFileSync(options.authority, 'utf8')] : [],
          user: options.user,
          domain: options.server === '' ? '' : domain,
          registers: options.server !== '',
          ...(options.listensAt !== undefined && {
            direct: { from: 'anybody', addresses: [], port: options.listensAt },
          }),
          displayName: options.user,
          trustsProxy: false,
          dtmf: options.dtmf ?? 'rfc4733',
        },
        password,
      ),
    states: () => states,
    messages: () => messages,
    state: (wanted, since = 0) =>
      until(
        `${options.user}: line ${wanted}`,
        () => states.slice(since).find(({ state }) => state === wanted),
        {
          also: () => `\nstates: ${JSON.stringify(states)}\nlog: ${lines.slice(-60).join('\n')}`,
        },
      ),
    incoming: async () => {
      const id = await until(
        `${options.user}: a caller`,
        () => [...facts].find(([call, [first]]) => first?.kind === 'offered' && !taken.has(call))?.[0],
        { also: () => `\nlog: ${lines.slice(-60).join('\n')}` },
      )
      taken.add(id)
      return phoneCall(id)
    },
    dial: (to, from) => {
      const call = newCallId()
      line.order({ kind: 'dial', call, to, from: from?.id ?? null })
      return phoneCall(call)
    },
    watch: line.watch,
    lamp: (extension) => lamps.get(extension),
    pickUp: (pickUp) => {
      const call = newCallId()
      line.order({ kind: 'dial', call, to: pickUp.colleague.extension, from: null, pickUp })
      return phoneCall(call)
    },
    wake: line.wake,
    stop: line.stop,
  }
}
