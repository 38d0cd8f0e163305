import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newAccount } from '../../src/domain/account/account.ts'
import { ACCOUNTS, type Account, writeAccounts } from '../../src/main/desk/accounts/stored.ts'
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
  const account: Account = {
    ...newAccount('DE'),
    id: 'bench',
    kind: 'own',
    transport: 'websocket',
    server: options.server,
    user: options.user,
    domain: options.domain,
    whileUnavailable: 'ring',
    certificates: [],
  }
  const accounts = writeAccounts({ list: [account], defaultId: account.id })
  journal.write([{ kind: 'setting', key: ACCOUNTS, value: accounts }])
  journal.close()
  return folder
}
