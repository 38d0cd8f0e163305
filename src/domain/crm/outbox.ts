import type { CallId } from '../call/facts.ts'
import { backOff } from './back-off.ts'
import type { CallLog } from './call-log.ts'
import type { CrmFault } from './failure.ts'
import { canRetry } from './failure.ts'

/** What an item of the outbox writes. */
export type OutboxWork =
  | { readonly kind: 'call'; readonly log: CallLog; readonly customer: string | null }
  /** What an agent changed of a customer, by field as in `change.ts`; `before` is what stood there. */
  | {
      readonly kind: 'change'
      readonly customer: string
      readonly before: Readonly<Record<string, string>>
      readonly after: Readonly<Record<string, string>>
    }
  | { readonly kind: 'create'; readonly customer: string }

/** `unknown`: it was sent, and whether it was done must be looked up before it is sent again. */
export const OUTBOX_STATES = ['queued', 'sending', 'unknown', 'done', 'rejected'] as const
export type OutboxState = (typeof OUTBOX_STATES)[number]

/** One thing to be written to one connection. All times in epoch ms. */
export type OutboxItem = {
  readonly id: string
  readonly connection: string
  /** Items of one customer are written in the order in which they came about; others don't wait for them. */
  readonly lane: string
  readonly work: OutboxWork
  /** `dropped`: by the agent. The row stays, so that the call isn't taken up again. */
  readonly state: OutboxState | 'dropped'
  /** An earlier try may have been done. */
  readonly doubtful: boolean
  /** Counts what has been wanted: what was sent is out of date as soon as more is wanted. */
  readonly wanted: number
  readonly sent: number
  /** Since it was last done, or a person asked for it. */
  readonly attempts: number
  /** Not before this. */
  readonly nextAt: number
  readonly fault: CrmFault | null
  /** What it is in the CRM, once it was done. */
  readonly remoteId: string | null
  readonly since: number
  readonly doneAt: number | null
}

/** What is wanted of the outbox. With the id of an item that there is, that one is to write something else. */
export type Want = Pick<OutboxItem, 'id' | 'connection' | 'lane' | 'work'> & {
  /** When it came about. */
  readonly at: number
  /** Held back until then. */
  readonly notBefore: number
}

/** One log for each call and connection, whatever happens to either. */
export const callItemId = (call: CallId, connection: string): string => `call/${call}/${connection}`

export const laneOf = (work: OutboxWork): string => {
  if (work.customer !== null) return work.customer
  return work.kind === 'call' ? `call/${work.log.key}` : ''
}

export const isWaiting = ({ state }: OutboxItem): boolean =>
  state === 'queued' || state === 'sending' || state === 'unknown'

/** A person has to do something about it. */
export const isProblem = ({ state, fault }: OutboxItem): boolean =>
  state === 'rejected' || (state !== 'done' && state !== 'dropped' && fault?.reason === 'signIn')

const waitingState = (doubtful: boolean): 'unknown' | 'queued' => (doubtful ? 'unknown' : 'queued')

/** The item that writes what is wanted now: a new one, or the one there was with other contents. */
export function wantItem(item: OutboxItem | null, want: Want): OutboxItem {
  const { id, connection, lane, work, at, notBefore } = want
  if (!item) {
    const begun = { state: 'queued', doubtful: false, wanted: 1, sent: 0, attempts: 0, fault: null } as const
    return {
      id,
      connection,
      lane,
      work,
      ...begun,
      nextAt: notBefore,
      remoteId: null,
      since: at,
      doneAt: null,
    }
  }
  if (item.state === 'dropped') return item
  const changed = { ...item, lane, work, wanted: item.wanted + 1 }
  if (item.state === 'sending') return { ...changed, nextAt: notBefore }
  // Until it is sent for the first time it is only held back; after that the CRM's own time counts.
  if (isWaiting(item)) return item.sent === 0 ? { ...changed, nextAt: notBefore } : changed
  return { ...changed, state: waitingState(item.doubtful), attempts: 0, fault: null, nextAt: notBefore }
}

export const sendItem = (item: OutboxItem): OutboxItem => ({ ...item, state: 'sending', sent: item.wanted })

/** What was on its way when the app or the worker went away: nobody knows whether it arrived. */
export function loseItem(item: OutboxItem, now: number, searchLagMs: number): OutboxItem {
  if (item.state !== 'sending') return item
  return { ...item, state: 'unknown', doubtful: true, nextAt: Math.max(item.nextAt, now + searchLagMs) }
}

export type Delivered =
  /** `nowhere`: there was nothing to write it to, until its customer is known. */
  | { readonly kind: 'done'; readonly remoteId: string | null; readonly nowhere?: boolean }
  /** With a `remoteId` part of it is there: the rest is a change of that. */
  | {
      readonly kind: 'failed'
      readonly fault: CrmFault
      readonly unknown: boolean
      readonly remoteId: string | null
    }

export type Chance = {
  readonly now: number
  /** Uniform from 0 to 1. */
  readonly random: () => number
  /** How long after a write the CRM may not find it yet. */
  readonly searchLagMs: number
}

/** A server that asks for more than a day means something else. */
const LONGEST_MS = 24 * 3_600_000

/** How long to wait after so many tries, in ms; never less than the server asks for. */
export const waitAfter = (attempts: number, { retryAfter }: CrmFault, random: () => number): number =>
  backOff(attempts, retryAfter === null ? null : Math.min(LONGEST_MS, retryAfter), random())

const NOBODY: CrmFault = { reason: 'notFound', detail: '', retryAfter: null }

/** An item after what became of its delivery. */
export function settleItem(item: OutboxItem, delivered: Delivered, chance: Chance): OutboxItem {
  const outOfDate = item.wanted > item.sent
  if (delivered.kind === 'done') {
    const remoteId = delivered.remoteId ?? item.remoteId
    const fault = delivered.nowhere === true ? NOBODY : null
    const done = { ...item, remoteId, doubtful: false, attempts: 0, fault }
    return outOfDate ? { ...done, state: 'queued' } : { ...done, state: 'done', doneAt: chance.now }
  }
  const { fault, unknown: doubtful } = delivered
  const remoteId = item.remoteId ?? delivered.remoteId
  const failed = { ...item, remoteId, fault, doubtful, state: waitingState(doubtful) }
  const lag = doubtful ? chance.searchLagMs : 0
  if (fault.reason === 'signIn') return { ...failed, nextAt: chance.now + lag }
  const attempts = item.attempts + 1
  if (canRetry(fault.reason)) {
    const wait = Math.max(lag, waitAfter(item.attempts, fault, chance.random))
    return { ...failed, attempts, nextAt: chance.now + wait }
  }
  // What the CRM refused isn't what is wanted by now.
  if (outOfDate) return { ...failed, attempts: 0, nextAt: chance.now + lag }
  return { ...failed, state: 'rejected', attempts }
}

/** Sends it as soon as it may, because a person asked for it; with other contents where `work` is given. */
export function retryItem(
  item: OutboxItem,
  { now, searchLagMs }: Omit<Chance, 'random'>,
  work: OutboxWork = item.work,
): OutboxItem {
  const wanted = work === item.work ? item.wanted : item.wanted + 1
  const nextAt = now + (item.doubtful ? searchLagMs : 0)
  return { ...item, work, wanted, state: waitingState(item.doubtful), attempts: 0, fault: null, nextAt }
}

export const dropItem = (item: OutboxItem): OutboxItem => ({ ...item, state: 'dropped' })
