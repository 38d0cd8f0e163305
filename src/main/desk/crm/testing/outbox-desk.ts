import Database from 'better-sqlite3'
import type { Delivery, Outcome } from '../../../../contract/sync.ts'
import { ended, wrapUpClosed } from '../../../../domain/call/testing/facts.ts'
import type { Connection } from '../../../../domain/crm/connection.ts'
import type { Capabilities } from '../../../../domain/crm/description.ts'
import type { CrmFailureReason } from '../../../../domain/crm/failure.ts'
import { fault } from '../../../../domain/crm/testing/items.ts'
import type { Customer, CustomerDraft } from '../../../../domain/customer/customer.ts'
import type { OutboxTable } from '../../../journal/outbox.ts'
import { createWriter } from '../../../journal/writer.ts'
import { loadSettings } from '../../settings.ts'
import { customer, startDesk } from '../../testing/test-desk.ts'
import { createOutbox } from '../outbox.ts'
import type { Outbox } from '../outbox-parts.ts'
import { renameCustomer } from '../rename-customer.ts'

export const connection = (id: string, more: Partial<Connection> = {}): Connection => ({
  id,
  connector: id,
  name: id,
  settings: {},
  paused: false,
  mapping: { contact: { name: 'name' } },
  logsCalls: true,
  dispositions: {},
  takesChanges: true,
  takesNew: false,
  everySeconds: 300,
  ...more,
})

export const capabilities = (more: Partial<Capabilities> = {}): Capabilities => ({
  callLog: 'updatable',
  idempotency: 'probe',
  searchLagMs: 30_000,
  overlapMs: 0,
  ghosts: false,
  notes: true,
  changes: true,
  creates: true,
  findsByPhone: false,
  activities: false,
  deals: false,
  limits: { all: { requests: 100, perMs: 1_000 } },
  ...more,
})

export const done = (
  remoteId: string | null = '77',
  more: Partial<Outcome & { kind: 'done' }> = {},
): Outcome => ({
  kind: 'done',
  remoteId,
  conflicts: [],
  gone: false,
  nowhere: false,
  customer: null,
  ...more,
})

export const failed = (
  reason: CrmFailureReason,
  unknown = false,
  retryAfter: number | null = null,
): Outcome => ({
  kind: 'failed',
  fault: fault(reason, retryAfter),
  unknown,
  remoteId: null,
})

/** A customer that came over connection `id`. */
export const theirs = (id: string, number: string): Customer => ({
  ...customer(`crm:${id}/contact/1`, 'Ana Ruiz', number),
  source: `crm:${id}`,
})

/** A desk whose outbox gives its deliveries to the test instead of to a worker. */
export function startOutboxDesk(
  options: Omit<NonNullable<Parameters<typeof startDesk>[0]>, 'outbox'> & {
    readonly connections?: readonly Connection[]
    readonly can?: Readonly<Record<string, Partial<Capabilities>>>
    readonly items?: (table: OutboxTable) => OutboxTable
    /** Whether the disk is full for what the outbox writes. */
    readonly isFull?: () => boolean
  } = {},
) {
  let connections = options.connections ?? [connection('a')]
  const deliveries: Delivery[] = []
  const saved: CustomerDraft[] = []
  const started: Outbox[] = []
  let ids = 0
  let flush = (): unknown => null
  const test = startDesk({
    ...options,
    outbox: ({ desk, pops, journal, history, now, later, customers }) => {
      const writer = createWriter(
        {
          ...journal,
          write: (entries) => {
            if (options.isFull?.()) throw new Database.SqliteError('full', 'SQLITE_FULL')
            journal.write(entries)
          },
        },
        { sideFile: null, onState: () => {} },
      )
      flush = writer.flush
      const outbox = createOutbox({
        items: options.items?.(journal.outbox) ?? journal.outbox,
        writer,
        connections: () => connections,
        capabilities: ({ id }) => capabilities(options.can?.[id]),
        isPractice: (account) => account === 'practice',
        durations: ({ id }) => desk.book.durations(id, now()),
        customer: customers.get,
        saveCustomer: (draft) => saved.push(draft),
        dispositions: () => loadSettings(() => null).dispositions,
        correct: (call, disposition, notes) =>
          desk.book.calls.get(call)?.wrapUp !== 'open' &&
          desk.amend(call, { kind: 'dispositionChanged', disposition, notes }),
        renamed: (from, to) => renameCustomer({ history, desk, pops }, from, { id: to, name: 'Ana Ruiz' }),
        deliver: (delivery) => deliveries.push(delivery),
        now: () => now().wall,
        later,
        random: () => 0.5,
        newId: () => `id-${++ids}`,
        changed: () => {},
        log: () => {},
      })
      started.push(outbox)
      return outbox
    },
  })
  const [outbox] = started
  if (!outbox) throw new Error('the desk made no outbox')
  outbox.start()
  const handle = (call: string, account?: string, number?: string): void => {
    test.offer(call, number, null, {}, account)
    test.desk.fact(call, { kind: 'answered' })
    test.wait(60)
    test.desk.fact(call, ended())
  }
  return {
    ...test,
    outbox,
    saved,
    /** With what the desk does each second: what waits for the disk is tried again. */
    wait: (seconds: number) => {
      flush()
      test.wait(seconds)
    },
    connect: (next: readonly Connection[]) => {
      connections = next
      outbox.wake()
    },
    /** A call that was answered and is over; its wrap-up is open. */
    handle,
    closeWrapUp: (call: string, notes = '') => test.desk.fact(call, wrapUpClosed('Resolved', notes)),
    /** What has been given out since the last look. */
    delivered: () => {
      test.wait(0)
      return deliveries.splice(0)
    },
    item: (id: string) => test.journal.outbox.get(id),
  }
}
