import type { CrmCard, CrmView } from '../../src/contract/crm.ts'
import type { View } from '../../src/contract/view.ts'
import { newWizard, testedBy, type Wizard, withFound } from '../../src/renderer/agent/state/crm-wizard.ts'
import {
  addressBook,
  CONNECTORS,
  card,
  connection,
  deal,
  sync,
  TESTED,
  told,
} from '../../src/renderer/agent/testing/crm-fixtures.ts'
import {
  call,
  customer,
  inWrapUp,
  NOW,
  PAST,
  popOf,
  ringing,
  running,
  talking,
  view,
} from '../../src/renderer/agent/testing/fixtures.ts'
import type { Scene } from './scenes.ts'

const quiet: CrmView = {
  connections: [connection(), addressBook()],
  outbox: { waiting: 0, problems: 0 },
  told: [],
}
const troubled: CrmView = {
  connections: [
    connection({
      sync: sync({
        phase: 'problem',
        lastOk: NOW - 3_600_000,
        quarantined: 3,
        fault: { reason: 'signIn', detail: '401 EXPIRED_AUTHENTICATION', retryAfter: null },
      }),
    }),
    addressBook({
      name: 'Adressbuch der Vertriebsgesellschaft Nord (gemeinsam genutzt)',
      sync: sync({
        phase: 'waiting',
        lastOk: NOW - 7_200_000,
        nextAt: NOW + 95_000,
        fault: { reason: 'offline', detail: 'connect ECONNREFUSED 10.0.0.9:443', retryAfter: null },
        customers: 86,
      }),
    }),
    connection({ id: 'sf', name: 'Salesforce', sync: sync({ wouldVanish: { count: 812, of: 1_000 } }) }),
    connection({
      id: 'old',
      name: 'Tryton',
      paused: true,
      secretKept: 'session',
      sync: sync({ phase: 'paused', customers: 12 }),
    }),
  ],
  outbox: { waiting: 2, problems: 3 },
  told: [told(), told({ id: 't2', what: 'gone', fields: [], customer: { id: 'c-ken', name: 'Ken Ito' } })],
}

const crmProblem = (kind: 'crmSignIn' | 'crmWouldVanish', id: string): View['problems'][number] => ({
  kind,
  since: NOW - 600_000,
  subject: 'HubSpot',
  detail: '401 EXPIRED_AUTHENTICATION',
  action: kind === 'crmSignIn' ? 'signIn' : 'openSettings',
  connection: id,
})

const settings = { place: { screen: 'settings', section: 'crm' } } as const
const outbox = (item: string | null) => ({ place: { screen: 'crm', item } }) as const
const at = (step: Wizard['step'], part: Partial<Wizard> = {}, connector = CONNECTORS[1]) => {
  if (!connector) throw new Error('there is no connector')
  const draft = {
    name: connector.name,
    settings: { domain: 'https://login.salesforce.com', url: 'http://cloud.example.com', user: 'maria' },
    secret: 'pat-eu1-0000',
    keepSecret: true,
    ticket: null,
  }
  const wizard = { ...newWizard(), connector, signIns: { [connector.id]: draft } }
  const found = withFound(wizard, testedBy(wizard, draft), TESTED)
  return { ...settings, wizard: { ...found, step, ...part } }
}
const firstSync = (part: Parameters<typeof sync>[0], paused = false): Partial<View> => ({
  crm: {
    ...quiet,
    connections: [
      connection({ paused, sync: sync({ phase: 'full', lastOk: null, customers: 4_200, ...part }) }),
    ],
  },
})
const progress = { object: 'contact', read: 4_200, total: 31_840, perSecond: 96 }

const pop = (part: Partial<CrmCard> = {}) => popOf(customer(), PAST, card(part))

/** What the agent sees of CRMs and address books. */
export const crmScenes: Readonly<Record<string, Scene>> = {
  crmEmpty: { view: view(), desk: settings },
  crmSection: { view: view({ crm: quiet }), desk: settings },
  crmSectionTrouble: {
    view: view({ crm: troubled, problems: [crmProblem('crmSignIn', 'hub')] }),
    desk: settings,
  },
  crmChoose: { view: view(), desk: { ...settings, wizard: newWizard() } },
  crmSignIn: {
    view: view(),
    desk: at('signIn', { problems: { url: 'notSecure', password: 'empty' } }, CONNECTORS[0]),
  },
  crmSignInBrowser: { view: view(), desk: at('signIn', {}, CONNECTORS[2]) },
  crmTest: { view: view(), desk: at('test') },
  crmMap: { view: view(), desk: at('map') },
  crmWrite: { view: view(), desk: at('write') },
  crmSync: { view: view(firstSync({ progress })), desk: at('sync', { id: 'hub' }) },
  crmSyncPaused: {
    view: view(firstSync({ progress, phase: 'paused' }, true)),
    desk: at('sync', { id: 'hub' }),
  },
  crmSyncTrouble: {
    view: view(
      firstSync({
        progress,
        phase: 'problem',
        fault: { reason: 'badAnswer', detail: '<html><title>Captive portal</title>', retryAfter: null },
      }),
    ),
    desk: at('sync', { id: 'hub' }),
  },
  crmSyncDone: {
    view: view(firstSync({ phase: 'idle', lastOk: NOW, customers: 31_840 })),
    desk: at('sync', { id: 'hub' }),
  },
  crmOutbox: {
    view: view({ crm: { ...quiet, outbox: { waiting: 2, problems: 1 } } }),
    desk: outbox('o-rejected'),
  },
  crmOutboxWaiting: {
    view: view({ crm: { ...quiet, outbox: { waiting: 2, problems: 1 } } }),
    desk: outbox('o-waiting'),
  },
  crmOutboxTrouble: {
    view: view({ crm: troubled, problems: [crmProblem('crmWouldVanish', 'sf')] }),
    desk: outbox('o-unknown'),
  },
  crmCard: { view: talking({ pop: pop() }) },
  crmCardTold: {
    view: {
      ...talking({
        pop: pop({
          owner: 'Wolfgang-Maximilian Freiherr von Hohenstaufen-Czartoryski III',
          deals: Array.from({ length: 9 }, (_, index) =>
            deal({
              id: `d${index}`,
              title: `Rahmenvertrag über Donaudampfschifffahrtsdienstleistungen ${index}`,
              amount: index === 2 ? '' : `${12 ** (index + 2)}`,
              currency: index === 1 ? 'PLN' : 'EUR',
              url: index === 2 ? null : 'https://crm.example/d',
            }),
          ),
        }),
      }),
      crm: { ...quiet, told: [told(), told({ id: 't2', what: 'gone', fields: [] })] },
    },
  },
  crmLooking: {
    view: view({
      crm: quiet,
      agent: { kind: 'ringing', reason: null, time: running(800) },
      calls: [
        ringing({
          displayName: null,
          number: '+351 912 000 111',
          rawNumber: '+351912000111',
          pop: { kind: 'unknown', callsBefore: PAST.slice(1, 3), looking: true },
        }),
      ],
    }),
  },
  crmWrapUp: { view: view({ crm: quiet, calls: [inWrapUp({ pop: pop() }), call({ id: 'x', pop: pop() })] }) },
}
