import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { SyncState } from '../../../src/contract/crm.ts'
import { type Followed, type SyncOrder, syncReport } from '../../../src/contract/sync.ts'

/** The product's worker, which follows the scripted CRM; main's part is to know the token. */
export type FollowingWorker = {
  readonly pid: number
  readonly state: () => SyncState | null
  /** Follows it in another way. */
  readonly follow: (changes: Partial<Followed>) => void
  /** As the system does it when the memory runs out, or a person does: nothing is put in order first. */
  readonly kill: () => Promise<void>
}

const SCRIPT = join(import.meta.dirname, '../outbox/scripted-worker.ts')

export const scriptedConnection = (server: string): Followed => ({
  id: 'scripted',
  connector: 'scripted',
  settings: { server },
  paused: false,
  mapping: {
    contact: {
      mobile: 'number:Mobile',
      name: 'name',
      phone: 'number:Phone',
      company: 'company',
      email: 'email',
      city: 'city',
      notes: 'notes',
    },
  },
  dispositions: {},
  everySeconds: 86_400,
  country: 'DE',
  language: 'en',
})

/** Where the CRM is, and what it wants to hear. */
type Server = { readonly url: string; readonly token: string }

export function followInWorker(
  customersFile: string,
  crm: Server,
  changes: Partial<Followed> = {},
): FollowingWorker {
  const child: ChildProcess = fork(SCRIPT, [customersFile], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const send = (order: SyncOrder): void => void (child.connected && child.send(order))
  let state: SyncState | null = null
  child.on('message', (message) => {
    const report = syncReport.safeParse(message)
    if (!report.success) return
    if (report.data.kind === 'crm.state') state = report.data.state
    if (report.data.kind !== 'crm.secretWanted') return
    const { wanted, stale } = report.data
    const secret = stale === crm.token ? null : crm.token
    send({ kind: 'crm.secret', wanted, secret, later: false })
  })
  const follow = (own: Partial<Followed>): void =>
    send({ kind: 'crm.follow', connections: [{ ...scriptedConnection(crm.url), ...own }] })
  follow(changes)
  if (child.pid === undefined) throw new Error('the worker did not start')
  return {
    pid: child.pid,
    state: () => state,
    follow,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
