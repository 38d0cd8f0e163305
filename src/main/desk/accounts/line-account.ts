import type { AccountSettings } from '../../../domain/account/account.ts'
import type { CallMediaKind } from '../../../domain/line.ts'
import type { LineAccount } from '../../sip/line.ts'
import type { Account } from './stored.ts'

/** The part of an account that signalling is done with. */
export const lineAccount = (of: Account): LineAccount => ({
  transport: of.transport,
  server: of.server,
  backupServers: of.backupServers,
  outboundProxy: of.outboundProxy,
  certificates: of.certificates,
  user: of.user,
  domain: of.domain,
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

export const addressOf = ({ user, domain }: Pick<Account, 'user' | 'domain'>): string => `${user}@${domain}`
