import { type FindRoute, watchNetwork } from '../transport/network-watch.ts'
import type { Bounded } from './bounded.ts'
import type { Dialogue } from './dialogues.ts'
import type { Flow } from './flow.ts'

export type WhereaboutsParts = {
  readonly calls: Bounded<Dialogue>
  /** A call that hasn't ended. */
  readonly goesOn: (callId: string) => boolean
  readonly findRoute: FindRoute
  /** Milliseconds between two looks at the routing table. */
  readonly every: number
  /** This computer's address towards the far ends of calls may be another one now. */
  readonly moved: () => void
}

/** By which of this computer's addresses the far end of each call reaches it: nobody else can tell them a new one. */
export type Whereabouts = {
  /** The call goes by this flow now. */
  readonly seen: (call: Dialogue, flow: Flow) => void
  /** Looks at the way to every far end anew, as after sleep, and tells `moved`. */
  readonly relocate: () => Promise<void>
  readonly stop: () => void
}

export function createWhereabouts({ calls, goesOn, findRoute, every, moved }: WhereaboutsParts): Whereabouts {
  const relocate = async (): Promise<void> => {
    for (const [id, call] of calls.entries()) {
      const local = call.remote !== null && goesOn(id) ? await findRoute(call.remote) : null
      if (local === null) continue
      call.local = local
      // What is bound to the address before leads nowhere: the next request gets another connection.
      if (call.flow && call.flow.protocol !== 'udp' && call.flow.local().host !== local) call.flow.close()
    }
    moved()
  }
  /** The way to the far end that was heard last: most often there is no other. */
  const network = watchNetwork(findRoute, every, (local) => {
    if (local !== null) void relocate()
  })
  return {
    seen: (call, flow) => {
      const local = flow.local().host
      // A datagram may show it before the watch does. A connection says where it is bound, whatever is right by now.
      const isElsewhere = flow.protocol === 'udp' && call.local !== null && call.local !== local
      Object.assign(call, { local, remote: flow.remote.host })
      network.follow(flow.remote.host, local)
      if (isElsewhere) void relocate()
    },
    relocate,
    stop: network.stop,
  }
}
