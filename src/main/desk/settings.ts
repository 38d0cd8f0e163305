import { z } from 'zod'
import { colleague, headerRule, type SettingsRefusal } from '../../contract/agent.ts'
import { HOTKEY_ACTIONS, type HotkeyAction } from '../../contract/view.ts'
import { dialable } from '../../domain/call/decide.ts'
import { type Colleague, pickUpNumber } from '../../domain/colleague/colleague.ts'
import type { Disposition, WrapUpRule } from '../../domain/disposition/disposition.ts'
import type { HeaderRule } from '../../domain/push/header-mapping.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'

export type HotkeySetting = {
  readonly action: HotkeyAction
  readonly focused: string
  readonly global: string | null
}
export type ChosenDevice = { readonly id: string; readonly label: string } | null

export type Settings = {
  readonly dispositions: readonly Disposition[]
  readonly wrapUp: WrapUpRule
  readonly breakReasons: readonly { readonly id: string; readonly label: string }[]
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'compact' | 'comfortable'
  readonly language: string
  readonly globalHotkeys: boolean
  readonly hotkeys: readonly HotkeySetting[]
  readonly callWaiting: boolean
  /** What the headers of a dialer's call mean. */
  readonly headerRules: readonly HeaderRule[]
  /** Whose phones are watched. */
  readonly colleagues: readonly Colleague[]
  /** What the PBX's pick-up is dialled by, `{ext}` standing for the extension; empty where it needs none. */
  readonly pickUpCode: string
  /** The same of lines that have their own, by account: each may lead to another PBX. */
  readonly pickUpCodes: Readonly<Record<string, string>>
  readonly devices: {
    readonly microphone: ChosenDevice
    readonly speaker: ChosenDevice
    readonly ringer: ChosenDevice
  }
}

const disposition = z.object({
  id: z.string(),
  label: z.string(),
  directions: z.array(z.enum(['inbound', 'outbound'])),
  requiresNote: z.boolean(),
})
const wrapUp = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('optional') }),
  z.object({ mode: z.literal('required') }),
  z.object({ mode: z.literal('timeBoxed'), seconds: z.number() }),
])
const device = z.object({ id: z.string(), label: z.string() }).nullable()

/** One parser a setting: a value that can't be read falls back to its default and leaves the others alone. */
const parsers = {
  dispositions: z.array(disposition),
  wrapUp,
  breakReasons: z.array(z.object({ id: z.string(), label: z.string() })),
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['compact', 'comfortable']),
  language: z.string(),
  globalHotkeys: z.boolean(),
  hotkeys: z.array(
    z.object({ action: z.enum(HOTKEY_ACTIONS), focused: z.string(), global: z.string().nullable() }),
  ),
  callWaiting: z.boolean(),
  headerRules: z.array(headerRule),
  colleagues: z.array(colleague),
  pickUpCode: z.string(),
  pickUpCodes: z.record(z.string(), z.string()),
  devices: z.object({ microphone: device, speaker: device, ringer: device }),
} satisfies { [Key in keyof Settings]: z.ZodType<Settings[Key]> }

const both = ['inbound', 'outbound'] as const

/** What a fresh installation has. Labels are the team's data, not the window's words. */
export const DEFAULTS: Settings = {
  dispositions: [
    { id: 'resolved', label: 'Resolved', directions: both, requiresNote: false },
    { id: 'callback', label: 'Callback', directions: both, requiresNote: false },
    { id: 'escalated', label: 'Escalated', directions: ['inbound'], requiresNote: true },
    { id: 'sale', label: 'Sale', directions: ['outbound'], requiresNote: false },
    { id: 'not-interested', label: 'Not interested', directions: ['outbound'], requiresNote: false },
    { id: 'wrong-number', label: 'Wrong number', directions: both, requiresNote: false },
    { id: 'other', label: 'Other', directions: both, requiresNote: true },
  ],
  wrapUp: { mode: 'required' },
  breakReasons: [
    { id: 'lunch', label: 'Lunch' },
    { id: 'short-break', label: 'Short break' },
    { id: 'meeting', label: 'Meeting' },
    { id: 'training', label: 'Training' },
  ],
  theme: 'system',
  density: 'compact',
  language: '',
  globalHotkeys: false,
  hotkeys: [
    { action: 'answer', focused: 'CommandOrControl+Shift+A', global: 'CommandOrControl+Shift+F9' },
    { action: 'reject', focused: 'CommandOrControl+Shift+R', global: null },
    { action: 'hangUp', focused: 'CommandOrControl+Shift+E', global: 'CommandOrControl+Shift+F12' },
    { action: 'mute', focused: 'CommandOrControl+Shift+M', global: 'CommandOrControl+Shift+F10' },
    { action: 'hold', focused: 'CommandOrControl+Shift+H', global: 'CommandOrControl+Shift+F11' },
  ],
  callWaiting: true,
  headerRules: [],
  colleagues: [],
  pickUpCode: '',
  pickUpCodes: {},
  devices: { microphone: null, speaker: null, ringer: null },
}

const KEYS = Object.keys(parsers) as (keyof Settings)[]
const PREFIX = 'settings.'

/** Reads all settings out of the journal's key and value store. */
export function loadSettings(read: (key: string) => string | null): Settings {
  const loaded: Partial<Record<keyof Settings, unknown>> = {}
  for (const key of KEYS) {
    const text = read(PREFIX + key)
    if (text === null) continue
    try {
      const parsed = parsers[key].safeParse(JSON.parse(text))
      if (parsed.success) loaded[key] = parsed.data
    } catch {
      // A damaged value is as good as none: the default stands in, and saving it mends it.
    }
  }
  return { ...DEFAULTS, ...(loaded as Partial<Settings>) }
}

export type SettingsChange = { readonly [Key in keyof Settings]?: Settings[Key] | undefined }

/** What is wrong with a change of the colleagues; null when nothing is. */
function colleaguesProblem({
  colleagues = [],
  pickUpCode = '',
  pickUpCodes = {},
}: SettingsChange): SettingsRefusal | null {
  if (!unique(colleagues.map(({ id }) => id))) return 'duplicateId'
  if (colleagues.some(({ extension }) => dialable(extension) === null)) return 'badExtension'
  // Two lines lead to two PBXes, which may both have a 201.
  if (!unique(colleagues.map(({ line, extension }) => `${line ?? ''} ${dialable(extension)}`))) {
    return 'duplicateExtension'
  }
  const codes = [pickUpCode, ...Object.values(pickUpCodes)].filter((code) => code.trim() !== '')
  return codes.some((code) => pickUpNumber(code, '1') === null) ? 'badPickUpCode' : null
}

const unique = (values: readonly string[]): boolean => new Set(values).size === values.length

/** Checks a change and gives the settings with it, and the key-value pairs to store. */
export function changeSettings(
  now: Settings,
  change: SettingsChange,
): Result<
  {
    readonly settings: Settings
    readonly stored: readonly { readonly key: string; readonly value: string }[]
  },
  SettingsRefusal
> {
  if (change.dispositions && !unique(change.dispositions.map(({ id }) => id))) return refuse('duplicateId')
  if (change.breakReasons && !unique(change.breakReasons.map(({ id }) => id))) return refuse('duplicateId')
  if (change.headerRules && !unique(change.headerRules.map(({ id }) => id))) return refuse('duplicateId')
  const problem = colleaguesProblem(change)
  if (problem) return refuse(problem)
  if (change.hotkeys) {
    const focused = change.hotkeys.map((hotkey) => hotkey.focused).filter((keys) => keys !== '')
    const global = change.hotkeys.flatMap((hotkey) => hotkey.global ?? [])
    if (!unique(focused) || !unique(global)) return refuse('duplicateHotkey')
  }
  const given = KEYS.filter((key) => change[key] !== undefined)
  const changed = Object.fromEntries(given.map((key) => [key, change[key]])) as Partial<Settings>
  return ok({
    settings: { ...now, ...changed },
    stored: given.map((key) => ({ key: PREFIX + key, value: JSON.stringify(change[key]) })),
  })
}
