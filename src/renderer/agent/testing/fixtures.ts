import type { HistoryRow } from '../../../contract/agent.ts'
import type { CrmCard } from '../../../contract/crm.ts'
import type {
  AccountView,
  CallView,
  ColleagueView,
  HotkeyView,
  LineView,
  PastCall,
  PopView,
  View,
} from '../../../contract/view.ts'
import { newAccount } from '../../../domain/account/account.ts'
import type { Customer } from '../../../domain/customer/customer.ts'
import type { Disposition } from '../../../domain/disposition/disposition.ts'
import type { Ticker } from '../../../domain/time.ts'

/** A Tuesday afternoon: fixtures know no clock of their own. */
export const NOW = new Date(2026, 10, 24, 14, 32, 10).getTime()
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

export const still = (ms: number): Ticker => ({ ms, ticking: false })
export const running = (ms: number): Ticker => ({ ms, ticking: true })

export const DISPOSITIONS: readonly Disposition[] = [
  { id: 'resolved', label: 'Resolved', directions: ['inbound', 'outbound'], requiresNote: false },
  { id: 'callback', label: 'Callback promised', directions: ['inbound', 'outbound'], requiresNote: true },
  { id: 'escalated', label: 'Escalated', directions: ['inbound', 'outbound'], requiresNote: true },
  { id: 'no-interest', label: 'No interest', directions: ['inbound', 'outbound'], requiresNote: false },
  { id: 'wrong-number', label: 'Wrong number', directions: ['inbound', 'outbound'], requiresNote: false },
]

const HOTKEYS: readonly HotkeyView[] = [
  {
    action: 'answer',
    focused: 'CommandOrControl+Shift+A',
    global: 'CommandOrControl+Shift+F9',
    state: 'off',
  },
  { action: 'reject', focused: 'CommandOrControl+Shift+R', global: null, state: 'off' },
  {
    action: 'hangUp',
    focused: 'CommandOrControl+Shift+E',
    global: 'CommandOrControl+Shift+F12',
    state: 'off',
  },
  { action: 'mute', focused: 'CommandOrControl+Shift+M', global: 'CommandOrControl+Shift+F10', state: 'off' },
  { action: 'hold', focused: 'CommandOrControl+Shift+H', global: 'CommandOrControl+Shift+F11', state: 'off' },
]

export const customer = (part: Partial<Customer> = {}): Customer => ({
  id: 'c-ana',
  name: 'Ana Ruiz',
  company: 'Ruiz Dental',
  email: 'ana@ruizdental.example',
  city: 'Lisbon',
  country: 'PT',
  notes: 'Prefers to be called before ten. Invoices go to the accountant, not to her.',
  numbers: [
    { label: 'work', raw: '+351 21 000 0000', e164: '+351210000000' },
    { label: 'mobile', raw: '+351 912 345 678', e164: '+351912345678' },
  ],
  fields: [
    { label: 'Plan', value: 'Practice M, 6 chairs' },
    { label: 'Renewal', value: '31 January 2027' },
    { label: 'Account', value: 'RD-20418' },
  ],
  source: 'manual',
  ...part,
})

export const past = (id: string, daysAgo: number, part: Partial<PastCall> = {}): PastCall => ({
  id,
  direction: 'inbound',
  startedAt: NOW - daysAgo * DAY - 3 * 60 * MINUTE,
  cause: 'hungUp',
  handled: true,
  talkMs: 6 * MINUTE,
  handleMs: 7 * MINUTE,
  disposition: 'Resolved',
  notes: '',
  ...part,
})

export const PAST: readonly PastCall[] = [
  past('p1', 1, {
    direction: 'outbound',
    disposition: 'Callback promised',
    talkMs: 4 * MINUTE,
    notes: 'Wants the offer for eight chairs before she renews. Promised to call back on Tuesday after two.',
  }),
  past('p2', 6, { handled: false, cause: 'missed', disposition: null, talkMs: 0 }),
  past('p3', 21, { talkMs: 2 * MINUTE, notes: 'Invoice sent again to the accountant.' }),
  past('p4', 73, { talkMs: 11 * MINUTE, disposition: 'Escalated', notes: 'Scanner did not connect.' }),
  past('p5', 240, { talkMs: 6 * MINUTE }),
]

export const popOf = (
  who: Customer,
  callsBefore: readonly PastCall[] = PAST,
  card: CrmCard | null = null,
): PopView => ({
  kind: 'customer',
  how: 'number',
  card,
  customer: who,
  callsBefore,
})

/** A call that is spoken on. Everything else is said by `part`. */
export const call = (part: Partial<CallView> = {}): CallView => ({
  id: 'call-ana',
  direction: 'inbound',
  line: 'agent@pbx.example.com',
  account: 'support',
  phase: 'connected',
  startedAt: NOW - 165_000,
  rawNumber: '+351210000000',
  number: '+351 21 000 0000',
  displayName: 'RUIZ DENTAL',
  country: 'PT',
  autoAnswer: null,
  data: null,
  farRinging: false,
  earlyMedia: false,
  held: false,
  farHeld: false,
  muted: false,
  conference: null,
  mediaLost: false,
  ring: still(4_000),
  connected: running(161_000),
  talk: running(161_000),
  hold: still(0),
  wrapUpTime: still(0),
  handle: running(161_000),
  ended: null,
  transfer: null,
  pickedUp: null,
  from: null,
  refusedOrder: null,
  pop: popOf(customer()),
  quality: {
    mos: 4.3,
    lossPercent: 0.2,
    jitterMs: 6,
    roundTripMs: 42,
    heardLevel: 0.5,
    spokenLevel: 0.3,
  },
  wrapUp: 'none',
  dispositions: DISPOSITIONS,
  draft: { disposition: null, notes: '' },
  wrapUpLeft: null,
  ...part,
})

export const ringing = (part: Partial<CallView> = {}): CallView =>
  call({
    phase: 'ringing',
    ring: running(3_000),
    connected: still(0),
    talk: still(0),
    handle: still(0),
    quality: null,
    ...part,
  })

export const inWrapUp = (part: Partial<CallView> = {}): CallView =>
  call({
    phase: 'ended',
    connected: still(161_000),
    talk: still(161_000),
    handle: running(193_000),
    wrapUpTime: running(32_000),
    ended: { by: 'far', cause: 'hungUp', sip: null },
    quality: null,
    wrapUp: 'open',
    ...part,
  })

export const ken = customer({
  id: 'c-ken',
  name: 'Ken Ito',
  company: 'Ito Logistics',
  email: 'ken.ito@ito.example',
  city: 'Osaka',
  country: 'JP',
  notes: '',
  numbers: [{ label: 'work', raw: '+81 6 0000 0000', e164: '+81600000000' }],
  fields: [],
})

export const heldKen = call({
  id: 'call-ken',
  rawNumber: '+81600000000',
  number: '+81 6-0000-0000',
  displayName: 'Ken Ito',
  country: 'JP',
  held: true,
  hold: running(30_000),
  talk: still(64_000),
  connected: running(94_000),
  pop: popOf(ken, []),
})

export const line = (part: Partial<LineView> = {}): LineView => ({
  id: 'support',
  label: '',
  state: 'registered',
  reason: null,
  detail: '',
  since: NOW - 3 * 60 * MINUTE,
  retryAt: null,
  address: 'agent@pbx.example.com',
  practice: false,
  registers: true,
  isDefault: true,
  callerIds: [],
  callerId: '',
  voicemail: null,
  ...part,
})

export const account = (part: Partial<AccountView> = {}): AccountView => ({
  ...newAccount('DE'),
  id: 'support',
  kind: 'own',
  transport: 'websocket',
  server: 'wss://pbx.example.com:8089/ws',
  user: 'agent',
  domain: 'pbx.example.com',
  displayName: 'Support Lisbon',
  whileUnavailable: 'busy',
  isDefault: true,
  hasPassword: true,
  passwordKept: 'stored',
  ...part,
})

/** A quiet moment: registered, available, no call. */
export const view = (part: Partial<View> = {}): View => ({
  revision: 1,
  version: '0.1.0',
  agent: { kind: 'available', reason: null, time: running(760_000) },
  presence: 'available',
  lines: [line()],
  accounts: [account()],
  country: 'DE',
  secretStore: 'system',
  calls: [],
  notices: [],
  colleagues: [],
  problems: [],
  today: { handledCalls: 12, missedCalls: 1, averageHandleMs: 250_000, occupancy: 0.71 },
  devices: {
    microphones: [
      { id: 'm1', label: 'Jabra Evolve2 40 (0b0e:0e41)' },
      { id: 'm2', label: 'Built-in microphone' },
    ],
    speakers: [
      { id: 's1', label: 'Jabra Evolve2 40 (0b0e:0e41)' },
      { id: 's2', label: 'Built-in speakers' },
    ],
    chosen: { microphone: { id: 'm1', label: 'Jabra Evolve2 40 (0b0e:0e41)' }, speaker: null, ringer: null },
    inUse: {
      microphone: { id: 'm1', label: 'Jabra Evolve2 40 (0b0e:0e41)' },
      speaker: { id: 's1', label: 'Jabra Evolve2 40 (0b0e:0e41)' },
      ringer: { id: 's2', label: 'Built-in speakers' },
    },
  },
  settings: {
    dispositions: DISPOSITIONS,
    wrapUp: { mode: 'required' },
    breakReasons: [
      { id: 'lunch', label: 'Lunch' },
      { id: 'coffee', label: 'Coffee' },
      { id: 'training', label: 'Training' },
      { id: 'meeting', label: 'Team meeting' },
    ],
    theme: 'light',
    density: 'compact',
    language: 'en',
    globalHotkeys: false,
    hotkeys: HOTKEYS,
    callWaiting: true,
    headerRules: [],
    colleagues: [],
    pickUpCode: '',
    pickUpCodes: {},
  },
  customers: { count: 500, import: null },
  crm: { connections: [], outbox: { waiting: 0, problems: 0 }, told: [] },
  lineCheck: null,
  readOnly: false,
  ...part,
})

export const colleague = (part: Partial<ColleagueView> = {}): ColleagueView => ({
  id: 'maria',
  name: 'Maria Santos',
  extension: '201',
  line: 'own',
  state: 'free',
  caller: null,
  canPickUp: false,
  ...part,
})

/** The agent speaks with Ana. */
export const talking = (part: Partial<CallView> = {}, others: readonly CallView[] = []): View =>
  view({
    agent: { kind: 'onCall', reason: null, time: running(161_000) },
    calls: [call(part), ...others],
  })

const NAMES = [
  ['Ana Ruiz', '+351210000000'],
  ['Ken Ito', '+81600000000'],
  ['Maria Kowalczyk', '+48220000000'],
  ['Jonas Weber', '+4930901820'],
  ['Aoife Byrne', '+35312345678'],
  ['', '+4915112345678'],
  ['Zoltán Szabó', '+3612345678'],
  ['Lucía Fernández de Córdoba', '+34910000000'],
] as const
const ENDINGS = ['Resolved', 'Callback promised', 'Resolved', 'No interest', null, 'Escalated'] as const

/** A row of the call history, the `index`-th before now. */
export function historyRow(index: number): HistoryRow {
  const [name, number] = NAMES[index % NAMES.length] ?? ['', '']
  const missed = index % 5 === 2
  const outbound = index % 3 === 1
  const failed = outbound && index % 7 === 4
  const handled = !missed && !failed
  const talk = handled ? (40 + ((index * 97) % 640)) * 1000 : 0
  const hold = handled && index % 4 === 0 ? 35_000 : 0
  const wrapUp = handled ? 24_000 : 0
  return {
    id: `h${index}`,
    direction: missed || !outbound ? 'inbound' : 'outbound',
    startedAt: NOW - index * 37 * MINUTE - 4 * MINUTE,
    party: { number, displayName: name === '' ? null : name },
    customer: name === '' ? null : { id: `c${index % NAMES.length}`, name },
    cause: handled ? 'hungUp' : missed ? 'missed' : 'busy',
    durations: { ring: 6_000, talk, hold, wrapUp, handle: talk + hold + wrapUp },
    disposition: handled ? (ENDINGS[index % ENDINGS.length] ?? null) : null,
    notes: handled && index % 3 === 0 ? 'Invoice sent again to the accountant.' : '',
    linked: [],
  }
}

/** Ana and Ken in one talk with the agent. */
export const conference = (ana: Partial<CallView> = {}, kenSays: Partial<CallView> = {}): View =>
  talking({ conference: 'call-ken', ...ana }, [
    {
      ...heldKen,
      held: false,
      hold: still(30_000),
      conference: 'call-ana',
      startedAt: NOW - 98_000,
      ...kenSays,
    },
  ])
