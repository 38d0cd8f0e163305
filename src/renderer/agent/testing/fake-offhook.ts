import type { FactRow, HistoryRow, ImportPreview } from '../../../contract/agent.ts'
import type { Preset } from '../../../contract/preset.ts'
import type { View } from '../../../contract/view.ts'
import type { Customer, CustomerSummary } from '../../../domain/customer/customer.ts'
import type { Bridge, CommandName } from '../api.ts'
import { ACTIVITIES, CONNECTORS, OUTBOX, TESTED } from './crm-fixtures.ts'
import { customer, historyRow } from './fixtures.ts'

export type Sent = { readonly name: string; readonly input: unknown }

export type FakeOffhook = {
  readonly bridge: Bridge
  /** Every command in order, `view.get` and the questions for lists left out. */
  readonly sent: readonly Sent[]
  /** The questions, in order. */
  readonly asked: readonly Sent[]
  readonly publish: (view: View) => void
  /** Answers a command in another way from now on. */
  readonly answer: (name: CommandName, reply: unknown | ((input: never) => unknown)) => void
}

const PEOPLE: readonly CustomerSummary[] = [
  { id: 'c-ana', name: 'Ana Ruiz', company: 'Ruiz Dental', number: '+351210000000' },
  { id: 'c-ken', name: 'Ken Ito', company: 'Ito Logistics', number: '+81600000000' },
  { id: 'c-maria', name: 'Maria Kowalczyk', company: 'Kowalczyk i Synowie', number: '+48220000000' },
  { id: 'c-jonas', name: 'Jonas Weber', company: 'Weber & Söhne GmbH', number: '+4930901820' },
  { id: 'c-none', name: 'Aoife Byrne', company: '', number: '' },
]

const QUESTIONS: ReadonlySet<string> = new Set([
  'view.get',
  'history.list',
  'history.facts',
  'customer.search',
  'customer.get',
  'preset.list',
  'crm.connectors',
  'crm.activities',
  'outbox.list',
])

const found = (text: string): readonly CustomerSummary[] =>
  PEOPLE.filter(({ name, company, number }) =>
    `${name} ${company} ${number}`.toLowerCase().includes(text.toLowerCase()),
  )

/** Stands where main stands: it answers, keeps what was asked, and changes nothing by itself. */
export function createFakeOffhook(first: View, history: readonly HistoryRow[] = rows(40)): FakeOffhook {
  let current = first
  const listeners = new Set<(view: View) => void>()
  const sent: Sent[] = []
  const asked: Sent[] = []
  const answers = new Map<string, unknown>()
  const done = { ok: true, value: null }

  const usual = (name: string, input: never): unknown => {
    switch (name) {
      case 'view.get':
        return current
      case 'history.list':
        return page(history, input)
      case 'history.facts':
        return FACTS
      case 'customer.search':
        return found((input as { text: string }).text)
      case 'customer.get':
        return { ok: true, value: { customer: customer(), calls: history.slice(0, 5), card: null } }
      case 'customer.save':
        return { ok: true, value: saved(input) }
      case 'preset.list':
        return PRESETS
      case 'crm.connectors':
        return CONNECTORS
      case 'crm.activities':
        return { ok: true, value: ACTIVITIES }
      case 'crm.test':
        return { ok: true, value: TESTED }
      case 'crm.save':
        return { ok: true, value: { connection: 'hub' } }
      case 'crm.signIn':
        return { ok: true, value: { ticket: 'ticket-1', settings: {} } }
      case 'outbox.list':
        return outboxPage(input)
      case 'call.dial':
        return { ok: true, value: 'call-new' }
      case 'account.save':
        return { ok: true, value: 'account-new' }
      case 'account.chooseCaFile':
        return { ok: true, value: '/home/agent/ca.pem' }
      case 'import.choose':
      case 'import.preview':
        return { ok: true, value: PREVIEW }
      default:
        return done
    }
  }
  const bridge = {
    call: async (name: string, input: unknown) => {
      const list = QUESTIONS.has(name) ? asked : sent
      list.push({ name, input })
      const other = answers.get(name)
      if (other === undefined) return usual(name, input as never)
      return typeof other === 'function' ? other(input) : other
    },
    onView: (listener: (view: View) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    bridge: bridge as Bridge,
    sent,
    asked,
    answer: (name, reply) => {
      answers.set(name, reply)
    },
    publish: (view) => {
      current = { ...view, revision: current.revision + 1 }
      for (const listener of listeners) listener(current)
    },
  }
}

export const rows = (count: number): readonly HistoryRow[] =>
  Array.from({ length: count }, (_, index) => historyRow(index))

type ListInput = {
  readonly text: string
  readonly filter: string
  readonly before: number | null
  readonly limit: number
}

function page(history: readonly HistoryRow[], { text, filter, before, limit }: ListInput) {
  const fitting = history.filter(
    (row) =>
      (before === null || row.startedAt < before) &&
      `${row.customer?.name ?? ''} ${row.party.number}`.toLowerCase().includes(text.toLowerCase()) &&
      (filter === 'all' ||
        filter === row.direction ||
        (filter === 'missed' && row.cause === 'missed') ||
        (filter === 'handled' && row.durations.talk > 0)),
  )
  return { rows: fitting.slice(0, limit), more: fitting.length > limit }
}

function outboxPage({ filter, before, limit }: Pick<ListInput, 'filter' | 'before' | 'limit'>) {
  const fitting = OUTBOX.filter(
    ({ state, since }) =>
      (before === null || since < before) &&
      (filter === 'all' ||
        (filter === 'done' && state === 'done') ||
        (filter === 'problems' && state === 'rejected') ||
        (filter === 'waiting' && state !== 'done' && state !== 'rejected')),
  )
  return { rows: fitting.slice(0, limit), more: fitting.length > limit }
}

const words = (text: string) => ({ en: text, de: text })

const PRESETS: readonly Preset[] = [
  {
    id: 'freepbx',
    name: words('FreePBX'),
    tried: false,
    needs: [words('An extension and its secret.')],
    notes: [words('Max Contacts should be 2 or more.')],
    sets: {
      transport: { value: 'udp', why: words('On in every FreePBX.') },
      server: { value: '{host}', why: words('Port 5060.') },
      codecs: { value: ['G722', 'PCMA', 'PCMU'], why: words('Wideband first.') },
      echoNumber: { value: '*43', why: words('FreePBX’s echo test.') },
    },
    numbers: {
      voicemail: { value: '*97', why: words('FreePBX’s “My Voicemail”.') },
      pickUp: { value: '**{ext}', why: words('FreePBX’s directed call pick-up.') },
    },
  },
  {
    id: 'webrtc',
    name: words('Other WebRTC gateway'),
    tried: true,
    needs: [words('The full address of the WebSocket.')],
    notes: [],
    sets: {
      transport: { value: 'websocket', why: words('All of it is encrypted.') },
      server: { value: 'wss://{host}/ws', why: words('As the gateway names it.') },
    },
    numbers: {},
  },
]

const saved = (draft: Partial<Customer>): Customer =>
  customer({
    ...draft,
    id: draft.id ?? 'c-new',
    numbers: (draft.numbers ?? []).map(({ label, raw }) => ({ label, raw, e164: null })),
  })

const at = historyRow(0).startedAt
const FACTS: readonly FactRow[] = [
  {
    seq: 1,
    wall: at,
    offset: 0,
    fact: {
      kind: 'offered',
      line: 'agent@pbx.example.com',
      party: { number: '+351210000000', displayName: 'RUIZ DENTAL' },
      sipCallId: '3c2678a1-b7d2@pbx.example.com',
      headers: { 'X-Queue': 'Billing', Diversion: '<sip:+4930901800@pbx.example.com>' },
    },
  },
  {
    seq: 2,
    wall: at,
    offset: 12,
    fact: { kind: 'customerMatched', customer: 'c-ana', name: 'Ana Ruiz', how: 'number' },
  },
  { seq: 3, wall: at + 6_000, offset: 6_040, fact: { kind: 'answered' } },
  { seq: 4, wall: at + 31_000, offset: 31_210, fact: { kind: 'held' } },
  { seq: 5, wall: at + 66_000, offset: 66_180, fact: { kind: 'resumed' } },
  { seq: 6, wall: at + 70_000, offset: 70_020, fact: { kind: 'toneSent', tone: '4' } },
  {
    seq: 7,
    wall: at + 92_000,
    offset: 92_400,
    fact: { kind: 'orderFailed', order: 'transfer', sip: { code: 603, reason: 'Decline' } },
  },
  {
    seq: 8,
    wall: at + 130_000,
    offset: 130_560,
    fact: { kind: 'ended', by: 'far', cause: 'hungUp', sip: null },
  },
  { seq: 9, wall: at + 130_000, offset: 130_561, fact: { kind: 'wrapUpOpened' } },
  {
    seq: 10,
    wall: at + 154_000,
    offset: 154_900,
    fact: {
      kind: 'wrapUpClosed',
      by: 'agent',
      disposition: { id: 'resolved', label: 'Resolved' },
      notes: 'Invoice sent again to the accountant.',
    },
  },
]

const PREVIEW: ImportPreview = {
  file: '/home/agent/customers.csv',
  name: 'customers.csv',
  kind: 'csv',
  encoding: 'windows-1252',
  delimiter: ';',
  hasHeader: true,
  columns: ['Kundennr', 'Name', 'Firma', 'Telefon', 'Mobil', 'E-Mail', 'Ort', 'Tarif'],
  sample: [
    [
      '20418',
      'Ana Ruiz',
      'Ruiz Dental',
      '+351 21 000 0000',
      '+351 912 345 678',
      'ana@ruizdental.example',
      'Lisboa',
      'M',
    ],
    ['20419', 'Jonas Weber', 'Weber & Söhne GmbH', '030 901820', '', 'info@weber.example', 'Berlin', 'S'],
    ['20420', 'Maria Kowalczyk', 'Kowalczyk i Synowie', '+48 22 000 00 00', '', '', 'Warszawa', 'L'],
  ],
  mapping: {
    0: 'field:Kundennr',
    1: 'name',
    2: 'company',
    3: 'number:work',
    4: 'number:mobile',
    5: 'email',
    6: 'city',
    7: 'field:Tarif',
  },
}
