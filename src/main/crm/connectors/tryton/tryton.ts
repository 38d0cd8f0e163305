import type { Connector } from '../../connector.ts'
import { OVERLAP_MS } from './pull.ts'
import { openTryton } from './session.ts'

/** Tryton's parties and opportunities by its JSON-RPC, with calls as notes. */
export const tryton: Connector = {
  id: 'tryton',
  name: 'Tryton',
  about: {
    en: 'A Tryton server: parties, opportunities, and calls as notes',
    de: 'Ein Tryton-Server: Parteien, Chancen, und Anrufe als Notizen',
  },
  fields: [
    {
      key: 'server',
      kind: 'url',
      label: { en: 'Address', de: 'Adresse' },
      hint: {
        en: 'Of the server, as in the browser without what stands behind the #',
        de: 'Des Servers, wie im Browser ohne das, was hinter dem # steht',
      },
      initial: 'https://',
      required: true,
    },
    {
      key: 'database',
      kind: 'text',
      label: { en: 'Database', de: 'Datenbank' },
      hint: {
        en: 'Its name, which Tryton asks for when you sign in',
        de: 'Ihr Name, nach dem Tryton bei der Anmeldung fragt',
      },
      initial: '',
      required: true,
    },
    {
      key: 'user',
      kind: 'text',
      label: { en: 'User', de: 'Benutzer' },
      hint: {
        en: 'Changes and notes are written in this user’s name',
        de: 'Änderungen und Notizen werden im Namen dieses Benutzers geschrieben',
      },
      initial: '',
      required: true,
    },
    {
      key: 'password',
      kind: 'secret',
      label: { en: 'Password', de: 'Passwort' },
      hint: { en: 'Of this user', de: 'Dieses Benutzers' },
      initial: '',
      required: true,
    },
  ],
  signIn: { kind: 'secret' },
  // A session of its own: the password goes out once, to begin it.
  authorization: null,
  capabilities: {
    callLog: 'updatable',
    callNeedsRecord: true,
    idempotency: 'probe',
    searchLagMs: 0,
    overlapMs: OVERLAP_MS,
    // What is deleted leaves nothing behind.
    ghosts: true,
    changes: true,
    creates: true,
    findsByPhone: true,
    activities: true,
    notes: true,
    deals: true,
    limits: { all: { requests: 20, perMs: 1_000 } },
  },
  open: openTryton,
}
