import { isDeepStrictEqual } from 'node:util'
import type Database from 'better-sqlite3'
import type { Followed } from '../../../contract/sync.ts'
import { type CustomerValues, customerValues } from '../../../domain/crm/change.ts'
import { customerIdOf, sourceOf } from '../../../domain/crm/connection.ts'
import type { Conflict } from '../../../domain/crm/planned-change.ts'
import type { RemoteRecord, RemoteRef } from '../../../domain/crm/record.ts'
import type { Customer } from '../../../domain/customer/customer.ts'
import { EDITABLE_FIELDS, type EditableField } from '../../../domain/customer/edits.ts'
import { adoption, isTouched } from '../../customers/adopt.ts'
import { byHandFileOf } from '../../customers/by-hand.ts'
import { createLookup } from '../../customers/lookup.ts'
import { createRemoteReading } from '../../customers/remote.ts'
import { createRemoteStore } from '../../customers/remote-store.ts'
import { customerRows, toCustomer } from '../../customers/rows.ts'
import type { PullStorage } from '../pull/storage.ts'

/** The customers of one connection, as far as writing to it goes. */
export type Mirror = {
  /** Under the id that it has by now. */
  readonly stored: (customer: string) => Customer | null
  /** The customer's record in this connection; null where it has none there. */
  readonly recordOf: (customer: string) => RemoteRef | null
  /** The records with this number. */
  readonly byNumber: (raw: string) => readonly RemoteRef[]
  /** What a record is as a customer, by the connection's mapping. */
  readonly valuesOf: (record: RemoteRecord) => CustomerValues
  /**
   * The CRM has this now: what it holds as the agent wrote it, and what it kept in a conflict, follow the CRM again. When
   * it is read next it isn't news.
   */
  readonly settle: (customer: string, record: RemoteRecord, conflicts: readonly Conflict[]) => void
  /** The customer was added to the CRM as this record; gives its id from now on. */
  readonly adopt: (customer: string, record: RemoteRecord) => string
}

export function createMirror(
  db: Database.Database,
  connection: Pick<Followed, 'id' | 'country'>,
  storage: Pick<PullStorage, 'reader' | 'sync' | 'told'>,
  now: () => number,
): Mirror {
  const rows = customerRows(db)
  const reading = createRemoteReading(db)
  const store = createRemoteStore(db)
  const find = createLookup(db, rows)
  const byHand = byHandFileOf(db.name)
  const adopt = adoption(db, byHand)

  const mapped = (record: RemoteRecord) => {
    const [item] =
      storage.reader(record.object)?.items({ records: [record], deals: [], gone: [], bad: [] }) ?? []
    return item?.kind === 'customer' ? item : null
  }
  const valuesOf = (record: RemoteRecord): CustomerValues => {
    const item = mapped(record)
    return item ? customerValues(item.one.customer) : {}
  }
  const recordOf = (customer: string): RemoteRef | null => {
    const remote = reading.remote(rows.byId(customer)?.id ?? customer)
    return remote?.connection === connection.id ? remote.ref : null
  }
  /** As if it had just been read. */
  const take = (record: RemoteRecord): readonly string[] => {
    const item = mapped(record)
    const sync = storage.sync(record.object)
    return item ? store.store({ ...sync, reading: true }, [item], null, now()) : []
  }

  const settle = db.transaction((customer: string, record: RemoteRecord, conflicts: readonly Conflict[]) => {
    const before = rows.byId(customer)
    if (!before) return []
    const settled = settledFields(customerValues(toCustomer(before)), valuesOf(record), conflicts)
    store.settle(before.id, settled, record)
    take(record)
    const after = rows.byId(before.id)
    if (after && isTouched(after)) byHand.append(after)
    else byHand.drop(before.id)
    // Where the CRM took what the agent wrote, nobody sees a change.
    return after && isDeepStrictEqual(toCustomer(after), toCustomer(before)) ? [] : [before.id]
  })
  const added = db.transaction((customer: string, record: RemoteRecord) => {
    const id = customerIdOf(connection.id, record.object, record.id)
    const changed = take(record)
    adopt(customer, id)
    return changed
  })

  return {
    stored: (customer) => {
      const stored = rows.byId(customer)
      return stored ? toCustomer(stored) : null
    },
    recordOf,
    byNumber: (raw) =>
      find(raw, connection.country)
        .filter(({ customer }) => customer.source === sourceOf(connection.id))
        .flatMap(({ customer }) => recordOf(customer.id) ?? []),
    valuesOf,
    settle: (customer, record, conflicts) => storage.told(settle.immediate(customer, record, conflicts)),
    adopt: (customer, record) => {
      storage.told(added.immediate(customer, record))
      return rows.byId(customer)?.id ?? customer
    },
  }
}

const fieldOf = (key: string): EditableField | null => {
  if (key.startsWith('number:')) return 'numbers'
  if (key.startsWith('field:')) return 'fields'
  return EDITABLE_FIELDS.find((field) => field === key) ?? null
}

/**
 * The fields in which both sides are the same, but for what the CRM kept in a conflict. What an agent wrote since then, or
 * what waits to be sent, isn't the same.
 */
function settledFields(
  ours: CustomerValues,
  theirs: CustomerValues,
  conflicts: readonly Conflict[],
): readonly EditableField[] {
  const isLost = (key: string): boolean =>
    conflicts.some((one) => one.field === key && one.ours === (ours[key] ?? ''))
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
  const open = keys.filter((key) => (ours[key] ?? '') !== (theirs[key] ?? '') && !isLost(key)).map(fieldOf)
  return EDITABLE_FIELDS.filter((field) => !open.includes(field))
}
