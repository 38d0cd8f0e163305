import type { ServerAddress } from '../server-address.ts'
import type { Protocol } from '../transport/addressing.ts'
import { locate } from '../transport/locate.ts'
import type { Resolver } from '../transport/resolver.ts'
import type { PlainTarget } from '../transport/target.ts'
import { type Hop, hopOf } from './next-hop.ts'
import { plainAddress } from './sources.ts'

export type WaysParts = {
  readonly home: {
    readonly domain: string
    readonly servers: readonly ServerAddress[]
    readonly isProxy: boolean
  }
  readonly transport: Protocol | 'auto'
  readonly resolver: Resolver
  readonly log: (level: 'info' | 'warn', message: string) => void
}

export type Way = { readonly targets: readonly PlainTarget[]; readonly home: boolean }

/** Where the calls of a line that is registered nowhere go. */
export type Ways = {
  /** Learns the addresses of the account's own servers, and keeps learning them. */
  readonly start: () => Promise<void>
  /** For a call that begins. Empty where there is no way; never rejects. */
  readonly first: (uri: string) => Promise<Way>
  /** For what goes to whoever is named. `begins` takes the account's transport where none is. */
  readonly find: (hop: Hop, begins: boolean) => Promise<readonly PlainTarget[]>
  /** Whether it is an address of the account's own servers. */
  readonly isHome: (address: string) => boolean
  readonly stop: () => void
}

/** Milliseconds between two looks at the addresses of the account's own servers: they call from there, too. */
const LOOK_AGAIN = 300_000

export function createWays({ home, transport, resolver, log }: WaysParts): Ways {
  let addresses = new Set<string>()
  let again: NodeJS.Timeout | undefined

  const place = async (
    address: ServerAddress,
    protocol: Protocol | 'auto',
  ): Promise<readonly PlainTarget[]> => {
    try {
      return await locate(address, protocol, resolver, Math.random)
    } catch (error) {
      log('warn', `the DNS can't be asked for ${address.host}: ${String(error)}`)
      return []
    }
  }

  const homeTargets = async (): Promise<readonly PlainTarget[]> =>
    (await Promise.all(home.servers.map((server) => place(server, transport)))).flat()

  const look = async (): Promise<void> => {
    const found = await homeTargets()
    // What the DNS doesn't say today is most likely still right.
    if (found.length > 0) addresses = new Set(found.map(({ address }) => plainAddress(address)))
  }

  const find = (hop: Hop, begins: boolean): Promise<readonly PlainTarget[]> =>
    place(hop, hop.protocol ?? (begins ? transport : 'auto'))

  return {
    start: async () => {
      if (home.servers.length === 0) return
      again ??= setInterval(() => void look(), LOOK_AGAIN)
      await look()
    },
    first: async (uri) => {
      const hop = hopOf(uri)
      const isHome = home.servers.length > 0 && (home.isProxy || hop?.host === home.domain)
      if (isHome) return { targets: await homeTargets(), home: true }
      return { targets: hop ? await find(hop, true) : [], home: false }
    },
    find,
    isHome: (address) => addresses.has(plainAddress(address)),
    stop: () => {
      clearInterval(again)
      again = undefined
    },
  }
}
