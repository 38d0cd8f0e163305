import type { AccountSettings } from '../../../domain/account/account.ts'
import { parseServerUrl } from '../../sip/server-url.ts'
import { hostOf } from './host-port.ts'

/** The form without the spaces that come with pasting. */
export const trimmed = (draft: AccountSettings): AccountSettings => ({
  ...draft,
  label: draft.label.trim(),
  server: draft.server.trim(),
  backupServers: draft.backupServers.map((server) => server.trim()),
  outboundProxy: draft.outboundProxy.trim(),
  user: draft.user.trim(),
  domain: draft.domain.trim(),
  authorizationUser: draft.authorizationUser.trim(),
  caFile: draft.caFile.trim(),
  echoNumber: draft.echoNumber.trim(),
  direct: { ...draft.direct, addresses: draft.direct.addresses.map((source) => source.trim()) },
  callerIds: draft.callerIds.map((number) => number.trim()),
  media: { ...draft.media, stunServer: draft.media.stunServer.trim() },
  numbers: {
    ...draft.numbers,
    outsidePrefix: draft.numbers.outsidePrefix.trim(),
    rules: draft.numbers.rules.map((rule) => ({
      ...rule,
      pattern: rule.pattern.replace(/\s/g, ''),
      replacement: rule.replacement.replace(/\s/g, ''),
    })),
  },
})

/** A checked form with what follows from it: the server's name is the domain where none was given. */
export function completed(settings: AccountSettings): AccountSettings {
  // Without a server its own address stands for the domain, as the network has it.
  if (settings.domain !== '' || settings.server === '') return settings
  const url = settings.transport === 'websocket' ? parseServerUrl(settings.server) : null
  const host = url?.ok ? url.value.host : hostOf(settings.server)
  return { ...settings, domain: host?.includes(':') ? `[${host}]` : (host ?? settings.server) }
}
