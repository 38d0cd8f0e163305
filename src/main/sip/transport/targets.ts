import type { ServerAddress } from '../server-address.ts'
import type { ServerUrl } from '../server-url.ts'
import type { Protocol } from './addressing.ts'
import { placeOf, type SocketFailure } from './failure.ts'
import { locate } from './locate.ts'
import type { Resolver } from './resolver.ts'
import type { PlainTarget } from './target.ts'

export type Target =
  | { readonly kind: 'websocket'; readonly server: ServerUrl }
  | { readonly kind: 'plain'; readonly plain: PlainTarget }

export type Servers =
  | { readonly kind: 'websocket'; readonly servers: readonly ServerUrl[] }
  | {
      readonly kind: 'plain'
      readonly servers: readonly ServerAddress[]
      readonly transport: Protocol | 'auto'
    }

/** The servers of an account, best first, and the one that is used now. */
export type Targets = {
  /** Whom it goes to, for the agent. */
  readonly name: () => string
  /** The present one; for the first the DNS is asked anew. */
  readonly take: () => Promise<Target | SocketFailure>
  /** Whether another one is left to be tried after the present one. */
  readonly spare: () => boolean
  readonly several: () => boolean
  /** On to the next one, or back to the first. */
  readonly move: (to: 'next' | 'first') => void
  /** One that is better than the present one, to be looked at; null when there is none. */
  readonly better: () => Target | null
}

export const isFailure = (taken: Target | SocketFailure): taken is SocketFailure => 'reason' in taken

export function createTargets(
  servers: Servers,
  resolver: Resolver,
  random: () => number,
  log: (message: string) => void,
): Targets {
  /** What the DNS said last: while it can't be reached that is most likely still right. */
  const known = new Map<ServerAddress, readonly PlainTarget[]>()
  let list: readonly Target[] = []
  let at = 0

  const found = async (
    server: ServerAddress,
    transport: Protocol | 'auto',
  ): Promise<readonly PlainTarget[]> => {
    try {
      const targets = await locate(server, transport, resolver, random)
      if (targets.length > 0) known.set(server, targets)
      return targets
    } catch (error) {
      const last = known.get(server) ?? []
      const going = last.length > 0 ? '; going by what it said last' : ''
      log(`the DNS can't be asked for ${server.host}: ${String(error)}${going}`)
      return last
    }
  }

  const look = async (): Promise<readonly Target[]> => {
    if (servers.kind === 'websocket') {
      return servers.servers.map((server) => ({ kind: 'websocket', server }))
    }
    const groups = await Promise.all(servers.servers.map((server) => found(server, servers.transport)))
    return groups.flat().map((plain) => ({ kind: 'plain', plain }))
  }

  const names = servers.servers.map(({ host }) => host)

  return {
    name: () => {
      const target = list[at]
      if (target?.kind !== 'plain') return target?.server.host ?? names[0] ?? ''
      return `${placeOf(target.plain)} by ${target.plain.protocol.toUpperCase()}`
    },
    take: async () => {
      if (at === 0 || list[at] === undefined) {
        at = 0
        list = await look()
      }
      const target = list[at]
      if (target) return target
      return { reason: 'hostNotFound', detail: `No address found for ${names.join(' or ')}` }
    },
    several: () => list.length > 1,
    spare: () => at < list.length - 1,
    move: (to) => {
      at = to === 'next' && at < list.length - 1 ? at + 1 : 0
    },
    better: () => (at > 0 ? (list[0] ?? null) : null),
  }
}
