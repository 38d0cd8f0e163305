import { ok, type Result, refuse } from '../../domain/result.ts'
import type { LineAccount } from './line.ts'
import { parseServerAddress, type ServerAddress } from './server-address.ts'
import { parseServerUrl, type ServerUrl } from './server-url.ts'
import type { Servers } from './transport/targets.ts'

type Unusable = { readonly reason: 'notWebSocket' | 'notSip'; readonly detail: string }

function urls(account: LineAccount): Result<Servers, Unusable> {
  const servers: ServerUrl[] = []
  for (const text of [account.server, ...account.backupServers]) {
    const server = parseServerUrl(text)
    if (!server.ok) {
      const detail =
        server.reason === 'notEncrypted'
          ? `${text} is not encrypted: ws: is for this computer only, use wss:`
          : `${text} is no address of a SIP server (wss://host/path)`
      return refuse({ reason: 'notWebSocket', detail })
    }
    servers.push(server.value)
  }
  return ok({ kind: 'websocket', servers })
}

/** With an outbound proxy everything goes there, whoever the registrar is (RFC 3261 §8.1.2). */
const named = ({ server, outboundProxy, backupServers, domain }: LineAccount): readonly string[] =>
  outboundProxy === '' ? [server === '' ? domain : server, ...backupServers] : [outboundProxy]

/** The servers of an account as its connection is told. */
export function serversOf(account: LineAccount): Result<Servers, Unusable> {
  const { transport } = account
  if (transport === 'websocket') return urls(account)
  const servers: ServerAddress[] = []
  for (const text of named(account)) {
    const server = parseServerAddress(text)
    if (!server.ok)
      return refuse({ reason: 'notSip', detail: `${text} is no address of a SIP server (host[:port])` })
    servers.push(server.value)
  }
  return ok({ kind: 'plain', servers, transport })
}
