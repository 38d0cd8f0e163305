import { ok, type Result } from '../../../domain/result.ts'
import { type TransactionKey, transactionKey } from '../message/transaction-key.ts'
import type { ServerAddress } from '../server-address.ts'
import type { LineTiming } from '../timing.ts'
import { addressed, type Placeholders, type Protocol } from '../transport/addressing.ts'
import type { SharedPort } from '../transport/datagrams.ts'
import type { FindRoute } from '../transport/network-watch.ts'
import type { Resolver } from '../transport/resolver.ts'
import { createAdmission } from './admission.ts'
import { createDialogues } from './dialogues.ts'
import type { Flow } from './flow.ts'
import { createFlows } from './flows.ts'
import { beginsDialog, nextHop, senderStays, wantedHost } from './next-hop.ts'
import { type OpenPort, openPort, type PortRefusal } from './ports.ts'
import { seenFrom } from './received-via.ts'
import { plainAddress, type Sources } from './sources.ts'
import { createWaiting } from './waiting.ts'
import { createWays } from './ways.ts'
import { createWhereabouts } from './whereabouts.ts'

export type ListeningPointParts = {
  /** 0 for any that is free. */
  readonly port: number
  readonly named: Sources
  readonly strangers: boolean
  /** The account's own servers: they are named in any case. */
  readonly home: {
    readonly domain: string
    readonly servers: readonly ServerAddress[]
    /** Every call that goes out goes there first. */
    readonly isProxy: boolean
  }
  readonly transport: Protocol | 'auto'
  readonly certificates: readonly string[]
  readonly placeholders: Placeholders
  readonly timing: LineTiming
  readonly resolver: Resolver
  readonly findRoute: FindRoute
  readonly isUs: (user: string) => boolean
  /** A call that hasn't ended. */
  readonly goesOn: (callId: string) => boolean
  readonly received: (message: Buffer, stranger: boolean) => void
  readonly sent: (message: string) => void
  /** This computer's address towards the far ends of calls may be another one now. */
  readonly moved: () => void
  readonly log: (level: 'info' | 'warn', message: string) => void
}

/** What a line hears of whom it isn't registered at, and what it says to them. */
export type ListeningPoint = SharedPort & {
  /** Opens the port; may be tried again after a refusal. */
  readonly open: () => Promise<Result<null, PortRefusal>>
  readonly isOpen: () => boolean
  /** Whether a message of ours belongs to a call that goes by it. */
  readonly owns: (message: string) => boolean
  readonly knows: (callId: string) => boolean
  /** Nobody named the other end of this call. */
  readonly isStranger: (callId: string) => boolean
  /** It goes to the account's own server, and nobody else. */
  readonly isHome: (callId: string) => boolean
  /** Finds out where a call that is about to go out goes, so that its description can name an address. Never rejects. */
  readonly findWay: (callId: string, uri: string) => Promise<void>
  readonly localAddress: (callId: string) => string | null
  /** Looks at the way to every far end anew, as after sleep, and tells `moved`. */
  readonly relocate: () => Promise<void>
  /** Whether a Via names an address that requests were sent from. */
  readonly wasHere: (viaHost: string) => boolean
  /** Rejects when there is no way to whoever it is for. */
  readonly send: (message: string) => Promise<void>
  /** Closes once everything was answered, or after so many milliseconds. */
  readonly close: (within: number) => Promise<void>
}

/** Stands for the domain of an account that has none until a message leaves: then it is this computer's address. */
export const NO_DOMAIN = 'direct.invalid'

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** One port over UDP and TCP, and every call that comes or goes by it (RFC 3261 §18). */
export function createListeningPoint(parts: ListeningPointParts): ListeningPoint {
  const { timing, placeholders } = parts
  const { calls, asked, served } = createDialogues(parts.goesOn)
  const hosts = new Set<string>()
  const waiting = createWaiting()
  let opening: ReturnType<typeof openPort> | null = null
  let port: OpenPort | null = null
  let closed = false

  const admission = createAdmission({
    named: { includes: (address) => parts.named.includes(address) || ways.isHome(address) },
    strangers: parts.strangers,
    isUs: parts.isUs,
    knows: calls.has,
    elsewhere: (callId) => !calls.has(callId) && parts.goesOn(callId),
    asked: asked.has,
    served: served.has,
    expects: (address) => calls.entries().some(([, { remote }]) => remote === address),
  })

  const admits = (message: Buffer, address: string): boolean => {
    const why = admission.refuses(message, address, performance.now())
    if (why !== null) parts.log('info', `dropped what came from ${address}: ${why}`)
    return why === null
  }

  /** Notes where a request that was let in came from, for all that will be said to it. */
  const admitted = (message: Buffer, flow: Flow): void => {
    const key = transactionKey(message)
    if (!key) return
    if (key.status !== null) {
      if (key.status >= 200) waiting.answered(key.branch)
      return
    }
    served.set(key.request, flow)
    if (key.method !== 'INVITE') return
    const text = message.toString('latin1')
    // Over UDP whoever can be reached where they say gets it there: they may listen elsewhere than they speak.
    const asTheySay = flow.protocol === 'udp' && wantedHost(text) === flow.remote.host
    const back = senderStays(text) && !asTheySay ? flow : null
    const known = calls.get(key.callId)
    if (known) {
      // Somebody else who knows the call's name is told nothing of it.
      if (back && known.remote === flow.remote.host) known.flow = back
      return
    }
    if (!beginsDialog(text)) return
    const stranger = admission.isStranger(flow.remote.host)
    const remote = flow.remote.host
    calls.set(key.callId, { flow: back, targets: [], local: null, remote, stranger, home: false })
  }

  const received = (message: Buffer, flow: Flow): void => {
    const key = transactionKey(message)
    const call = key && calls.get(key.callId)
    // Somebody else who knows the call's name is nobody to send to.
    if (call?.remote === flow.remote.host && flow.local().host !== '') whereabouts.seen(call, flow)
    const request = key?.status === null
    parts.received(request ? seenFrom(message, flow.remote) : message, admission.isStranger(flow.remote.host))
  }

  const whereabouts = createWhereabouts({ ...parts, calls, every: timing.network })

  const flows = createFlows({
    timing,
    certificates: parts.certificates,
    findRoute: parts.findRoute,
    port: () => port,
    inUse: (flow) =>
      calls.entries().some(([id, call]) => call.remote === flow.remote.host && parts.goesOn(id)),
    admits,
    admitted,
    // What went down with a connection is asked again by another one: it may have been the last word of a call.
    closed: (flow) => {
      for (const message of waiting.sentBy(flow)) send(message).catch(() => {})
    },
    received,
    sent: parts.sent,
    log: parts.log,
  })

  const ways = createWays(parts)

  const write = async (message: string, flow: Flow): Promise<void> => {
    const local = flow.local()
    hosts.add(local.host)
    const contact = flow.protocol
    const own = addressed(message, placeholders, { via: flow.protocol, local, reachable: local, contact })
    await flow.send(own.replaceAll(`@${NO_DOMAIN}`, `@${bracketed(local.host)}`))
  }

  const answer = async (message: string, key: TransactionKey): Promise<void> => {
    const flow = served.get(key.request)
    if (!flow) throw new Error('an answer to nothing')
    await write(message, flow.isOpen() ? flow : await flows.back(message, flow))
  }

  const flowOf = async (message: string, { method, branch, callId }: TransactionKey): Promise<Flow> => {
    const invite = asked.get(branch.replace(/(ACK|CANCEL)$/, 'INVITE'))
    if (invite?.isOpen() && (method === 'ACK' || method === 'CANCEL')) return invite
    const call = calls.get(callId)
    if (call?.flow?.isOpen()) return call.flow
    const first = call?.targets ?? []
    const hop = beginsDialog(message) && first.length > 0 ? null : nextHop(message)
    const found = hop ? await ways.find(hop, false) : []
    return flows.to(found.length > 0 ? found : first, Buffer.byteLength(message))
  }

  const ask = async (message: string, key: TransactionKey): Promise<void> => {
    const flow = await flowOf(message, key)
    const call = calls.get(key.callId)
    if (call) whereabouts.seen(call, flow)
    asked.set(key.branch, flow)
    if (key.method !== 'ACK') waiting.asked(key.branch, message, flow)
    await write(message, flow)
  }

  const send = async (message: string): Promise<void> => {
    const key = transactionKey(message)
    if (!key || !port) throw new Error('not listening')
    await (key.status === null ? ask(message, key) : answer(message, key))
  }

  return {
    open: async () => {
      opening ??= openPort(parts.port, {
        datagram: flows.datagram,
        connection: (socket) => flows.connection(socket, admission.welcomes),
      })
      const opened = await opening
      if (!opened.ok) {
        opening = null
        return opened
      }
      if (closed) opened.value.close()
      else port = opened.value
      await ways.start()
      return ok(null)
    },
    isOpen: () => port !== null,
    port: () => port?.port ?? null,
    join: flows.join,
    owns: (message) => {
      const key = transactionKey(message)
      if (!key) return false
      return key.status === null ? calls.has(key.callId) : served.has(key.request)
    },
    knows: calls.has,
    isStranger: (callId) => calls.get(callId)?.stranger ?? false,
    isHome: (callId) => calls.get(callId)?.home ?? false,
    findWay: async (callId, uri) => {
      const found = await ways.first(uri)
      const [target] = found.targets
      const local = target ? await parts.findRoute(target.address) : null
      const remote = target?.address ?? null
      const stranger = !found.home && (remote === null || admission.isStranger(remote))
      calls.set(callId, { ...found, flow: null, local, remote, stranger })
    },
    relocate: whereabouts.relocate,
    localAddress: (callId) => calls.get(callId)?.local ?? null,
    wasHere: (viaHost) => hosts.has(plainAddress(viaHost.replace(/^\[|\]$/g, ''))),
    send,
    close: async (within) => {
      if (port) await waiting.none(within)
      closed = true
      whereabouts.stop()
      ways.stop()
      const open = port
      port = null
      flows.close()
      open?.close()
    },
  }
}
