import type {
  ConnectionTested,
  ConnectionView,
  ConnectorView,
  CrmCard,
  CrmTold,
  OutboxRow,
  SyncState,
} from '../../../contract/crm.ts'
import type { Activity, RemoteDeal } from '../../../domain/crm/record.ts'
import { NOW } from './fixtures.ts'

const MINUTE = 60_000
const both = (en: string, de = en) => ({ en, de })

const capabilities: ConnectorView['capabilities'] = {
  callLog: 'updatable',
  idempotency: 'key',
  searchLagMs: 0,
  overlapMs: 0,
  ghosts: false,
  changes: true,
  creates: true,
  findsByPhone: true,
  activities: true,
  notes: true,
  deals: true,
  limits: { all: { requests: 100, perMs: 10_000 } },
}

export const CONNECTORS: readonly ConnectorView[] = [
  {
    id: 'carddav',
    name: 'CardDAV',
    about: both(
      'Address books of Nextcloud, Radicale, iCloud and many others. Contacts both ways.',
      'Adressbücher von Nextcloud, Radicale, iCloud und vielen anderen. Kontakte in beide Richtungen.',
    ),
    fields: [
      {
        key: 'url',
        kind: 'url',
        label: both('Address', 'Adresse'),
        hint: both('Of the server or of one address book.', 'Des Servers oder eines Adressbuchs.'),
        initial: '',
        required: true,
      },
      {
        key: 'user',
        kind: 'text',
        label: both('User', 'Benutzer'),
        hint: both('As you sign in there.', 'Wie Sie sich dort anmelden.'),
        initial: '',
        required: true,
      },
      {
        key: 'password',
        kind: 'secret',
        label: both('Password', 'Passwort'),
        hint: both('An app password where the server has them.', 'Ein App-Passwort, wo es solche gibt.'),
        initial: '',
        required: true,
      },
    ],
    signIn: 'secret',
    capabilities: { ...capabilities, callLog: 'none', activities: false, deals: false, notes: false },
  },
  {
    id: 'hubspot',
    name: 'HubSpot',
    about: both(
      'Contacts, companies and deals in; calls with their outcome out.',
      'Kontakte, Firmen und Geschäfte herein; Gespräche mit ihrem Ergebnis hinaus.',
    ),
    fields: [
      {
        key: 'token',
        kind: 'secret',
        label: both('Access token', 'Zugriffstoken'),
        hint: both(
          'Settings, Integrations, Private apps: it begins with pat-.',
          'Einstellungen, Integrationen, Private Apps: Es beginnt mit pat-.',
        ),
        initial: '',
        required: true,
      },
    ],
    signIn: 'secret',
    capabilities,
  },
  {
    id: 'salesforce',
    name: 'Salesforce',
    about: both(
      'Contacts, leads, accounts and opportunities in; calls as tasks out.',
      'Kontakte, Leads, Accounts und Opportunities herein; Gespräche als Aufgaben hinaus.',
    ),
    fields: [
      {
        key: 'domain',
        kind: 'url',
        label: both('My Domain'),
        hint: both('Setup, My Domain.', 'Setup, My Domain.'),
        initial: 'https://login.salesforce.com',
        required: true,
      },
    ],
    signIn: 'oauth',
    capabilities: { ...capabilities, callLog: 'once' },
  },
]

export const TESTED: ConnectionTested = {
  description: {
    identity: 'Maria Santos, Ruiz Support Ltd',
    objects: [
      { key: 'contact', label: 'Contacts' },
      { key: 'company', label: 'Companies' },
    ],
    fields: [
      field('contact', 'firstname', 'First name', 'firstName'),
      field('contact', 'lastname', 'Last name', 'lastName'),
      field('contact', 'company', 'Company name', 'company'),
      field('contact', 'phone', 'Phone number', 'number:Work'),
      field('contact', 'mobilephone', 'Mobile phone number', 'number:Mobile'),
      field('contact', 'email', 'Email', 'email'),
      field('contact', 'city', 'City', 'city'),
      field('contact', 'lifecyclestage', 'Lifecycle stage', 'field:Stage'),
      field('contact', 'hs_lead_status', 'Lead status', 'skip'),
      field('contact', 'notes_last_contacted', 'Last contacted', 'skip'),
      field('company', 'name', 'Company name', 'company'),
      field('company', 'phone', 'Phone number', 'number:Work'),
      field('company', 'city', 'City', 'city'),
      field('company', 'industry', 'Industry', 'field:Industry'),
    ],
    dispositions: [
      { id: 'connected', label: 'Connected' },
      { id: 'left-message', label: 'Left live message' },
      { id: 'wrong', label: 'Wrong number' },
      { id: 'busy', label: 'Busy' },
    ],
  },
  sample: {
    contact: [
      record('contact', '1', {
        firstname: 'Ana',
        lastname: 'Ruiz',
        company: 'Ruiz Dental',
        phone: '+351 21 000 0000',
        mobilephone: '+351 912 345 678',
        email: 'ana@ruizdental.example',
        city: 'Lisbon',
        lifecyclestage: 'customer',
        hs_lead_status: 'OPEN_DEAL',
      }),
      record('contact', '2', { firstname: 'Jonas', lastname: 'Weber', phone: '+49 30 901820' }),
    ],
    company: [record('company', '3', { name: 'Ruiz Dental', phone: '+351 21 000 0000', city: 'Lisbon' })],
  },
  totals: { contact: 31_840, company: null },
}

function field(
  object: string,
  key: string,
  label: string,
  suggested: ConnectionTested['description']['fields'][number]['suggested'],
): ConnectionTested['description']['fields'][number] {
  return { object, key, label, kind: 'text', writable: true, suggested }
}

function record(object: string, id: string, values: Readonly<Record<string, string>>) {
  const url = `https://app.hubspot.example/contacts/${id}`
  return { object, id, updated: NOW, rev: null, url, values, numbers: [], owner: 'Maria Santos' }
}

export const sync = (part: Partial<SyncState> = {}): SyncState => ({
  phase: 'idle',
  lastOk: NOW - 2 * MINUTE,
  nextAt: NOW + MINUTE,
  progress: null,
  fault: null,
  quarantined: 0,
  wouldVanish: null,
  customers: 1_204,
  ...part,
})

export const connection = (part: Partial<ConnectionView> = {}): ConnectionView => ({
  id: 'hub',
  connector: 'hubspot',
  name: 'HubSpot',
  settings: {},
  paused: false,
  mapping: {},
  logsCalls: true,
  dispositions: { resolved: 'connected' },
  takesChanges: true,
  takesNew: true,
  everySeconds: 60,
  hasSecret: true,
  secretKept: 'stored',
  sync: sync(),
  ...part,
})

export const addressBook = (part: Partial<ConnectionView> = {}): ConnectionView =>
  connection({
    id: 'book',
    connector: 'carddav',
    name: 'Team address book',
    settings: { url: 'https://cloud.example.com/dav', user: 'maria' },
    logsCalls: false,
    takesNew: false,
    sync: sync({ customers: 86, lastOk: NOW - 9 * MINUTE }),
    ...part,
  })

export const deal = (part: Partial<RemoteDeal> = {}): RemoteDeal => ({
  id: 'd1',
  updated: NOW,
  url: 'https://app.hubspot.example/deals/d1',
  title: 'Renewal, eight chairs',
  stage: 'Offer sent',
  amount: '1200',
  currency: 'EUR',
  closes: '2027-01-31',
  state: 'open',
  of: [{ object: 'contact', id: '1' }],
  ...part,
})

export const card = (part: Partial<CrmCard> = {}): CrmCard => ({
  connection: { id: 'hub', name: 'HubSpot' },
  url: 'https://app.hubspot.example/contacts/1',
  owner: 'Maria Santos',
  hasActivities: true,
  deals: [
    deal(),
    deal({
      id: 'd2',
      title: 'Panoramic scanner',
      stage: 'Closed won',
      amount: '18450.50',
      state: 'won',
      closes: '2026-03-02',
    }),
  ],
  alsoIn: [{ customer: 'c-book', name: 'Ruiz, Ana', connection: 'Team address book' }],
  ...part,
})

export const ACTIVITIES: readonly Activity[] = [
  {
    at: NOW - 26 * 60 * MINUTE,
    kind: 'mail',
    title: 'Offer for eight chairs',
    text: 'Dear Ana, as promised you find the offer attached.',
    by: 'Maria Santos',
  },
  { at: NOW - 6 * 24 * 60 * MINUTE, kind: 'meeting', title: 'Visit in Lisbon', text: '', by: 'Jonas Weber' },
  { at: NOW - 21 * 24 * 60 * MINUTE, kind: 'call', title: 'Call, Connected', text: 'Invoice', by: null },
]

export const outboxRow = (part: Partial<OutboxRow> = {}): OutboxRow => ({
  id: 'o1',
  connection: 'hub',
  kind: 'call',
  call: 'h0',
  customer: { id: 'c-ana', name: 'Ana Ruiz' },
  number: '+351210000000',
  state: 'done',
  attempts: 1,
  since: NOW - 4 * MINUTE,
  nextAt: null,
  fault: null,
  notes: 'Invoice sent again to the accountant.',
  disposition: 'resolved',
  values: {},
  ...part,
})

/** One of each: refused, waiting, unknown, done. */
export const OUTBOX: readonly OutboxRow[] = [
  outboxRow({
    id: 'o-rejected',
    state: 'rejected',
    attempts: 1,
    fault: {
      reason: 'rejected',
      detail: 'PROPERTY_DOESNT_EXIST: hs_call_disposition "resolved" is not one of the allowed options',
      retryAfter: null,
    },
  }),
  outboxRow({
    id: 'o-waiting',
    kind: 'change',
    call: null,
    customer: { id: 'c-ken', name: 'Ken Ito' },
    number: '+81600000000',
    state: 'queued',
    attempts: 3,
    since: NOW - 9 * MINUTE,
    nextAt: NOW + 42_000,
    fault: { reason: 'offline', detail: 'connect ECONNREFUSED 10.0.0.9:443', retryAfter: null },
    notes: '',
    disposition: null,
    values: { city: 'Osaka', 'number:work': '+81 6 0000 0000', email: '' },
  }),
  outboxRow({
    id: 'o-unknown',
    state: 'unknown',
    customer: { id: 'c-jonas', name: 'Jonas Weber' },
    number: '+4930901820',
    attempts: 1,
    since: NOW - 12 * MINUTE,
    nextAt: NOW + 5_000,
    fault: { reason: 'timeout', detail: 'no answer within 30 s', retryAfter: null },
  }),
  ...Array.from({ length: 12 }, (_, index) =>
    outboxRow({ id: `o-done-${index}`, call: `h${index}`, since: NOW - (20 + index * 13) * MINUTE }),
  ),
  outboxRow({
    id: 'o-new',
    kind: 'create',
    call: null,
    customer: { id: 'c-new', name: 'Rosa Lima' },
    number: '+351912000111',
    since: NOW - 300 * MINUTE,
  }),
]

export const told = (part: Partial<CrmTold> = {}): CrmTold => ({
  id: 't1',
  at: NOW - MINUTE,
  connection: 'hub',
  customer: { id: 'c-ana', name: 'Ana Ruiz' },
  what: 'conflict',
  fields: [{ field: 'city', ours: 'Lisbon', theirs: 'Porto' }],
  ...part,
})
