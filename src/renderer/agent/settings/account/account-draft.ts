import type { AccountView, SecretStore } from '../../../../contract/view.ts'
import { type AccountSettings, newAccount } from '../../../../domain/account/account.ts'
import type { Callers, Codec, SrtpMode } from '../../../../domain/line.ts'
import type { Input } from '../../api.ts'

type Lists = 'backupServers' | 'iceServers' | 'callerIds'

/** The form as it is typed: lists as text with one entry a line, ports as text. */
export type AccountDraft = Omit<AccountSettings, Lists | 'media' | 'autoAnswer' | 'direct'> & {
  readonly [List in Lists]: string
} & {
  readonly codecs: readonly Codec[]
  readonly srtp: SrtpMode
  readonly stunServer: string
  readonly portFrom: string
  readonly portTo: string
  readonly autoAnswer: AccountSettings['autoAnswer']['mode']
  readonly senders: string
  readonly callers: Callers
  readonly sources: string
  readonly directPort: string
  readonly strangersPush: boolean
  readonly password: string
  readonly keepPassword: boolean
}

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The draft of an account; of a new one where there is none yet. */
export function draftOf(account: AccountView | null, country: string, store: SecretStore): AccountDraft {
  const settings: AccountSettings = account ?? newAccount(country)
  const { media, autoAnswer, direct, backupServers, iceServers, callerIds } = settings
  return {
    ...settings,
    backupServers: backupServers.join('\n'),
    iceServers: iceServers.join('\n'),
    callerIds: callerIds.join('\n'),
    codecs: media.codecs,
    srtp: media.srtp,
    stunServer: media.stunServer,
    portFrom: media.ports ? String(media.ports.from) : '',
    portTo: media.ports ? String(media.ports.to) : '',
    autoAnswer: autoAnswer.mode,
    senders: autoAnswer.from.join('\n'),
    callers: direct.from,
    sources: direct.addresses.join('\n'),
    directPort: String(direct.port),
    strangersPush: direct.autoAnswer,
    password: '',
    keepPassword: store === 'system' && account?.passwordKept !== 'session',
  }
}

/** What is sent to be saved. A port that is no number is sent as 0: main says what is wrong with it. */
export function savedDraft(draft: AccountDraft, id: string | null): Input<'account.save'> {
  const { portFrom, portTo } = draft
  const port = (text: string): number => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : 0)
  return {
    id,
    label: draft.label,
    transport: draft.transport,
    registers: draft.registers,
    server: draft.server.trim(),
    backupServers: linesOf(draft.backupServers),
    outboundProxy: draft.outboundProxy,
    user: draft.user.trim(),
    domain: draft.domain,
    authorizationUser: draft.authorizationUser,
    displayName: draft.displayName,
    country: draft.country,
    trustsProxy: draft.trustsProxy,
    dtmf: draft.dtmf,
    whileUnavailable: draft.whileUnavailable,
    iceServers: linesOf(draft.iceServers),
    media: {
      codecs: [...draft.codecs],
      srtp: draft.srtp,
      stunServer: draft.stunServer,
      ports:
        portFrom.trim() === '' && portTo.trim() === '' ? null : { from: port(portFrom), to: port(portTo) },
    },
    echoNumber: draft.echoNumber,
    caFile: draft.caFile,
    credentialsInDialog: draft.credentialsInDialog,
    callerIds: linesOf(draft.callerIds),
    callerId: draft.callerId,
    ring: draft.ring,
    autoAnswer: { mode: draft.autoAnswer, from: linesOf(draft.senders) },
    direct: {
      from: draft.callers,
      addresses: linesOf(draft.sources),
      port: port(draft.directPort),
      autoAnswer: draft.strangersPush,
    },
    numbers: {
      ...draft.numbers,
      rules: draft.numbers.rules.map((rule) => ({ ...rule })),
    },
    password: draft.password === '' ? null : draft.password,
    keepPassword: draft.keepPassword,
  }
}

/** What is sent to be checked: the same without a word on where the password goes. */
export function checkedDraft(
  draft: AccountDraft,
  id: string | null,
): Omit<Input<'lineCheck.start'>, 'subject'> {
  const { keepPassword: _, ...form } = savedDraft(draft, id)
  return form
}

/** How a line is connected, as the form asks: to a server by SIP or WebRTC, or to nobody in particular. */
export type Way = 'plain' | 'websocket' | 'direct'

export const wayOf = ({ transport, registers }: Pick<AccountDraft, 'transport' | 'registers'>): Way =>
  transport === 'websocket' ? 'websocket' : registers ? 'plain' : 'direct'

/** What else another way changes: without a server somebody has to be named who may call, and with one nobody has to. */
export function withWay(draft: AccountDraft, way: Way): Partial<AccountDraft> {
  if (way === 'websocket') return { transport: 'websocket', registers: true }
  const transport = draft.transport === 'websocket' ? 'auto' : draft.transport
  if (way === 'plain') return { transport, registers: true, callers: 'server' }
  return { transport, registers: false, callers: draft.callers === 'server' ? 'named' : draft.callers }
}

/** What a server that was typed says of the way to it: a WebSocket has its own kind of address. */
export function withServer(
  draft: AccountDraft,
  server: string,
): Pick<AccountDraft, 'server' | 'transport' | 'registers'> {
  const isWebSocket = /^\s*wss?:/i.test(server)
  if (isWebSocket) return { server, transport: 'websocket', registers: true }
  return { server, transport: draft.transport, registers: draft.registers }
}
