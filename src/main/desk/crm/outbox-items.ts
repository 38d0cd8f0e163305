import type { OutboxItem } from '../../../domain/crm/outbox.ts'
import { isProblem, isWaiting } from '../../../domain/crm/outbox.ts'
import type { OutboxTable } from '../../journal/outbox.ts'

/** The items that aren't over, in memory and in order; what is over lies in the journal. */
export type OutboxItems = {
  /** Takes up what the journal holds, beside what has come since. */
  readonly load: () => void
  readonly all: () => Iterable<OutboxItem>
  readonly find: (id: string) => OutboxItem | null
  readonly ofCall: (call: string) => readonly OutboxItem[]
  /** As it is from now on. The journal is told by whoever changed it. */
  readonly put: (item: OutboxItem) => void
  readonly remove: (id: string) => void
  readonly counts: () => { readonly waiting: number; readonly problems: number }
}

const isOver = ({ state }: OutboxItem): boolean => state === 'done' || state === 'dropped'

export function createOutboxItems(table: OutboxTable): OutboxItems {
  let items = new Map<string, OutboxItem>()
  const put = (item: OutboxItem): void => {
    if (isOver(item)) items.delete(item.id)
    else items.set(item.id, item)
  }
  return {
    load: () => {
      const since = items
      items = new Map(table.notOver().map((item) => [item.id, since.get(item.id) ?? item]))
      for (const item of since.values()) if (!items.has(item.id)) put(item)
    },
    all: () => items.values(),
    find: (id) => items.get(id) ?? table.get(id),
    ofCall: (call) => {
      const stored = table.ofCall(call).map((item) => items.get(item.id) ?? item)
      const known = new Set(stored.map(({ id }) => id))
      const more = [...items.values()].filter(
        ({ id, work }) => !known.has(id) && work.kind === 'call' && work.log.key === call,
      )
      return [...stored, ...more]
    },
    put,
    remove: (id) => {
      items.delete(id)
    },
    counts: () => {
      let waiting = 0
      let problems = 0
      for (const item of items.values()) {
        if (isWaiting(item)) waiting += 1
        if (isProblem(item)) problems += 1
      }
      return { waiting, problems }
    },
  }
}
