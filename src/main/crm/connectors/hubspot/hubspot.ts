import type { Connector } from '../../connector.ts'
import { OVERLAP_MS } from './pull.ts'
import { openHubspot } from './session.ts'

/** HubSpot by the token of a private app: its OAuth wants a server with a secret, which small teams have not. */
export const hubspot: Connector = {
  id: 'hubspot',
  name: 'HubSpot',
  about: {
    en: 'Contacts, companies and deals; handled calls are logged on the contact',
    de: 'Kontakte, Unternehmen und Deals; bearbeitete Anrufe werden beim Kontakt eingetragen',
  },
  fields: [
    {
      key: 'server',
      kind: 'url',
      label: { en: 'Address', de: 'Adresse' },
      hint: { en: 'Of HubSpot’s API; the same for everybody', de: 'Der API von HubSpot; für alle dieselbe' },
      initial: 'https://api.hubapi.com',
      required: true,
    },
    {
      key: 'token',
      kind: 'secret',
      label: { en: 'Access token', de: 'Zugriffstoken' },
      hint: {
        en: 'Of a private app: in HubSpot under Settings, Integrations, Private apps. A super admin makes it',
        de: 'Einer privaten App: in HubSpot unter Einstellungen, Integrationen, Private Apps. Ein Super-Admin legt sie an',
      },
      initial: '',
      required: true,
    },
  ],
  signIn: { kind: 'secret' },
  authorization: (token) => `Bearer ${token}`,
  capabilities: {
    callLog: 'updatable',
    // A property of ours that must be unique; where the app may not make one, it is looked for instead.
    idempotency: 'key',
    // Searches find what was written only after a while: up to a minute was seen.
    searchLagMs: 60_000,
    overlapMs: OVERLAP_MS,
    // What was merged away, or is no longer ours to see, is never told.
    ghosts: true,
    changes: true,
    creates: true,
    findsByPhone: true,
    activities: true,
    notes: true,
    deals: true,
    // Of the smallest plan; searches count once more for the whole account, and people search too.
    limits: { all: { requests: 100, perMs: 10_000 }, search: { requests: 4, perMs: 1_000 } },
  },
  open: openHubspot,
}
