import type { LineAccount } from '../line.ts'
import { parseServerAddress, type ServerAddress } from '../server-address.ts'
import type { Agent } from '../user-agent.ts'
import { createListeningPoint, type ListeningPoint, type ListeningPointParts } from './listening-point.ts'
import { sourcesOf } from './sources.ts'

/** The account's own servers; none where only addresses are called. */
function homeOf(account: LineAccount): ListeningPointParts['home'] {
  const { server, backupServers, outboundProxy, domain } = account
  const named = outboundProxy === '' ? [server, ...backupServers] : [outboundProxy]
  const servers = named.flatMap((text): ServerAddress[] => {
    const address = text === '' ? null : parseServerAddress(text)
    return address?.ok ? [address.value] : []
  })
  return { domain, servers, isProxy: outboundProxy !== '' }
}

/** The listening point that an account asks for; null where calls come over the connection to its server alone. */
export function listeningPointOf(
  account: LineAccount,
  { ua, placeholders }: Agent,
  parts: Omit<
    ListeningPointParts,
    'port' | 'named' | 'strangers' | 'home' | 'transport' | 'certificates' | 'placeholders' | 'isUs'
  >,
): ListeningPoint | null {
  const { direct, registers, transport, certificates, user } = account
  if (transport === 'websocket' || (registers && direct.from === 'server')) return null
  return createListeningPoint({
    ...parts,
    port: direct.port,
    named: sourcesOf(direct.from === 'named' ? direct.addresses : []),
    strangers: direct.from === 'anybody',
    home: homeOf(account),
    transport,
    certificates,
    placeholders,
    isUs: (called) => called === user || called === ua.contact.uri.user,
  })
}
