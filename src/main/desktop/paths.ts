import { join } from 'node:path'

/** Where things are: the built app around `main.js`, and the user's data. */
export type Paths = {
  readonly preload: (window: 'agent' | 'media') => string
  readonly pages: string
  readonly worker: string
  readonly practice: string
  /** The customers who call on the practice line. */
  readonly sample: string
  /** What common PBXes and providers want of an account, a file each. */
  readonly presets: string
  readonly journal: string
  /** Facts that wait for an app new enough for the journal. */
  readonly journalPending: string
  readonly backups: string
  readonly customers: string
  readonly log: string
  /** The signalling of each call of the last weeks. */
  readonly traces: string
}

/** `mainFolder` is the folder of the built `main.js`, `userData` Electron's folder for this user. */
export function appPaths(mainFolder: string, userData: string): Paths {
  return {
    preload: (window) => join(mainFolder, '..', 'preload', `${window}.cjs`),
    pages: join(mainFolder, '..', 'renderer'),
    worker: join(mainFolder, 'worker.js'),
    practice: join(mainFolder, 'practice.js'),
    sample: join(mainFolder, '..', '..', 'resources', 'sample', 'practice-customers.csv'),
    presets: join(mainFolder, '..', '..', 'resources', 'presets'),
    journal: join(userData, 'journal.db'),
    journalPending: join(userData, 'journal-pending.ndjson'),
    backups: join(userData, 'backups'),
    customers: join(userData, 'customers.db'),
    log: join(userData, 'logs', 'offhook.log'),
    traces: join(userData, 'traces'),
  }
}
