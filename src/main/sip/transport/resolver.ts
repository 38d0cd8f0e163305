import { promises as dns } from 'node:dns'

export type NaptrRecord = {
  readonly order: number
  readonly preference: number
  readonly service: string
  readonly replacement: string
}
export type SrvRecord = {
  readonly priority: number
  readonly weight: number
  readonly port: number
  readonly name: string
}

/** The DNS as `locate.ts` asks it. A name that isn't there gives nothing; only a DNS that doesn't work rejects. */
export type Resolver = {
  readonly naptr: (name: string) => Promise<readonly NaptrRecord[]>
  readonly srv: (name: string) => Promise<readonly SrvRecord[]>
  readonly addresses: (name: string) => Promise<readonly string[]>
}

const NOT_THERE = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME', 'EAI_NODATA', 'EAI_NONAME'])
const TIMEOUT = 2_000

async function orNothing<Found>(asked: Promise<readonly Found[]>): Promise<readonly Found[]> {
  try {
    return await asked
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (NOT_THERE.has(code)) return []
    throw error
  }
}

/** The system's own: names of this computer's files count for addresses, as they do for every other program. */
export function systemResolver(servers?: readonly string[]): Resolver {
  const resolver = new dns.Resolver({ timeout: TIMEOUT, tries: 2 })
  if (servers) resolver.setServers(servers)
  const lookedUp = async (name: string): Promise<readonly string[]> =>
    (await dns.lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address)
  const asked = async (name: string): Promise<readonly string[]> => {
    const [four, six] = await Promise.all([
      orNothing(resolver.resolve4(name)),
      orNothing(resolver.resolve6(name)),
    ])
    return [...four, ...six]
  }
  return {
    naptr: (name) => orNothing(resolver.resolveNaptr(name)),
    srv: (name) => orNothing(resolver.resolveSrv(name)),
    addresses: (name) => orNothing(servers ? asked(name) : lookedUp(name)),
  }
}
