import type { Preset, PresetField } from '../../../../contract/preset.ts'
import type { Codec } from '../../../../domain/line.ts'
import type { AccountDraft } from '../account/account-draft.ts'

const FIELDS = [
  'transport',
  'server',
  'domain',
  'codecs',
  'srtp',
  'dtmf',
  'trustsProxy',
  'credentialsInDialog',
  'echoNumber',
] as const satisfies readonly PresetField[]

/** The part of the form that a preset can fill. */
export type PresetDraft = Pick<AccountDraft, PresetField>

export type PresetChange = {
  readonly field: PresetField
  readonly from: string | boolean | readonly Codec[]
  readonly to: string | boolean | readonly Codec[]
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

/** What a preset fills in, with the agent's own server in it; no server where that isn't known yet. */
export function filledIn(preset: Preset, host: string): Partial<PresetDraft> {
  const entries = FIELDS.flatMap((field) => {
    const value = preset.sets[field]?.value
    if (value === undefined) return []
    if (field !== 'server' || typeof value !== 'string' || !value.includes(HOST)) return [[field, value]]
    return host === '' ? [] : [[field, value.replaceAll(HOST, host)]]
  })
  return Object.fromEntries(entries)
}

/** What to put back so that nothing of the preset is left; what else was typed since stays. */
export const takenBack = (before: PresetDraft, { sets }: Preset): Partial<PresetDraft> =>
  Object.fromEntries(FIELDS.filter((field) => sets[field]).map((field) => [field, before[field]]))

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What applying the preset changes, field by field; what was so already is left out. */
export function changesOf(before: PresetDraft, preset: Preset, host: string): readonly PresetChange[] {
  const after = { ...before, ...filledIn(preset, host) }
  return FIELDS.filter((field) => !same(before[field], after[field])).map((field) => ({
    field,
    from: before[field],
    to: after[field],
  }))
}
