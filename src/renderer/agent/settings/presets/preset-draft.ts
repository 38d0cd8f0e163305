import type { Preset, PresetField } from '../../../../contract/preset.ts'
import type { PlainMedia, Transport } from '../../../../domain/line.ts'

/** The fields of an account that a preset can fill. */
export type PresetDraft = {
  readonly transport: Transport
  readonly server: string
  readonly domain: string
  readonly media: PlainMedia
  readonly dtmf: 'rfc4733' | 'info'
  readonly trustsProxy: boolean
  readonly credentialsInDialog: boolean
  readonly echoNumber: string
}

type Values = { readonly [Field in PresetField]: NonNullable<Preset['sets'][Field]>['value'] }

export type PresetChange = {
  readonly field: PresetField
  readonly from: string | boolean | readonly string[]
  readonly to: string | boolean | readonly string[]
}

const HOST = '{host}'

export const asksForHost = ({ sets }: Preset): boolean => sets.server?.value.includes(HOST) ?? false

/** The server's name in what an address field says: `wss://pbx.example:8089/ws` and `pbx.example:5060` alike. */
export function hostIn(server: string): string {
  const authority =
    server
      .trim()
      .replace(/^\w+:\/\//, '')
      .split('/')[0] ?? ''
  return authority.replace(/:\d*$/, '')
}

const valuesOf = ({ media, ...draft }: PresetDraft): Values => ({
  ...draft,
  codecs: [...media.codecs],
  srtp: media.srtp,
})

const withValues = (draft: PresetDraft, { codecs, srtp, ...values }: Values): PresetDraft => ({
  ...draft,
  ...values,
  media: { ...draft.media, codecs, srtp },
})

const FIELDS: readonly PresetField[] = [
  'transport',
  'server',
  'domain',
  'codecs',
  'srtp',
  'dtmf',
  'trustsProxy',
  'credentialsInDialog',
  'echoNumber',
]

/** What a preset wants, with the agent's own server in it; nothing where that isn't known yet. */
function wanted(preset: Preset, host: string): Partial<Values> {
  const entries = FIELDS.flatMap((field) => {
    const value = preset.sets[field]?.value
    if (value === undefined) return []
    if (field !== 'server' || typeof value !== 'string' || !value.includes(HOST)) return [[field, value]]
    return host === '' ? [] : [[field, value.replaceAll(HOST, host)]]
  })
  return Object.fromEntries(entries)
}

/** The draft as it was before `preset`, in the fields that it sets; what else was typed since stays. */
export function takeBack<Draft extends PresetDraft>(
  draft: Draft,
  before: PresetDraft,
  preset: Preset,
): Draft {
  const now = valuesOf(draft)
  const then = valuesOf(before)
  const entries = FIELDS.map((field) => [field, preset.sets[field] ? then[field] : now[field]])
  return { ...draft, ...withValues(draft, Object.fromEntries(entries) as Values) }
}

export function applyPreset<Draft extends PresetDraft>(draft: Draft, preset: Preset, host: string): Draft {
  return { ...draft, ...withValues(draft, { ...valuesOf(draft), ...wanted(preset, host) }) }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What applying the preset changes, field by field; what was so already is left out. */
export function changesOf(before: PresetDraft, preset: Preset, host: string): readonly PresetChange[] {
  const from = valuesOf(before)
  const to = { ...from, ...wanted(preset, host) }
  return FIELDS.filter((field) => !same(from[field], to[field])).map((field) => ({
    field,
    from: from[field],
    to: to[field],
  }))
}
