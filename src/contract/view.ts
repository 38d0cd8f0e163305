import type { AccountSettings } from '../domain/account/account.ts'
import type { AgentState } from '../domain/agent/state.ts'
import type { Call, CallPhase } from '../domain/call/call.ts'
import type {
  CallEnd,
  CallId,
  Direction,
  EndCause,
  MatchHow,
  SipStatus,
  TransferKind,
} from '../domain/call/facts.ts'
import type { Colleague } from '../domain/colleague/colleague.ts'
import type { Lamp } from '../domain/colleague/lamp.ts'
import type { Customer, CustomerSummary, MatchBy } from '../domain/customer/customer.ts'
import type { Disposition, WrapUpRule } from '../domain/disposition/disposition.ts'
import type { LineReason, LineState } from '../domain/line.ts'
import type { CheckedStep } from '../domain/line-check.ts'
import type { HeaderRule } from '../domain/push/header-mapping.ts'
import type { Ticker } from '../domain/time.ts'
import type { Voicemail } from '../domain/voicemail.ts'
import type { CrmCard, CrmView } from './crm.ts'

export type LineView = {
  /** The account's. */
  readonly id: string
  /** What the team calls it; empty: its user. The practice line has none. */
  readonly label: string
  readonly state: LineState['state']
  readonly reason: LineReason | null
  readonly detail: string
  /** Epoch ms. */
  readonly since: number
  /** Epoch ms of the next try, when one is planned. */
  readonly retryAt: number | null
  /** The address of record. */
  readonly address: string
  readonly practice: boolean
  /** Without a registrar it is ready as soon as it listens. */
  readonly registers: boolean
  /** Dialled on where no line is named. */
  readonly isDefault: boolean
  /** Numbers of ours that a called party may be shown, and the one that is; empty leaves it to the server. */
  readonly callerIds: readonly string[]
  readonly callerId: string
  /** What waits in the voice mailbox; null where the server doesn't tell. */
  readonly voicemail: Voicemail | null
}

export type QualityView = {
  /** Estimated mean opinion score, 1 to 4.5 (ITU-T G.107). */
  readonly mos: number
  readonly lossPercent: number
  readonly jitterMs: number
  readonly roundTripMs: number | null
  /** 0 to 1, the audio that arrives and the microphone's; what goes out to a conference isn't the agent's voice alone. */
  readonly heardLevel: number
  readonly spokenLevel: number | null
}

export type PastCall = {
  readonly id: CallId
  readonly direction: Direction
  /** Epoch ms. */
  readonly startedAt: number
  readonly cause: EndCause | null
  readonly handled: boolean
  readonly talkMs: number
  readonly handleMs: number
  readonly disposition: string | null
  readonly notes: string
}

/** Who is on the call, as far as is known. */
export type PopView =
  | {
      readonly kind: 'unknown'
      readonly callsBefore: readonly PastCall[]
      /** The CRMs are being asked. */
      readonly looking: boolean
    }
  | { readonly kind: 'several'; readonly choices: readonly (CustomerSummary & { readonly by: MatchBy })[] }
  | {
      readonly kind: 'customer'
      readonly how: MatchHow
      readonly customer: Customer
      readonly callsBefore: readonly PastCall[]
      /** What the CRM that it follows has beside it; null for a customer of no CRM. */
      readonly card: CrmCard | null
    }

export type CallView = {
  readonly id: CallId
  readonly direction: Direction
  /** The address of record that it came to, or went out from. */
  readonly line: string
  /** The account of its line; null for calls of the first version. */
  readonly account: string | null
  readonly phase: CallPhase
  /** Epoch ms. */
  readonly startedAt: number
  /** As the network sent it. */
  readonly rawNumber: string
  /** Written as one writes it here, international when abroad; raw where it can't be parsed. */
  readonly number: string
  readonly displayName: string | null
  /** ISO 3166-1 alpha-2 of the number, or null. */
  readonly country: string | null
  /** What the INVITE said of being answered by the phone itself. */
  readonly autoAnswer: Call['autoAnswer']
  /** What a dialer said of it. */
  readonly data: Call['data']
  readonly farRinging: boolean
  readonly earlyMedia: boolean
  readonly held: boolean
  readonly farHeld: boolean
  readonly muted: boolean
  /** The call that this one is in a conference with; the two are mixed while neither is held. */
  readonly conference: CallId | null
  readonly mediaLost: boolean
  readonly ring: Ticker
  /** Talk and hold together, since the answer. */
  readonly connected: Ticker
  readonly talk: Ticker
  readonly hold: Ticker
  readonly wrapUpTime: Ticker
  readonly handle: Ticker
  readonly ended: CallEnd | null
  readonly transfer: {
    readonly how: TransferKind
    readonly to: string
    readonly consult: CallId | null
    readonly state: 'running' | 'failed' | 'done'
    readonly sip: SipStatus | null
  } | null
  /** The colleague at whose phone it rang, where it was picked up. */
  readonly pickedUp: Call['pickedUp']
  readonly from: CallId | null
  readonly refusedOrder: { readonly order: string; readonly sip: SipStatus | null } | null
  readonly pop: PopView
  readonly quality: QualityView | null
  readonly wrapUp: 'none' | 'open' | 'closed'
  readonly dispositions: readonly Disposition[]
  /** The draft of the open wrap-up (it can be typed from the first second). */
  readonly draft: { readonly disposition: string | null; readonly notes: string }
  /** Milliseconds left of a time-boxed wrap-up. */
  readonly wrapUpLeft: number | null
}

export type ColleagueView = {
  readonly id: string
  readonly name: string
  readonly extension: string
  /** The account that watches them, and that they are called on; null where there is none. */
  readonly line: string | null
  readonly state: Lamp['state']
  /** Who rings them, as far as it is told: the customer's name where one has that number. */
  readonly caller: { readonly name: string | null; readonly number: string } | null
  readonly canPickUp: boolean
}

export const PROBLEM_KINDS = [
  'diskFull',
  'journalUnwritable',
  'journalNewer',
  'journalRestored',
  'mediaGone',
  'microphoneMissing',
  'microphoneDenied',
  'noAudioArriving',
  'noAudioLeaving',
  'speakerLost',
  'lineOffline',
  'lineRefused',
  'crmSignIn',
  'crmWouldVanish',
  'crmFailing',
  'passwordNotKept',
  'customersRebuilt',
  'hotkeyTaken',
] as const
export type ProblemKind = (typeof PROBLEM_KINDS)[number]

/** Something that is wrong now. The list is sorted, the worst first; the strip shows one at a time. */
export type ProblemView = {
  readonly kind: ProblemKind
  /** Epoch ms. */
  readonly since: number
  /** What it concerns: a host, a device, a path. */
  readonly subject: string
  readonly detail: string
  readonly action: 'retry' | 'signIn' | 'openSettings' | 'dismiss' | null
  /** The account of the line that it is about. */
  readonly line?: string
  /** The CRM's connection that it is about. */
  readonly connection?: string
}

export type TodayView = {
  readonly handledCalls: number
  readonly missedCalls: number
  /** Average handle time (talk + hold + wrap-up) of today's closed calls; null before the first. */
  readonly averageHandleMs: number | null
  /** Handle time / (handle time + available idle time), 0 to 1; null before any. */
  readonly occupancy: number | null
}

export type AudioDevice = { readonly id: string; readonly label: string }

export type DeviceRole = 'microphone' | 'speaker' | 'ringer'

export type DevicesView = {
  readonly microphones: readonly AudioDevice[]
  readonly speakers: readonly AudioDevice[]
  /** What the agent chose; null is the system's default. `inUse` differs while the chosen one is unplugged. */
  readonly chosen: Readonly<Record<DeviceRole, AudioDevice | null>>
  readonly inUse: Readonly<Record<DeviceRole, AudioDevice | null>>
}

export const HOTKEY_ACTIONS = ['answer', 'reject', 'hangUp', 'mute', 'hold'] as const
export type HotkeyAction = (typeof HOTKEY_ACTIONS)[number]

export type HotkeyState = 'off' | 'ok' | 'taken' | 'duplicate' | 'unverified' | 'unavailable'

export type HotkeyView = {
  readonly action: HotkeyAction
  /** Electron accelerator, for example `CommandOrControl+Shift+A`. */
  readonly focused: string
  readonly global: string | null
  readonly state: HotkeyState
}

export type AccountView = AccountSettings & {
  readonly id: string
  readonly kind: 'practice' | 'own'
  readonly isDefault: boolean
  readonly hasPassword: boolean
  /** `session`: forgotten at quit. */
  readonly passwordKept: 'none' | 'session' | 'stored'
}

export type BreakReason = { readonly id: string; readonly label: string }

export type SettingsView = {
  readonly dispositions: readonly Disposition[]
  readonly wrapUp: WrapUpRule
  readonly breakReasons: readonly BreakReason[]
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'compact' | 'comfortable'
  readonly language: string
  readonly globalHotkeys: boolean
  readonly hotkeys: readonly HotkeyView[]
  readonly callWaiting: boolean
  readonly headerRules: readonly HeaderRule[]
  readonly colleagues: readonly Colleague[]
  readonly pickUpCode: string
  /** Of lines that have their own, by account. */
  readonly pickUpCodes: Readonly<Record<string, string>>
}

export type SecretStore = 'system' | 'basicText' | 'unavailable'

/** Everything that the agent window draws, except what it asks for page by page. */
export type View = {
  /** Grows with each publication of one run; a lower one is stale. */
  readonly revision: number
  readonly version: string
  readonly agent: AgentState & { readonly time: Ticker }
  readonly presence: 'offline' | 'available' | 'break'
  /** One an account, in the same order. */
  readonly lines: readonly LineView[]
  readonly accounts: readonly AccountView[]
  /** How numbers are written here: the default line's country, or the system's. */
  readonly country: string
  readonly secretStore: SecretStore
  /** Live calls first (the one spoken with first of all), then open wrap-ups, oldest first. */
  readonly calls: readonly CallView[]
  /** Calls that ended without the agent in the last minutes: missed, answered elsewhere, failed dials. */
  readonly notices: readonly CallView[]
  /** The colleagues whose phones are watched, in the order of the settings. */
  readonly colleagues: readonly ColleagueView[]
  readonly problems: readonly ProblemView[]
  readonly today: TodayView
  readonly devices: DevicesView
  readonly settings: SettingsView
  readonly customers: { readonly count: number; readonly import: ImportProgress | null }
  readonly crm: CrmView
  /** The check of a line: the one that runs, or the last one. */
  readonly lineCheck: LineCheckView | null
  /** The journal is newer than this app, or can't be written: what happens is kept beside it for a later run. */
  readonly readOnly: boolean
}

export type LineCheckView = {
  /** Which form asked for it: the window's own word. */
  readonly subject: string
  readonly state: 'running' | 'done'
  readonly steps: readonly CheckedStep[]
}

export type ImportProgress = {
  readonly file: string
  readonly state: 'running' | 'done' | 'cancelled' | 'failed'
  readonly read: number
  readonly total: number | null
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly bad: readonly { readonly line: number; readonly column: string; readonly reason: string }[]
  readonly badCount: number
  readonly message: string
}
