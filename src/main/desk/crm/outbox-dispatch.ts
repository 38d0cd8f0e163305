import type { Outcome } from '../../../contract/sync.ts'
import type { Capabilities } from '../../../domain/crm/description.ts'
import { type Chance, loseItem, type OutboxItem, sendItem, settleItem } from '../../../domain/crm/outbox.ts'
import { type Gate, gateAfter, OPEN, takeTurns } from '../../../domain/crm/queue.ts'
import type { Entry } from '../../journal/journal.ts'
import type { OutboxItems } from './outbox-items.ts'
import type { OutboxParts } from './outbox-parts.ts'

/** Sends what is due, and knows which connections take anything just now. */
export type Dispatch = {
  /** Looks whose turn it is, now and by time. */
  readonly wake: () => void
  /** The item after its delivery; null where it isn't on its way. */
  readonly settle: (id: string, outcome: Outcome) => OutboxItem | null
  /** What was on its way may have arrived or not. */
  readonly lose: () => readonly OutboxItem[]
  readonly gate: (connection: string) => Gate
  /** Who we say we are is believed again. */
  readonly believed: (connection: string) => void
  /** Takes anything again, as far as it depends on us. */
  readonly open: (connection: string) => void
  readonly chance: (connection: string) => Chance
}

type DispatchParts = Pick<
  OutboxParts,
  'writer' | 'connections' | 'capabilities' | 'deliver' | 'now' | 'later' | 'random'
> & { readonly items: OutboxItems }

/** A wait is looked at again after this long at most: clocks are set, computers sleep. */
const LONGEST_SLEEP_MS = 60_000
/** While the journal takes nothing. */
const DISK_MS = 5_000

export const itemEntry = (item: OutboxItem): Entry => ({ kind: 'outbox', item })

export function createDispatch(parts: DispatchParts): Dispatch {
  const { items, writer, now, random } = parts
  const gates = new Map<string, Gate>()
  /** The wait that counts; one that was set before it does nothing. */
  let waits = 0

  const can = (connection: string): Capabilities | null => {
    const found = parts.connections().find(({ id }) => id === connection)
    return found && !found.paused ? parts.capabilities(found) : null
  }
  const gate = (connection: string): Gate => gates.get(connection) ?? OPEN
  const chance = (connection: string): Chance => {
    const found = parts.connections().find(({ id }) => id === connection)
    return { now: now(), random, searchLagMs: (found && parts.capabilities(found)?.searchLagMs) ?? 0 }
  }

  /** Nothing leaves before the journal has it: after a crash it would be sent once more. */
  const isKept = (): boolean => writer.state() === 'ok' && writer.waiting() === 0

  /** False where the disk got full with it: nothing was sent. */
  const send = (due: readonly OutboxItem[]): boolean => {
    if (due.length === 0) return true
    const sending = due.map(sendItem)
    writer.append(sending.map(itemEntry))
    if (!isKept()) {
      // It waits for the disk as sent; what follows it in the queue says that it wasn't.
      writer.append(due.map(itemEntry))
      return false
    }
    for (const item of sending) items.put(item)
    for (const { id, connection, work, doubtful, remoteId } of sending) {
      parts.deliver({ item: id, connection, work, unknown: doubtful, remoteId })
    }
    return true
  }

  const sleep = (ms: number): void => {
    const wait = waits
    parts.later(ms, () => {
      if (wait === waits) wake()
    })
  }

  const wake = (): void => {
    waits += 1
    if (!isKept()) {
      sleep(DISK_MS)
      return
    }
    const gateOf = (connection: string): Gate | null => (can(connection) ? gate(connection) : null)
    const { send: due, wakeAt } = takeTurns(items.all(), gateOf, now())
    if (!send(due)) sleep(DISK_MS)
    else if (wakeAt !== null) sleep(Math.min(LONGEST_SLEEP_MS, Math.max(0, wakeAt - now())))
  }

  return {
    wake,
    settle: (id, outcome) => {
      const item = items.find(id)
      if (item?.state !== 'sending') return null
      const { connection } = item
      gates.set(connection, gateAfter(gate(connection), outcome, now(), random))
      const settled = settleItem(item, outcome, chance(connection))
      items.put(settled)
      return settled
    },
    lose: () => {
      const sending = [...items.all()].filter(({ state }) => state === 'sending')
      const lost = sending.map((item) => loseItem(item, now(), chance(item.connection).searchLagMs))
      for (const item of lost) items.put(item)
      return lost
    },
    gate,
    believed: (connection) => {
      if (gate(connection).signIn) gates.delete(connection)
    },
    open: (connection) => {
      gates.delete(connection)
    },
    chance,
  }
}
