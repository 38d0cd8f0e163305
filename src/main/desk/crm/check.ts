import type {
  BadConnection,
  ConnectionDraft,
  ConnectionRefusal,
  ConnectorView,
} from '../../../contract/crm.ts'
import type { Connection } from '../../../domain/crm/connection.ts'
import { mapsName } from '../../../domain/customer/import.ts'

type Problems = BadConnection['fields']
type Problem = Problems[string]

/** A CRM's address: https, or http where it doesn't leave this computer. */
function urlProblem(text: string): Problem | null {
  if (!URL.canParse(text)) return 'notUrl'
  const { protocol, hostname } = new URL(text)
  if (protocol === 'https:') return null
  if (protocol !== 'http:') return 'notUrl'
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname) ? null : 'notSecure'
}

/** The settings without the spaces that come with pasting, and without what the connector doesn't ask for. */
export function trimmedSettings(
  { fields }: Pick<ConnectorView, 'fields'>,
  settings: Readonly<Record<string, string>>,
  /** What a sign-in by the browser brought along. */
  kept: readonly string[],
): Readonly<Record<string, string>> {
  const asked = fields.filter(({ kind }) => kind !== 'secret').map(({ key }) => key)
  return Object.fromEntries([...asked, ...kept].map((key) => [key, (settings[key] ?? '').trim()]))
}

/** What is wrong with the settings, field by field; null where nothing is. */
export function checkSettings(
  { fields }: Pick<ConnectorView, 'fields'>,
  settings: Readonly<Record<string, string>>,
): BadConnection | null {
  const problems: Record<string, Problem> = {}
  for (const { key, kind, required } of fields) {
    if (kind === 'secret') continue
    const value = settings[key] ?? ''
    const problem = value === '' ? (required ? 'empty' : null) : kind === 'url' ? urlProblem(value) : null
    if (problem) problems[key] = problem
  }
  return Object.keys(problems).length === 0 ? null : { ok: false, reason: 'badFields', fields: problems }
}

/** What else must hold before a connection is saved. */
export function checkDraft(
  draft: ConnectionDraft,
  connector: Pick<ConnectorView, 'capabilities'>,
  others: readonly Connection[],
): ConnectionRefusal | null {
  const mappings = Object.values(draft.mapping)
  if (mappings.length === 0 || !mappings.every(mapsName)) return 'noName'
  const takesNew = draft.takesNew && connector.capabilities.creates
  if (takesNew && others.some((other) => other.id !== draft.id && other.takesNew)) return 'takesNewTwice'
  return null
}
