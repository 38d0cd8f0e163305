import type { AccountSettings } from '../../../domain/account/account.ts'
import type { CallMediaKind } from '../../../domain/line.ts'
import { type LineAccount, lineName } from '../../sip/line.ts'
import type { Account } from './stored.ts'

/** A WebSocket goes to a server in any case. */
export const registers = ({ registers: wanted, transport }: AccountSettings): boolean =>
  wanted || transport === 'websocket'

/** The port that calls past the server come to; null where none do. */
export const listeningPort = (of: AccountSettings): number | null =>
  of.transport !== 'websocket' && (!of.registers || of.direct.from !== 'server') ? of.direct.port : null

/** The part of an account that signalling is done with. */
export const lineAccount = (of: Account): LineAccount => ({
  transport: of.transport,
  server: of.server,
  backupServers: of.backupServers,
  outboundProxy: of.outboundProxy,
  certificates: of.certificates,
  user: of.user,
  domain: of.domain,
  registers: registers(of),
  direct: {
    from: of.transport === 'websocket' ? 'server' : of.direct.from,
    addresses: of.direct.from === 'named' ? of.direct.addresses : [],
    port: of.direct.port,
  },
  authorizationUser: of.authorizationUser || of.user,
  displayName: of.displayName,
  trustsProxy: of.trustsProxy,
  dtmf: of.dtmf,
  credentialsInDialog: of.credentialsInDialog,
})

/** What the sound of its calls is made by. */
export const callMedia = (of: AccountSettings): CallMediaKind =>
  of.transport === 'websocket'
    ? { kind: 'webrtc', iceServers: of.iceServers }
    : { kind: 'plain', media: of.media }

export const addressOf = (of: Pick<Account, 'user' | 'domain'>): string => lineName(of)
