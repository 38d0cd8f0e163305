import { type Delivered, isWaiting, type OutboxItem, waitAfter } from './outbox.ts'

/** Whether a connection takes anything just now. */
export type Gate = {
  /** Epoch ms. */
  readonly closedUntil: number
  /** Tries in a row that the server turned away, whatever they carried. */
  readonly failures: number
  /** Nothing is sent until there is another secret. */
  readonly signIn: boolean
}

/** Nothing waits longer: what is due after that was reckoned by a clock that has been set back since. */
const FARTHEST_MS = 25 * 3_600_000

export const OPEN: Gate = { closedUntil: 0, failures: 0, signIn: false }

/** A connection after what became of a delivery: one item that is turned away speaks for all. */
export function gateAfter(gate: Gate, delivered: Delivered, now: number, random: () => number): Gate {
  if (delivered.kind === 'done') return OPEN
  const { reason } = delivered.fault
  if (reason === 'signIn') return { ...gate, signIn: true }
  if (reason !== 'limited' && reason !== 'offline' && reason !== 'tls') return OPEN
  const closedUntil = now + waitAfter(gate.failures, delivered.fault, random)
  return { closedUntil, failures: gate.failures + 1, signIn: false }
}

/** When an item may go by its own clock and its connection's; null where only a person can help. */
export function dueAt(item: OutboxItem, gate: Gate): number | null {
  if (!isWaiting(item) || gate.signIn) return null
  return Math.max(item.nextAt, gate.closedUntil)
}

export type Turn = {
  /** To be sent now: one for each connection at most. */
  readonly send: readonly OutboxItem[]
  /** When to look again, if nothing happens before; null: not by time. */
  readonly wakeAt: number | null
}

/**
 * Whose turn it is. `items` stand in the order in which they came about. A connection carries one at a time; an item
 * waits for those of its lane before it that aren't over, and for nothing else.
 */
export function takeTurns(
  items: Iterable<OutboxItem>,
  gateOf: (connection: string) => Gate | null,
  now: number,
): Turn {
  const taken = new Set<string>()
  const lanes = new Set<string>()
  const first: OutboxItem[] = []
  for (const item of items) {
    if (!isWaiting(item)) continue
    const lane = `${item.connection} ${item.lane}`
    if (item.state === 'sending') taken.add(item.connection)
    else if (!lanes.has(lane)) first.push(item)
    lanes.add(lane)
  }
  const send: OutboxItem[] = []
  let wakeAt: number | null = null
  for (const item of first) {
    const gate = gateOf(item.connection)
    const at = gate && dueAt(item, gate)
    if (at === null || taken.has(item.connection)) continue
    if (at <= now || at > now + FARTHEST_MS) {
      send.push(item)
      taken.add(item.connection)
    } else if (wakeAt === null || at < wakeAt) wakeAt = at
  }
  return { send, wakeAt }
}
