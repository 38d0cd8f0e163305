import { isIP } from 'node:net'
import type { ServerAddress } from '../server-address.ts'
import type { Protocol } from './addressing.ts'
import type { Resolver, SrvRecord } from './resolver.ts'
import type { PlainTarget } from './target.ts'

/** In the order in which they are wanted where the DNS leaves the choice. */
const PROTOCOLS: readonly Protocol[] = ['tls', 'tcp', 'udp']
const SERVICES: Readonly<Record<string, Protocol>> = { 'sips+d2t': 'tls', 'sip+d2t': 'tcp', 'sip+d2u': 'udp' }
const SRV_PREFIX: Readonly<Record<Protocol, string>> = {
  tls: '_sips._tcp.',
  tcp: '_sip._tcp.',
  udp: '_sip._udp.',
}
const DEFAULT_PORT: Readonly<Record<Protocol, number>> = { tls: 5061, tcp: 5060, udp: 5060 }
/** More would only be waited for. */
const MOST_TARGETS = 12

type Service = { readonly protocol: Protocol; readonly srv: string }

/**
 * The order in which servers are tried (RFC 2782): by priority, and within one by lot, each with a chance that goes by
 * its weight. `random` is in [0, 1).
 */
export function inOrder(records: readonly SrvRecord[], random: () => number): readonly SrvRecord[] {
  const left = [...records].sort((one, other) => one.priority - other.priority || one.weight - other.weight)
  const ordered: SrvRecord[] = []
  while (left[0] !== undefined) {
    const { priority } = left[0]
    const same = left.filter((record) => record.priority === priority)
    const total = same.reduce((sum, { weight }) => sum + weight, 0)
    let drawn = random() * total
    const chosen = same.findIndex(({ weight }) => {
      drawn -= weight
      return drawn < 0
    })
    ordered.push(...left.splice(Math.max(0, chosen), 1))
  }
  return ordered
}

/** The transports that a domain offers, best first (RFC 3263 §4.1); none where it has no opinion. */
async function offered(domain: string, resolver: Resolver): Promise<readonly Service[]> {
  const records = [...(await resolver.naptr(domain))].sort(
    (one, other) => one.order - other.order || one.preference - other.preference,
  )
  return records.flatMap(({ service, replacement }) => {
    const protocol = SERVICES[service.toLowerCase()]
    return protocol === undefined || replacement === '' ? [] : [{ protocol, srv: replacement }]
  })
}

const conventional = (protocol: Protocol, host: string): Service => ({
  protocol,
  srv: `${SRV_PREFIX[protocol]}${host}`,
})

/**
 * Where a server is: its addresses in the order in which they are to be tried (RFC 3263 §4). Empty when the DNS knows
 * nothing; rejects when the DNS doesn't work. `host` of each is the name that was asked for, whatever the DNS led to.
 */
export async function locate(
  { host, port }: ServerAddress,
  transport: Protocol | 'auto',
  resolver: Resolver,
  random: () => number,
): Promise<readonly PlainTarget[]> {
  const fixed = transport === 'auto' ? null : transport
  const addressesOf = async (
    name: string,
    protocol: Protocol,
    at: number,
  ): Promise<readonly PlainTarget[]> => {
    const addresses = isIP(name) === 0 ? await resolver.addresses(name) : [name]
    return addresses.map((address) => ({ protocol, host, address, port: at }))
  }
  const plainly = (): Promise<readonly PlainTarget[]> => {
    const protocol = fixed ?? 'udp'
    return addressesOf(host, protocol, port ?? DEFAULT_PORT[protocol])
  }
  // A number or a port leaves nothing for the DNS to decide, the transport neither.
  if (isIP(host) !== 0 || port !== null) return plainly()

  let failed: unknown = null
  const orNone = <Found>(error: unknown): readonly Found[] => {
    failed = error
    return []
  }
  const listed = (await offered(host, resolver).catch(orNone<Service>)).filter(
    ({ protocol }) => fixed === null || protocol === fixed,
  )
  const asked =
    listed.length > 0
      ? listed
      : PROTOCOLS.filter((one) => fixed === null || one === fixed).map((one) => conventional(one, host))
  const groups = await Promise.all(
    asked.map(async ({ protocol, srv }) => {
      const records = inOrder(await resolver.srv(srv).catch(orNone<SrvRecord>), random)
      // A single root as the name says that the service isn't offered (RFC 2782).
      const there = records.filter(({ name }) => name !== '' && name !== '.')
      const found = await Promise.all(
        there.map((record) => addressesOf(record.name, protocol, record.port).catch(orNone<PlainTarget>)),
      )
      return found.flat()
    }),
  )
  const targets = groups.flat()
  if (targets.length > 0) return targets.slice(0, MOST_TARGETS)
  const straight = await plainly()
  if (straight.length === 0 && failed !== null) throw failed
  return straight.slice(0, MOST_TARGETS)
}
