import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createJournal } from '../../src/main/journal/journal.ts'
import { openJournal } from '../../src/main/journal/open.ts'

/** A folder of user data with copies of these databases and an account for the practice line at `server`. */
export function benchUserData(options: {
  readonly journal: string | null
  readonly customers: string | null
  readonly server: string
  readonly user: string
  readonly domain: string
}): string {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-bench-'))
  if (options.journal) copyFileSync(options.journal, join(folder, 'journal.db'))
  if (options.customers) copyFileSync(options.customers, join(folder, 'customers.db'))
  const opened = openJournal(join(folder, 'journal.db'), [], 1)
  if (!opened.ok) throw new Error(opened.reason)
  const journal = createJournal(opened.value.db)
  const account = {
    kind: 'webrtc',
    server: options.server,
    user: options.user,
    domain: options.domain,
    authorizationUser: options.user,
    displayName: '',
    country: 'DE',
    trustsProxy: true,
    dtmf: 'rfc4733',
    whileUnavailable: 'ring',
    iceServers: [],
  }
  journal.write([{ kind: 'setting', key: 'account', value: JSON.stringify(account) }])
  journal.close()
  return folder
}
