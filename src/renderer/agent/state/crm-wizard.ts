import type {
  BadConnection,
  ConnectionDraft,
  ConnectionTested,
  ConnectionView,
  ConnectorView,
} from '../../../contract/crm.ts'
import type { FieldMapping } from '../../../domain/crm/connection.ts'
import type { RemoteField } from '../../../domain/crm/description.ts'
import { mapsName } from '../../../domain/customer/import.ts'
import type { Disposition } from '../../../domain/disposition/disposition.ts'
import { readMapping, writeMapping } from './column-mapping.ts'

export const WIZARD_STEPS = ['choose', 'signIn', 'test', 'map', 'write', 'sync'] as const
export type WizardStep = (typeof WIZARD_STEPS)[number]

/** What was typed of the sign-in at one connector: another one may be looked at meanwhile. */
export type SignInDraft = {
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  readonly secret: string
  readonly keepSecret: boolean
  /** Stands for a sign-in by the browser. */
  readonly ticket: string | null
}

/** A connection on its way. Going back and forth loses nothing of it. */
export type Wizard = {
  /** Closed for now, with everything kept. */
  readonly open: boolean
  readonly step: WizardStep
  /** The connection that is edited, or that was made by the last step; null before. */
  readonly id: string | null
  readonly editing: boolean
  /** One that was closed on its way, and comes back when this one is done. */
  readonly shelved: Wizard | null
  readonly connector: ConnectorView | null
  readonly signIns: Readonly<Record<string, SignInDraft>>
  /** What main found wrong with the sign-in, by the field's key. */
  readonly problems: BadConnection['fields']
  /** What the test found, and for which sign-in: another one has to be tested anew. */
  readonly tested: { readonly by: string; readonly found: ConnectionTested } | null
  readonly mapping: Readonly<Record<string, FieldMapping>>
  readonly logsCalls: boolean
  readonly dispositions: Readonly<Record<string, string>>
  readonly takesChanges: boolean
  readonly takesNew: boolean
  readonly everySeconds: number
}

const EVERY_SECONDS = 60

export const newWizard = (): Wizard => ({
  open: true,
  step: 'choose',
  id: null,
  editing: false,
  shelved: null,
  connector: null,
  signIns: {},
  problems: {},
  tested: null,
  mapping: {},
  logsCalls: true,
  dispositions: {},
  takesChanges: true,
  takesNew: false,
  everySeconds: EVERY_SECONDS,
})

/** The same steps for a connection that is there. */
export function wizardOf(
  connection: ConnectionView,
  connector: ConnectorView,
  shelved: Wizard | null = null,
): Wizard {
  const { name, settings, secretKept } = connection
  return {
    open: true,
    step: 'signIn',
    id: connection.id,
    editing: true,
    shelved,
    connector,
    signIns: {
      [connector.id]: { name, settings, secret: '', keepSecret: secretKept === 'stored', ticket: null },
    },
    problems: {},
    tested: null,
    mapping: connection.mapping,
    logsCalls: connection.logsCalls,
    dispositions: connection.dispositions,
    takesChanges: connection.takesChanges,
    takesNew: connection.takesNew,
    everySeconds: connection.everySeconds,
  }
}

/** Begins or goes on with a connector; what was typed for it before is there again. */
export function choose(wizard: Wizard, connector: ConnectorView, canKeep: boolean): Wizard {
  const known = wizard.signIns[connector.id]
  const settings = Object.fromEntries(
    connector.fields.filter(({ kind }) => kind !== 'secret').map(({ key, initial }) => [key, initial]),
  )
  const draft = known ?? {
    name: connector.name,
    settings,
    secret: '',
    keepSecret: canKeep,
    ticket: null,
  }
  const other = wizard.connector !== null && wizard.connector.id !== connector.id
  return {
    ...wizard,
    connector,
    step: 'signIn',
    problems: {},
    signIns: { ...wizard.signIns, [connector.id]: draft },
    // Fields and outcomes are each CRM's own.
    ...(other ? { mapping: {}, dispositions: {}, tested: null } : {}),
  }
}

export const signInOf = ({ connector, signIns }: Wizard): SignInDraft | null =>
  connector ? (signIns[connector.id] ?? null) : null

export function changeSignIn(wizard: Wizard, part: Partial<SignInDraft>): Wizard {
  const draft = signInOf(wizard)
  if (!wizard.connector || !draft) return wizard
  const signIns = { ...wizard.signIns, [wizard.connector.id]: { ...draft, ...part } }
  return { ...wizard, problems: {}, signIns }
}

/** Back to the form, with what is wrong beside each field. */
export const withProblems = (wizard: Wizard, problems: BadConnection['fields']): Wizard => ({
  ...wizard,
  step: 'signIn',
  problems,
})

/** The field that asks for the secret, where there is one. */
export const secretField = (connector: ConnectorView): string | null =>
  connector.fields.find(({ kind }) => kind === 'secret')?.key ?? null

/** What a test was made with: as soon as it is another, the test says nothing any more. */
export const testedBy = ({ connector }: Wizard, draft: SignInDraft): string =>
  JSON.stringify([connector?.id, draft.settings, draft.secret, draft.ticket])

export function foundBy(wizard: Wizard): ConnectionTested | null {
  const draft = signInOf(wizard)
  return draft && wizard.tested?.by === testedBy(wizard, draft) ? wizard.tested.found : null
}

const sameWords = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase()

/**
 * Takes what a test found: fields that nobody said anything about yet become what they most likely are, dispositions
 * what is called the same there.
 */
export function withFound(
  wizard: Wizard,
  by: string,
  found: ConnectionTested,
  ours: readonly Pick<Disposition, 'id' | 'label'>[] = [],
): Wizard {
  const mapping: Record<string, FieldMapping> = { ...wizard.mapping }
  for (const { object, key, suggested } of found.description.fields) {
    const known = mapping[object] ?? {}
    // What the CRM has anew since the connection was made is left out until somebody wants it.
    const wanted = wizard.editing && wizard.mapping[object] !== undefined ? 'skip' : suggested
    if (!(key in known)) mapping[object] = { ...known, [key]: wanted }
  }
  const dispositions = { ...wizard.dispositions }
  for (const { id, label } of wizard.editing ? [] : ours) {
    const same = found.description.dispositions.find((theirs) => sameWords(theirs.label, label))
    if (same && dispositions[id] === undefined) dispositions[id] = same.id
  }
  return { ...wizard, mapping, dispositions, tested: { by, found } }
}

export const fieldsOf = (found: ConnectionTested, object: string): readonly RemoteField[] =>
  found.description.fields.filter((field) => field.object === object)

/** Whether customers of every object would have a name: without one nothing of it can be shown. */
export const mapsNames = ({ mapping }: Wizard, found: ConnectionTested): boolean =>
  found.description.objects.every(({ key }) => mapsName(mapping[key] ?? {}))

/** Without the spaces that were typed around labels. */
const tidied = (mapping: FieldMapping): FieldMapping =>
  Object.fromEntries(Object.entries(mapping).map(([key, target]) => [key, writeMapping(readMapping(target))]))

/** What main saves. Nothing that the connector can't do is asked of it. */
export function draftOf(wizard: Wizard, connector: ConnectorView, signIn: SignInDraft): ConnectionDraft {
  const { capabilities } = connector
  return {
    id: wizard.id,
    connector: connector.id,
    name: signIn.name.trim() || connector.name,
    settings: trimmed(signIn.settings),
    mapping: Object.fromEntries(
      Object.entries(wizard.mapping).map(([object, mapping]) => [object, tidied(mapping)]),
    ),
    logsCalls: wizard.logsCalls && capabilities.callLog !== 'none',
    dispositions: Object.fromEntries(
      Object.entries(wizard.dispositions).filter(([, there]) => there.trim() !== ''),
    ),
    takesChanges: wizard.takesChanges && capabilities.changes,
    takesNew: wizard.takesNew && capabilities.creates,
    everySeconds: wizard.everySeconds,
  }
}

/** How the CRM is asked to believe us: what was typed, else the browser's ticket, else what is kept. */
export const accessOf = ({ secret, ticket }: SignInDraft) => ({
  secret: secret === '' ? null : secret,
  ticket,
})

export const trimmed = (settings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, value.trim()]))
