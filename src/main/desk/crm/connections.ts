import type { AgentContract } from '../../../contract/agent.ts'
import type { Handlers } from '../../../contract/boundary.ts'
import {
  type BadConnection,
  type ConnectionDraft,
  type ConnectionRefusal,
  type ConnectionView,
  NOTHING_READ,
  type SyncState,
} from '../../../contract/crm.ts'
import type { Followed, SyncOrder, SyncReport } from '../../../contract/sync.ts'
import type { Connection } from '../../../domain/crm/connection.ts'
import { ok, type Result, refuse } from '../../../domain/result.ts'
import type { Connector } from '../../crm/connector.ts'
import type { Entry } from '../../journal/journal.ts'
import { createPasswords, type Secrets } from '../accounts/passwords.ts'
import { createAccess, type OAuth } from './access.ts'
import { checkDraft, checkSettings, trimmedSettings } from './check.ts'
import { connectorView } from './connector-view.ts'
import { CONNECTIONS, connectionSecretKey, readConnections } from './stored.ts'
import { createTester } from './tester.ts'

type ConnectionCommand = Exclude<Extract<keyof AgentContract, `crm.${string}`>, 'crm.activities'>

export type ConnectionsParts = {
  readonly connectors: readonly Connector[]
  readonly read: (key: string) => string | null
  readonly write: (entries: readonly Entry[]) => void
  readonly secrets: Secrets
  readonly oauth: OAuth
  /** To the engine in the worker, which is started where there is none. */
  readonly post: (order: SyncOrder) => void
  readonly newId: () => string
  readonly country: () => string
  readonly language: () => string
  /** How long after the worker's end it is started again, and the way to wait for it. */
  readonly later: (ms: number, task: () => void) => void
  /** A new secret has come: what waited for one can go. */
  readonly signedIn: (connection: string) => void
  readonly removed: (connection: string) => void
  readonly changed: () => void
}

export type Connections = {
  readonly list: () => readonly Connection[]
  readonly get: (id: string | null) => Connection | null
  readonly view: () => readonly ConnectionView[]
  /** Takes them up at start, with their secrets. */
  readonly start: () => Promise<void>
  readonly report: (report: SyncReport) => void
  /** The worker has ended: it is started again, as long as there is something to follow. */
  readonly workerEnded: () => void
  /** The default country has changed. */
  readonly follow: () => void
  readonly commands: Pick<Handlers<AgentContract>, ConnectionCommand>
}

const RESTART_MS = 5_000

/** The CRMs and address books that the customers follow: what they are, their secrets, and how following goes. */
export function createConnections(parts: ConnectionsParts): Connections {
  const { post, changed } = parts
  const secrets = createPasswords({ ...parts, key: connectionSecretKey })
  const states = new Map<string, SyncState>()
  let connections: readonly Connection[] = []

  const get = (id: string | null): Connection | null => connections.find((one) => one.id === id) ?? null
  const connectorOf = (id: string): Connector | null => parts.connectors.find((one) => one.id === id) ?? null
  const access = createAccess({
    oauth: parts.oauth,
    secrets,
    planOf: (id) => {
      const connection = get(id)
      const signIn = connection ? connectorOf(connection.connector)?.signIn : undefined
      return connection && signIn?.kind === 'oauth' ? signIn.plan(connection.settings) : null
    },
  })
  const tester = createTester(post)

  const followed = (
    connection: Omit<Connection, 'name' | 'logsCalls' | 'takesChanges' | 'takesNew'>,
  ): Followed => ({
    id: connection.id,
    connector: connection.connector,
    settings: connection.settings,
    paused: connection.paused,
    mapping: connection.mapping,
    dispositions: connection.dispositions,
    everySeconds: connection.everySeconds,
    country: parts.country(),
    language: parts.language(),
  })

  let following = false
  const follow = (): void => {
    if (connections.length === 0 && !following) return
    following = connections.length > 0
    post({ kind: 'crm.follow', connections: connections.map(followed) })
  }

  const store = (next: readonly Connection[], ...entries: readonly Entry[]): void => {
    connections = next
    parts.write([{ kind: 'setting', key: CONNECTIONS, value: JSON.stringify(next) }, ...entries])
    follow()
    changed()
  }

  const replace = (connection: Connection): void =>
    store(connections.map((one) => (one.id === connection.id ? connection : one)))

  /** A form's settings, checked; with what its browser sign-in brought along. */
  const settingsOf = (
    connector: Connector,
    form: { readonly settings: ConnectionDraft['settings']; readonly id: string | null },
    ticket: string | null,
  ): Result<Readonly<Record<string, string>>, never> | BadConnection => {
    const kept = { ...keptOf(connector, get(form.id)), ...access.keptBy(ticket) }
    const settings = trimmedSettings(connector, { ...form.settings, ...kept }, Object.keys(kept))
    return checkSettings(connector, settings) ?? ok(settings)
  }

  const keepSecret = async (
    id: string,
    form: { readonly secret: string | null; readonly ticket: string | null },
    isStored: boolean,
  ): Promise<ConnectionRefusal | null> => {
    const secret = access.secretOf(form)
    if (secret === null) return secrets.of(id) === null ? 'noSecret' : null
    if (!(await secrets.keep(id, secret, isStored))) return 'cannotStore'
    access.renewed(id)
    return null
  }

  const commands: Connections['commands'] = {
    'crm.connectors': () => parts.connectors.map(connectorView),
    'crm.signIn': async ({ connector: id, settings: form }) => {
      const connector = connectorOf(id)
      if (connector?.signIn.kind !== 'oauth') return refuse('noConnector')
      const settings = trimmedSettings(connector, form, [])
      const bad = checkSettings(connector, settings)
      if (bad) return bad
      const signed = await access.signIn(connector.signIn.plan(settings))
      return signed.ok
        ? ok({ ticket: signed.value, settings: { ...settings, ...access.keptBy(signed.value) } })
        : signed
    },
    'crm.cancelSignIn': () => {
      parts.oauth.cancel()
      return ok(null)
    },
    'crm.test': async (form) => {
      const connector = connectorOf(form.connector)
      if (!connector) return refuse('noConnector')
      const settings = settingsOf(connector, form, form.ticket)
      if (!settings.ok) return settings
      const secret = await access.tokenOf(form.id, form, () =>
        connector.signIn.kind === 'oauth' ? connector.signIn.plan(settings.value) : null,
      )
      if (secret === null) return refuse('noSecret')
      const draft = { ...form, id: form.id ?? 'draft', settings: settings.value, paused: false }
      return tester.test(followed({ ...draft, mapping: {}, dispositions: {}, everySeconds: 60 }), secret)
    },
    'crm.save': async ({ secret, ticket, keepSecret: isStored, ...draft }) => {
      const connector = connectorOf(draft.connector)
      if (!connector) return refuse('noConnector')
      const known = get(draft.id)
      if (draft.id !== null && !known) return refuse('noConnection')
      const settings = settingsOf(connector, draft, ticket)
      if (!settings.ok) return settings
      const wrong = checkDraft(draft, connector, connections)
      if (wrong) return refuse(wrong)
      const id = known?.id ?? parts.newId()
      const without = await keepSecret(id, { secret, ticket }, isStored)
      if (without) return refuse(without)
      const name = draft.name.trim() || connector.name
      const connection: Connection = {
        ...draft,
        id,
        name,
        settings: settings.value,
        paused: known?.paused ?? false,
      }
      if (known) replace(connection)
      else store([...connections, connection])
      parts.signedIn(id)
      return ok({ connection: id })
    },
    'crm.enterSecret': async ({ connection: id, keepSecret: isStored, ...form }) => {
      const connection = get(id)
      if (!connection) return refuse('noConnection')
      const without = await keepSecret(id, form, isStored)
      if (without) return refuse(without)
      replace({ ...connection, settings: { ...connection.settings, ...access.keptBy(form.ticket) } })
      parts.signedIn(id)
      post({ kind: 'crm.syncNow', connection: id })
      return ok(null)
    },
    'crm.remove': ({ connection: id }) => {
      if (!get(id)) return refuse('noConnection')
      states.delete(id)
      store(
        connections.filter((one) => one.id !== id),
        secrets.forget(id),
      )
      post({ kind: 'crm.forget', connection: id })
      parts.removed(id)
      return ok(null)
    },
    'crm.arrange': ({ order }) => {
      const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length)
      store(connections.toSorted((one, other) => place(one.id) - place(other.id)))
      return ok(null)
    },
    'crm.pause': ({ connection: id, paused }) => {
      const connection = get(id)
      if (!connection) return refuse('noConnection')
      replace({ ...connection, paused })
      return ok(null)
    },
    'crm.syncNow': ({ connection }) => {
      post({ kind: 'crm.syncNow', connection })
      return ok(null)
    },
    'crm.readAll': ({ connection }) => {
      if (!get(connection)) return refuse('noConnection')
      post({ kind: 'crm.readAll', connection })
      return ok(null)
    },
    'crm.vanish': ({ connection, really }) => {
      if (!get(connection)) return refuse('noConnection')
      post({ kind: 'crm.vanish', connection, really })
      return ok(null)
    },
  }

  return {
    list: () => connections,
    get,
    view: () =>
      connections.map((connection) => ({
        ...connection,
        hasSecret: secrets.of(connection.id) !== null,
        secretKept: secrets.kept(connection.id),
        sync: states.get(connection.id) ?? { ...NOTHING_READ, phase: 'waiting' },
      })),
    start: async () => {
      connections = readConnections(parts.read(CONNECTIONS))
      for (const { id } of connections) await secrets.load(id)
      follow()
      changed()
    },
    report: (report) => {
      if (report.kind === 'crm.state') {
        if (!get(report.connection)) return
        states.set(report.connection, report.state)
        changed()
      } else if (report.kind === 'crm.tested') {
        tester.tested(report.job, report.result)
      } else if (report.kind === 'crm.secretWanted') {
        const { wanted, connection, stale } = report
        void access
          .secretFor(connection, stale)
          .then((given) => post({ kind: 'crm.secret', wanted, ...given }))
      }
    },
    workerEnded: () => {
      tester.workerEnded()
      states.clear()
      changed()
      if (connections.length > 0) parts.later(RESTART_MS, follow)
    },
    follow,
    commands,
  }
}

/** What an earlier sign-in by the browser brought along, which no form shows. */
function keptOf(connector: Connector, known: Connection | null): Readonly<Record<string, string>> {
  if (!known || connector.signIn.kind !== 'oauth') return {}
  const { keeps } = connector.signIn.plan(known.settings)
  return Object.fromEntries(keeps.map((key) => [key, known.settings[key] ?? '']))
}
