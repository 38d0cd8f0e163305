import { dropItem, type OutboxItem, type Want, wantItem } from '../../../domain/crm/outbox.ts'
import type { Entry } from '../../journal/journal.ts'
import { outboxHandlers } from './outbox-commands.ts'
import { createDispatch, itemEntry } from './outbox-dispatch.ts'
import { createOutboxItems } from './outbox-items.ts'
import type { Outbox, OutboxParts } from './outbox-parts.ts'
import { toldOf } from './outbox-told.ts'
import { createWants } from './outbox-wants.ts'

/** What is done is kept this long, so that a correction finds its log; older calls aren't corrected in the CRM. */
const KEPT_MS = 400 * 86_400_000
const MOST_KEPT = 30_000
/** What is in the view; the next ones follow when these are dismissed. */
const MOST_TOLD = 50

export function createOutbox(parts: OutboxParts): Outbox {
  const { items: table, writer, now, changed } = parts
  const held = createOutboxItems(table)
  const dispatch = createDispatch({ ...parts, items: held })
  let told = table.told()
  let started = false

  const wants = createWants({
    ...parts,
    itemsOfCall: held.ofCall,
    creating: (customer) =>
      [...held.all()].find(({ work }) => work.kind === 'create' && work.customer === customer) ?? null,
  })

  /** In memory at once; the entry is for the transaction in which it came about. */
  const take = (want: Want): readonly Entry[] => {
    const item = wantItem(held.find(want.id), want)
    held.put(item)
    return item.state === 'dropped' ? [] : [{ kind: 'want', want }]
  }
  const takeBack = ({ id }: OutboxItem): Entry => {
    held.remove(id)
    return { kind: 'unwant', id }
  }
  const put = (item: OutboxItem): Entry => {
    held.put(item)
    return itemEntry(item)
  }
  const wake = (): void => {
    if (started) dispatch.wake()
  }
  const keep = (entries: readonly Entry[]): void => {
    if (entries.length > 0) writer.append(entries)
    wake()
    changed()
  }

  /** Only the room that it takes is at stake: a disk that won't have it now is asked again at the next start. */
  const forget = (): void => {
    try {
      table.forgetDone(now() - KEPT_MS, MOST_KEPT)
    } catch (error) {
      parts.log('warn', `old items stay in the outbox: ${String(error)}`)
    }
  }

  /** Whoever waits to be written to a customer who has another id by now is written to that one. */
  const rename = (from: string, to: string): readonly Entry[] => {
    parts.renamed(from, to)
    const theirs = [...held.all()].filter(({ work }) => work.customer === from && work.kind !== 'create')
    return theirs.map((item) => put({ ...item, lane: to, work: { ...item.work, customer: to } }))
  }

  return {
    start: () => {
      held.load()
      started = true
      forget()
      keep(dispatch.lose().map(itemEntry))
    },
    consequences: (taken) => {
      const { wants: wanted, unwanted } = wants.ofCalls(taken)
      if (wanted.length + unwanted.length > 0) parts.later(0, wake)
      return [...unwanted.map(takeBack), ...wanted.flatMap(take)]
    },
    customerSaved: (before, after) => keep(wants.ofCustomer(before, after).flatMap(take)),
    delivered: (id, outcome) => {
      const item = dispatch.settle(id, outcome)
      if (!item) {
        parts.log('info', `item ${id} was delivered and is not on its way`)
        return
      }
      const about = toldOf(item, outcome, { customer: parts.customer, id: parts.newId(), now: now() })
      if (about) told = [...told, about]
      const from = item.work.customer
      const to = outcome.kind === 'done' ? outcome.customer : null
      keep([
        itemEntry(item),
        ...(about ? [{ kind: 'told', id: about.id, told: about } as const] : []),
        ...(from !== null && to !== null && from !== to ? rename(from, to) : []),
      ])
    },
    workerEnded: () => keep(dispatch.lose().map(itemEntry)),
    signedIn: (connection) => {
      dispatch.believed(connection)
      wake()
    },
    removed: (connection) => {
      const theirs = [...held.all()].filter((item) => item.connection === connection)
      dispatch.open(connection)
      keep(theirs.map((item) => put(dropItem(item))))
    },
    wake,
    stop: () => {
      started = false
    },
    view: () => ({ outbox: held.counts(), told: told.slice(0, MOST_TOLD) }),
    commands: outboxHandlers({
      ...parts,
      held,
      dispatch,
      keep: (item) => keep([put(item)]),
      dismiss: (id) => {
        told = told.filter((one) => one.id !== id)
        keep([{ kind: 'told', id, told: null }])
      },
    }),
  }
}
