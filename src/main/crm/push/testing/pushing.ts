import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Delivery } from '../../../../contract/sync.ts'
import type { Capabilities } from '../../../../domain/crm/description.ts'
import type { CrmFailureReason } from '../../../../domain/crm/failure.ts'
import type { OutboxWork } from '../../../../domain/crm/outbox.ts'
import type { CustomerDraft } from '../../../../domain/customer/customer.ts'
import { openCustomers, openForImport } from '../../../customers/open.ts'
import type { Session } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { anew } from '../../pull/object.ts'
import { createStorage } from '../../pull/storage.ts'
import { sessionsOf } from '../../testing/contract-session.ts'
import { scriptedConnector } from '../../testing/scripted-connector.ts'
import { startScriptedCrm } from '../../testing/scripted-crm.ts'
import { deliver } from '../deliver.ts'
import { createMirror } from '../mirror.ts'

const MAPPING = { contact: { name: 'name', phone: 'number:Phone', company: 'company', notes: 'notes' } }

/** The worker's half of writing: real HTTP to the scripted CRM, a real customers' file, and main's own connection to it. */
export async function startPushing(can: Partial<Capabilities> = {}) {
  const crm = await startScriptedCrm()
  const folder = mkdtempSync(join(tmpdir(), 'offhook-push-'))
  const file = join(folder, 'customers.db')
  const { customers } = openCustomers(file)
  const db = openForImport(file)
  if (!db) throw new Error('no database')
  const connection = {
    id: 'a',
    connector: 'scripted',
    settings: { server: crm.url },
    paused: false,
    mapping: MAPPING,
    dispositions: { sold: 'WON' },
    everySeconds: 300,
    country: 'US',
    language: 'en',
  }
  const changed: string[] = []
  const storage = createStorage({ connection, db, now: Date.now, onChanged: (ids) => changed.push(...ids) })
  const connector = scriptedConnector(can)
  const real = sessionsOf(connector, connection.settings, crm.token, {})('push')
  let halfWay: CrmFailureReason | null = null
  const session: Session = {
    ...real,
    logCall: async (log, about, remoteId) => {
      const reason = about.ref === null ? null : halfWay
      const id = await real.logCall(log, reason === null ? about : { ...about, ref: null }, remoteId)
      if (reason === null) return id
      halfWay = null
      throw new CrmFailure(reason, 'the record could not be linked', null, id)
    },
  }
  const mirror = createMirror(db, connection, storage, Date.now)
  let items = 0

  /** Reads everything that the CRM has. */
  const pull = async (): Promise<void> => {
    const page = await session.pull('contact', null)
    const reader = storage.reader('contact')
    if (!reader) throw new Error('nothing is mapped')
    await storage.store(anew(storage, storage.sync('contact'), Date.now()), reader.items(page), null)
    changed.length = 0
  }
  return {
    crm,
    store: crm.store,
    customers,
    db,
    mirror,
    changed,
    pull,
    /** The CRM writes the next call that is about a record, and then fails to link the two. */
    failHalfWay: (reason: CrmFailureReason) => {
      halfWay = reason
    },
    deliver: (work: OutboxWork, more: Partial<Delivery> = {}) => {
      items += 1
      const delivery = {
        item: `item-${items}`,
        connection: 'a',
        work,
        unknown: false,
        remoteId: null,
        ...more,
      }
      return deliver(delivery, { connection, capabilities: connector.capabilities, session, mirror })
    },
    /** As an agent would, in main. */
    edit: (id: string, changes: Partial<CustomerDraft>) => {
      const found = customers.get(id)
      if (!found) throw new Error(`no customer ${id}`)
      const saved = customers.save({ ...found, ...changes }, 'US')
      if (!saved.ok) throw new Error(saved.reason)
      return saved.value
    },
    edited: (id: string) =>
      db.prepare<[string], string>('SELECT edited FROM customer WHERE id = ?').pluck().get(id),
    stop: async () => {
      await crm.stop()
      db.close()
      customers.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Pushing = Awaited<ReturnType<typeof startPushing>>
