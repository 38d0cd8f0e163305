import type { OAuthPlan } from '../../../../domain/crm/oauth-plan.ts'
import type { Connector, Settings } from '../../connector.ts'
import { OVERLAP } from './pull.ts'
import { openSession } from './session.ts'

/** Salesforce wants each redirect registered letter by letter, its port too. */
export const REDIRECT_PORTS: readonly number[] = [8735, 18_735, 28_735]

/** The host alone, however much of an address was pasted. */
function loginOf(settings: Settings): string {
  const typed = (settings.login ?? '').trim()
  const address = /^https?:\/\//i.test(typed) ? typed : `https://${typed}`
  return URL.canParse(address) ? new URL(address).origin : typed
}

/** A public client: Salesforce must not be sent a secret, and insists on PKCE. */
function plan(settings: Settings): OAuthPlan {
  const login = loginOf(settings)
  return {
    clientId: (settings.clientId ?? '').trim(),
    issuer: login,
    endpoints: {
      authorization: `${login}/services/oauth2/authorize`,
      token: `${login}/services/oauth2/token`,
    },
    scopes: ['api', 'refresh_token'],
    redirect: { host: 'localhost', path: '/offhook', ports: REDIRECT_PORTS },
    keeps: ['instance_url', 'id'],
  }
}

export const salesforce: Connector = {
  id: 'salesforce',
  name: 'Salesforce',
  about: {
    en: 'Contacts, leads, accounts and opportunities; calls become completed tasks.',
    de: 'Kontakte, Leads, Accounts und Opportunities; Anrufe werden zu erledigten Aufgaben.',
  },
  fields: [
    {
      key: 'login',
      kind: 'url',
      label: { en: 'Sign-in address', de: 'Anmeldeadresse' },
      hint: {
        en: 'https://login.salesforce.com, https://test.salesforce.com for a sandbox, or your My Domain.',
        de: 'https://login.salesforce.com, https://test.salesforce.com für eine Sandbox, oder Ihre My Domain.',
      },
      initial: 'https://login.salesforce.com',
      required: true,
    },
    {
      key: 'clientId',
      kind: 'text',
      label: { en: 'Consumer key', de: 'Consumer Key' },
      hint: {
        en: 'From the External Client App that your administrator made for Offhook.',
        de: 'Aus der External Client App, die Ihre Administration für Offhook angelegt hat.',
      },
      initial: '',
      required: true,
    },
    {
      key: 'version',
      kind: 'text',
      label: { en: 'API version', de: 'API-Version' },
      hint: {
        en: 'Leave it as it is unless Salesforce has taken this version out of service.',
        de: 'So lassen, solange Salesforce diese Version nicht außer Betrieb genommen hat.',
      },
      initial: '62.0',
      required: true,
    },
  ],
  signIn: { kind: 'oauth', plan },
  authorization: (secret) => `Bearer ${secret}`,
  capabilities: {
    callLog: 'updatable',
    // The key's field is the administrator's to add: without it a call is looked for before it is written again.
    idempotency: 'probe',
    searchLagMs: 0,
    overlapMs: OVERLAP,
    ghosts: true,
    changes: true,
    creates: true,
    findsByPhone: true,
    activities: true,
    notes: true,
    deals: true,
    // Salesforce counts by the day only: it is to be spared a burst, and the first read is to go on.
    limits: { all: { requests: 100, perMs: 5_000 } },
  },
  open: openSession,
}
