import type { Connector } from '../../connector.ts'
import { openAddressBooks } from './session.ts'

/** Address books by CardDAV (RFC 6352): Nextcloud, iCloud, Fastmail, SOGo, Radicale ... */
export const carddav: Connector = {
  id: 'carddav',
  name: 'CardDAV',
  about: {
    en: 'An address book on a server: Nextcloud, iCloud, Fastmail, SOGo, Baïkal, Radicale and others',
    de: 'Ein Adressbuch auf einem Server: Nextcloud, iCloud, Fastmail, SOGo, Baïkal, Radicale und andere',
  },
  fields: [
    {
      key: 'server',
      kind: 'url',
      label: { en: 'Address', de: 'Adresse' },
      hint: {
        en: 'Of the server, then all your address books are read; or of one address book alone',
        de: 'Des Servers, dann werden alle Ihre Adressbücher gelesen; oder eines einzelnen Adressbuchs',
      },
      initial: 'https://',
      required: true,
    },
    {
      key: 'user',
      kind: 'text',
      label: { en: 'User', de: 'Benutzer' },
      hint: {
        en: 'As you sign in there; often your e-mail address',
        de: 'Wie Sie sich dort anmelden; oft Ihre E-Mail-Adresse',
      },
      initial: '',
      required: true,
    },
    {
      key: 'password',
      kind: 'secret',
      label: { en: 'Password', de: 'Passwort' },
      hint: {
        en: 'Where you sign in with a second factor, an app password is needed: it is made in the account’s security settings',
        de: 'Wo Sie sich mit einem zweiten Faktor anmelden, ist ein App-Passwort nötig; es entsteht in den Sicherheitseinstellungen des Kontos',
      },
      initial: '',
      required: true,
    },
  ],
  signIn: { kind: 'secret' },
  authorization: (secret, { user = '' }) =>
    `Basic ${Buffer.from(`${user}:${secret}`, 'utf8').toString('base64')}`,
  capabilities: {
    callLog: 'none',
    // If-None-Match at a place that follows from the key.
    idempotency: 'key',
    searchLagMs: 0,
    overlapMs: 0,
    // Servers without sync-collection don't say what is gone, and some with it have been seen to lose changes.
    ghosts: true,
    changes: true,
    creates: true,
    findsByPhone: false,
    activities: false,
    notes: false,
    deals: false,
    limits: { all: { requests: 10, perMs: 1_000 } },
  },
  open: openAddressBooks,
}
