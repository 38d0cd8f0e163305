import type { OutboxRow } from '../../../contract/crm.ts'
import { withValues } from '../../../domain/crm/change.ts'
import {
  dropItem,
  isProblem,
  isWaiting,
  type OutboxItem,
  type OutboxState,
  type OutboxWork,
  retryItem,
} from '../../../domain/crm/outbox.ts'
import { dueAt } from '../../../domain/crm/queue.ts'
import { ok, type Result, refuse } from '../../../domain/result.ts'
import type { Dispatch } from './outbox-dispatch.ts'
import type { OutboxItems } from './outbox-items.ts'
import type { OutboxCommands, OutboxParts } from './outbox-parts.ts'

type CommandParts = Pick<OutboxParts, 'items' | 'customer' | 'saveCustomer' | 'correct' | 'dispositions'> & {
  readonly held: OutboxItems
  readonly dispatch: Dispatch
  /** In the journal and in memory; then looks whose turn it is. */
  readonly keep: (item: OutboxItem) => void
  readonly dismiss: (told: string) => void
}

type Edited = Parameters<OutboxCommands['outbox.resend']>[0]

/** What the agent may do about items that wait or were refused. */
export function outboxHandlers(parts: CommandParts): OutboxCommands {
  const { held, dispatch, keep } = parts

  const rowOf = (item: OutboxItem & { readonly state: OutboxState }): OutboxRow => {
    const { id, connection, work, state, attempts, since, fault } = item
    const customer = work.customer === null ? null : parts.customer(work.customer)
    const log = work.kind === 'call' ? work.log : null
    return {
      id,
      connection,
      kind: work.kind,
      call: log?.key ?? null,
      customer: work.customer === null ? null : { id: work.customer, name: customer?.name ?? '' },
      number: log?.number ?? customer?.numbers[0]?.raw ?? '',
      state,
      attempts,
      since,
      nextAt: state === 'sending' ? null : dueAt(item, dispatch.gate(connection)),
      fault,
      notes: log?.notes ?? '',
      disposition: log?.disposition?.id ?? null,
      values: work.kind === 'change' ? work.after : {},
    }
  }
  const listed = (items: readonly OutboxItem[]): readonly OutboxRow[] =>
    items.flatMap((item) => {
      const { state } = item
      return state === 'dropped' ? [] : [rowOf({ ...item, state })]
    })

  /** What a person may do something about. */
  const given = (id: string): Result<OutboxItem, 'noItem' | 'busy'> => {
    const item = held.find(id)
    if (!item || item.state === 'done' || item.state === 'dropped') return refuse('noItem')
    return item.state === 'sending' ? refuse('busy') : ok(item)
  }

  const retry = (item: OutboxItem, work: OutboxWork = item.work): void => {
    const { connection } = item
    // A server that asked for a pause gets it; whatever else kept us waiting may be over.
    if (dispatch.gate(connection).signIn || item.fault?.reason !== 'limited') dispatch.open(connection)
    keep(retryItem(item, dispatch.chance(connection), work))
  }

  const editedWork = ({ work }: OutboxItem, { notes, disposition, values }: Edited): OutboxWork => {
    if (work.kind === 'create') return work
    if (work.kind === 'call') {
      const { log } = work
      const known = parts.dispositions().find(({ id }) => id === disposition)
      const chosen = known ? { id: known.id, label: known.label } : log.disposition
      return {
        ...work,
        log: { ...log, notes: notes ?? log.notes, disposition: disposition === null ? null : chosen },
      }
    }
    const known = Object.entries(values ?? {}).filter(([key]) => key in work.after)
    return { ...work, after: { ...work.after, ...Object.fromEntries(known) } }
  }

  /** What was edited is true of the call, and of the customer, not only of what is sent. */
  const record = ({ work }: OutboxItem, edited: OutboxWork): boolean => {
    if (edited.kind === 'call') {
      return parts.correct(edited.log.key, edited.log.disposition, edited.log.notes)
    }
    const customer = edited.kind === 'change' && work !== edited ? parts.customer(edited.customer) : null
    if (customer && edited.kind === 'change') parts.saveCustomer(withValues(customer, edited.after))
    return false
  }

  return {
    'outbox.list': ({ filter, before, limit }) => {
      if (filter === 'all' || filter === 'done') {
        const page = parts.items.list(filter, before, limit + 1).map((item) => held.find(item.id) ?? item)
        return { rows: listed(page.slice(0, limit)), more: page.length > limit }
      }
      const wanted = filter === 'waiting' ? isWaiting : isProblem
      const all = [...held.all()]
        .filter((item) => wanted(item) && (before === null || item.since < before))
        .sort((one, other) => other.since - one.since)
      return { rows: listed(all.slice(0, limit)), more: all.length > limit }
    },
    'outbox.retry': ({ item: id }) => {
      const item = given(id)
      if (!item.ok) return item
      retry(item.value)
      return ok(null)
    },
    'outbox.resend': (edited) => {
      const item = given(edited.item)
      if (!item.ok) return item
      const work = editedWork(item.value, edited)
      const corrected = record(item.value, work)
      // The correction's own fact has said what is wanted by now.
      const now = corrected ? (held.find(edited.item) ?? item.value) : item.value
      retry(now, corrected ? now.work : work)
      return ok(null)
    },
    'outbox.drop': ({ item: id }) => {
      const item = given(id)
      if (!item.ok) return item
      keep(dropItem(item.value))
      return ok(null)
    },
    'outbox.dismissTold': ({ item }) => {
      parts.dismiss(item)
      return ok(null)
    },
  }
}
