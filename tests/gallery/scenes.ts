import type { HistoryRow } from '../../src/contract/agent.ts'
import type { ImportProgress, View } from '../../src/contract/view.ts'
import type { Desk } from '../../src/renderer/agent/state/desk-store.ts'
import { rows } from '../../src/renderer/agent/testing/fake-offhook.ts'
import {
  account,
  call,
  colleague,
  conference,
  customer,
  heldKen,
  inWrapUp,
  line,
  NOW,
  PAST,
  past,
  popOf,
  ringing,
  running,
  talking,
  view,
} from '../../src/renderer/agent/testing/fixtures.ts'
import { crmScenes } from './crm-scenes.ts'

export type Scene = {
  readonly view: View
  readonly history?: readonly HistoryRow[]
  readonly desk?: Partial<Desk>
}

const TWO_LINES: Partial<View> = {
  lines: [
    line({ label: 'Support', callerIds: ['+4930901820', '+4930901821'], callerId: '+4930901820' }),
    line({
      id: 'sales',
      label: 'Vertrieb Österreich und Schweiz',
      isDefault: false,
      state: 'offline',
      reason: 'connectionRefused',
      detail: 'connect ECONNREFUSED 10.0.0.4:5060',
      since: NOW - 240_000,
      retryAt: Date.now() + 12_000,
      address: '4930901822@sip.provider.example',
    }),
  ],
  accounts: [
    account({ label: 'Support', callerIds: ['+4930901820', '+4930901821'], callerId: '+4930901820' }),
    account({
      id: 'sales',
      label: 'Vertrieb Österreich und Schweiz',
      isDefault: false,
      transport: 'tls',
      server: 'sip.provider.example',
      user: '4930901822',
      domain: 'sip.provider.example',
      numbers: {
        rules: [
          { id: '1', pattern: '+49*', replacement: '0*' },
          { id: '2', pattern: '+*', replacement: '00*' },
        ],
        outsidePrefix: '9',
        internalDigits: 3,
      },
    }),
  ],
  problems: [
    {
      kind: 'lineOffline',
      since: NOW - 240_000,
      subject: 'connectionRefused',
      detail: 'connect ECONNREFUSED 10.0.0.4:5060',
      action: 'retry',
      line: 'sales',
    },
  ],
}

const LONG = 'Wolfgang-Maximilian Freiherr von Hohenstaufen-Czartoryski III'
const wideCustomer = customer({
  name: LONG,
  company: 'Vereinigte Donaudampfschifffahrtsgesellschaft und Söhne Handels-GmbH & Co. KGaA',
  city: 'Świętochłowice',
  country: 'PL',
  email: 'wolfgang-maximilian.von.hohenstaufen@donaudampfschifffahrtsgesellschaft.example',
  numbers: Array.from({ length: 12 }, (_, index) => ({
    label: index % 2 ? 'Zentrale Buchhaltung' : 'mobil',
    raw: `+48 22 000 00 ${String(index).padStart(2, '0')}`,
    e164: `+4822000000${index}`,
  })),
  notes: 'Sehr ausführliche Notiz. '.repeat(30),
  fields: Array.from({ length: 14 }, (_, index) => ({
    label: `Umsatzsteuer-Identifikationsnummer ${index}`,
    value: `PL${index}0000000000000000`,
  })),
})
const many = Array.from({ length: 400 }, (_, index) =>
  past(`m${index}`, index, {
    ...PAST[index % PAST.length],
    id: `m${index}`,
    startedAt: NOW - index * 86_400_000,
  }),
)
const wideDispositions = [
  'Vertragsverlängerung abgeschlossen',
  'Rückruf vereinbart',
  'Weitergeleitet an den technischen Kundendienst',
  'Kein Interesse',
  'Falsch verbunden',
  'Reklamation aufgenommen',
  'Skierowano do działu windykacji',
  'Prośba o przesłanie oferty',
  'Anrufbeantworter',
  'Sprachbarriere',
  'Doppelter Anruf',
].map((label, index) => ({
  id: `d${index}`,
  label,
  directions: ['inbound' as const, 'outbound' as const],
  requiresNote: index % 3 === 1,
}))

const ana = ringing()
const newKen = ringing({
  id: 'ring-ken',
  displayName: 'Ken Ito',
  number: '+81 6-0000-0000',
  rawNumber: '+81600000000',
  country: 'JP',
  pop: heldKen.pop,
})
const onCall = { kind: 'onCall' as const, reason: null, time: running(161_000) }

const colleagues = [
  colleague(),
  colleague({
    id: 'jonas',
    name: 'Jonas Weber',
    extension: '202',
    state: 'ringing',
    caller: { name: 'Ada Byron', number: '+44 20 7946 0000' },
    canPickUp: true,
  }),
  colleague({ id: 'aoife', name: 'Aoife Byrne', extension: '203', state: 'busy' }),
  colleague({ id: 'ken', name: 'Ken Ito', extension: '204', state: 'unknown' }),
]
const manyColleagues = Array.from({ length: 60 }, (_, index) =>
  colleague({
    id: `many-${index}`,
    name: index % 7 === 3 ? LONG : `Kollegin Nummer ${index}`,
    extension: `${300 + index}`,
    state: (['free', 'busy', 'free', 'notOffered', 'unknown'] as const)[index % 5] ?? 'free',
    ...(index === 40 && {
      state: 'ringing',
      caller: { name: LONG, number: '+48 22 000 00 00' },
      canPickUp: true,
    }),
  }),
)

export const scenes: Readonly<Record<string, Scene>> = {
  ready: { view: view() },
  empty: {
    view: view({
      today: { handledCalls: 0, missedCalls: 0, averageHandleMs: null, occupancy: null },
      customers: { count: 0, import: null },
    }),
    history: [],
  },
  ringing: { view: view({ agent: { kind: 'ringing', reason: null, time: running(3_000) }, calls: [ana] }) },
  unknown: {
    view: view({
      agent: { kind: 'ringing', reason: null, time: running(3_000) },
      calls: [
        ringing({
          displayName: null,
          number: '+351 912 000 111',
          rawNumber: '+351912000111',
          pop: { kind: 'unknown', callsBefore: PAST.slice(1, 3), looking: false },
        }),
      ],
    }),
  },
  several: {
    view: talking({
      pop: {
        kind: 'several',
        choices: [
          { id: '1', name: 'Ana Ruiz', company: 'Ruiz Dental', number: '+351210000000', by: 'e164' },
          { id: '2', name: 'Pedro Ruiz', company: 'Ruiz Dental', number: '+351210000000', by: 'e164' },
          {
            id: '3',
            name: 'Reception',
            company: 'Clínica do Rossio',
            number: '+351210000000',
            by: 'lastEight',
          },
        ],
      },
    }),
  },
  talking: {
    view: talking({ draft: { disposition: 'resolved', notes: 'Asks for the invoice of October.' } }),
  },
  muted: { view: talking({ muted: true }) },
  held: {
    view: talking({ held: true, hold: running(30_000), talk: { ms: 131_000, ticking: false } }),
  },
  waiting: { view: talking({}, [newKen]) },
  two: { view: talking({}, [heldKen]) },
  colleagues: { view: view({ colleagues }) },
  colleaguesMany: { view: view({ colleagues: manyColleagues }) },
  colleaguesTransfer: {
    view: { ...talking(), colleagues },
    desk: { drawer: { call: 'call-ana', kind: 'transfer' } },
  },
  pickedUp: {
    view: {
      ...talking({ direction: 'inbound', pickedUp: { name: 'Jonas Weber', extension: '202' } }),
      colleagues,
    },
  },
  settingsColleagues: {
    view: view({
      settings: {
        ...view().settings,
        colleagues: colleagues.map(({ id, name, extension }) => ({ id, name, extension, line: null })),
        pickUpCode: '*8{ext}',
        pickUpCodes: {},
      },
    }),
    desk: { place: { screen: 'settings', section: 'colleagues' } },
  },
  transfer: { view: talking(), desk: { drawer: { call: 'call-ana', kind: 'transfer' } } },
  keypad: { view: talking(), desk: { drawer: { call: 'call-ana', kind: 'keypad' } } },
  consult: {
    view: view({
      agent: onCall,
      calls: [
        call({
          id: 'call-consult',
          direction: 'outbound',
          displayName: null,
          from: 'call-ana',
          pop: heldKen.pop,
          number: '+81 6-0000-0000',
          rawNumber: '+81600000000',
          connected: running(14_000),
        }),
        call({ held: true, hold: running(22_000) }),
      ],
    }),
  },
  join: { view: talking({}, [heldKen]) },
  conference: { view: conference() },
  'conference-held': { view: conference({ held: true }, { held: true }) },
  'conference-wide': {
    view: conference(
      { pop: popOf(wideCustomer), farHeld: true, muted: true },
      { pop: popOf(customer({ name: LONG })), muted: true, mediaLost: true },
    ),
  },
  dialing: {
    view: view({
      agent: onCall,
      calls: [
        call({
          phase: 'dialing',
          direction: 'outbound',
          farRinging: true,
          ring: running(5_000),
          quality: null,
        }),
      ],
    }),
  },
  poor: {
    view: talking({
      quality: {
        mos: 2.8,
        lossPercent: 7.4,
        jitterMs: 48,
        roundTripMs: 310,
        heardLevel: 0.2,
        spokenLevel: 0.4,
      },
      refusedOrder: { order: 'hold', sip: { code: 488, reason: 'Not Acceptable Here' } },
    }),
  },
  wrapup: {
    view: view({
      agent: { kind: 'wrapUp', reason: null, time: running(32_000) },
      calls: [inWrapUp({ draft: { disposition: 'callback', notes: '' } })],
    }),
  },
  timebox: {
    view: view({
      agent: { kind: 'wrapUp', reason: null, time: running(32_000) },
      settings: { ...view().settings, wrapUp: { mode: 'timeBoxed', seconds: 60 } },
      calls: [
        inWrapUp({ wrapUpLeft: 28_000, draft: { disposition: 'resolved', notes: 'Done and dusted.' } }),
      ],
    }),
  },
  notices: {
    view: view({
      notices: [
        call({ id: 'n1', phase: 'ended', ended: { by: 'far', cause: 'missed', sip: null } }),
        call({
          id: 'n2',
          phase: 'ended',
          direction: 'outbound',
          displayName: 'Ken Ito',
          pop: heldKen.pop,
          ended: { by: 'far', cause: 'busy', sip: { code: 486, reason: 'Busy Here' } },
        }),
        call({
          id: 'n3',
          phase: 'ended',
          displayName: null,
          number: '+49 151 12345678',
          pop: { kind: 'unknown', callsBefore: [], looking: false },
          ended: { by: 'far', cause: 'answeredElsewhere', sip: null },
        }),
      ],
    }),
  },
  overfull: {
    view: view({
      agent: onCall,
      presence: 'break',
      problems: [
        {
          kind: 'noAudioArriving',
          since: NOW - 20_000,
          subject: 'Jabra Evolve2 40',
          detail: '0 packets in 5 s',
          action: 'openSettings',
        },
        { kind: 'passwordNotKept', since: NOW - 90_000, subject: '', detail: '', action: 'dismiss' },
      ],
      calls: [
        call({
          pop: popOf(wideCustomer, many),
          muted: true,
          dispositions: wideDispositions,
          draft: { disposition: 'd1', notes: '' },
        }),
        heldKen,
        inWrapUp({ id: 'w1', pop: popOf(customer({ name: LONG })) }),
        inWrapUp({ id: 'w2', pop: popOf(customer({ name: 'Lucía Fernández de Córdoba' })) }),
      ],
      notices: [
        call({
          id: 'n1',
          phase: 'ended',
          pop: popOf(wideCustomer),
          ended: { by: 'far', cause: 'missed', sip: null },
        }),
      ],
      today: { handledCalls: 1284, missedCalls: 31, averageHandleMs: 4_450_000, occupancy: 0.984 },
    }),
    history: rows(400),
  },
  broken: {
    view: view({
      agent: { kind: 'offline', reason: null, time: running(4_000) },
      lines: [
        line({
          state: 'offline',
          reason: 'connectionRefused',
          detail: 'connect ECONNREFUSED 10.0.0.4:8089',
          since: NOW - 240_000,
          retryAt: Date.now() + 12_000,
        }),
      ],
      problems: [
        {
          kind: 'lineOffline',
          since: NOW - 240_000,
          subject: 'pbx.example.com',
          detail: 'connect ECONNREFUSED 10.0.0.4:8089',
          action: 'retry',
        },
        { kind: 'customersRebuilt', since: NOW - 100_000, subject: '', detail: '', action: 'dismiss' },
      ],
    }),
  },
  lines: {
    view: view({ ...TWO_LINES, calls: [ringing({ account: 'sales' }), { ...heldKen, account: 'support' }] }),
  },
  settingsLines: { view: view(TWO_LINES), desk: { place: { screen: 'settings', section: 'line' } } },
  shortcuts: { view: view(), desk: { shortcutsOpen: true } },
  signIn: { view: view(), desk: { signInLine: 'support' } },
  calls: { view: view(), history: rows(400), desk: { place: { screen: 'calls', call: 'h0' } } },
  callsLive: {
    view: talking({ muted: true }),
    history: rows(400),
    desk: { place: { screen: 'calls', call: null } },
  },
  callsEmpty: { view: view(), history: [], desk: { place: { screen: 'calls', call: null } } },
  customers: { view: view(), desk: { place: { screen: 'customers', customer: 'c-ana', task: 'none' } } },
  customersNew: { view: view(), desk: { place: { screen: 'customers', customer: null, task: 'create' } } },
  import: { view: view(), desk: { place: { screen: 'customers', customer: null, task: 'import' } } },
  importRunning: {
    view: view({ customers: { count: 500, import: progress({}) } }),
    desk: { place: { screen: 'customers', customer: null, task: 'import' } },
  },
  importDone: {
    view: view({
      customers: {
        count: 10_497,
        import: progress({
          state: 'done',
          read: 10_000,
          added: 9_412,
          changed: 511,
          unchanged: 74,
          badCount: 3,
          bad: [
            { line: 211, column: 'Name', reason: 'missingName' },
            { line: 4_003, column: 'Telefon', reason: 'badQuote' },
            { line: 9_999, column: '', reason: 'tooFewColumns' },
          ],
        }),
      },
    }),
    desk: { place: { screen: 'customers', customer: null, task: 'import' } },
  },
  settings: { view: view(), desk: { place: { screen: 'settings', section: 'line' } } },
  settingsAudio: { view: view(), desk: { place: { screen: 'settings', section: 'audio' } } },
  settingsWrapUp: {
    view: view({ settings: { ...view().settings, wrapUp: { mode: 'timeBoxed', seconds: 45 } } }),
    desk: { place: { screen: 'settings', section: 'wrapUp' } },
  },
  settingsBreaks: { view: view(), desk: { place: { screen: 'settings', section: 'breaks' } } },
  settingsHotkeys: {
    view: view({
      settings: {
        ...view().settings,
        globalHotkeys: true,
        hotkeys: view().settings.hotkeys.map((hotkey, index) => ({
          ...hotkey,
          state: (['ok', 'off', 'taken', 'ok', 'unverified'] as const)[index] ?? 'ok',
        })),
      },
    }),
    desk: { place: { screen: 'settings', section: 'hotkeys' } },
  },
  settingsAppearance: { view: view(), desk: { place: { screen: 'settings', section: 'appearance' } } },
  firstRun: { view: view({ accounts: [], lines: [] }) },
  ...crmScenes,
}

function progress(part: Partial<ImportProgress>): ImportProgress {
  return {
    file: '/home/agent/customers.csv',
    state: 'running',
    read: 4_200,
    total: 10_000,
    added: 3_900,
    changed: 210,
    unchanged: 90,
    bad: [],
    badCount: 0,
    message: '',
    ...part,
  }
}
