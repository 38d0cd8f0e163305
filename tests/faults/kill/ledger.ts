import type { CallView, View } from '../../../src/contract/view.ts'
import type { CallId } from '../../../src/domain/call/facts.ts'
import type { Draft } from './journal-copy.ts'

/** Of a call in a view: what follows from its facts alone. */
export type Sight = Pick<
  CallView,
  | 'direction'
  | 'line'
  | 'phase'
  | 'displayName'
  | 'farRinging'
  | 'earlyMedia'
  | 'held'
  | 'farHeld'
  | 'muted'
  | 'mediaLost'
  | 'ended'
  | 'transfer'
  | 'from'
  | 'refusedOrder'
  | 'wrapUp'
> & { readonly number: string }

/** What the agent was shown of one call, and what was answered to the agent. */
export type Account = {
  readonly id: CallId
  /** What it looked like, in order, each look once; `gone` where it had left the desk. */
  readonly sights: (Sight | 'gone')[]
  /** Just before what made the call happen, by this process's clock. */
  readonly causedAt: number
  readonly drafts: { readonly draft: Draft; acknowledged: boolean }[]
  finished: Draft | null
  /** The longest time since the answer that was shown, in milliseconds. */
  connectedMs: number
}

export type Run = { readonly startedAt: number; readonly endedAt: number }

/** Everything that the app has acknowledged over all its runs. */
export type Ledger = {
  readonly accounts: ReadonlyMap<CallId, Account>
  readonly runs: readonly Run[]
  readonly saw: (view: View) => void
  /** Whatever call is seen next was made to happen now or later. */
  readonly cause: () => void
  readonly dialed: (call: CallId) => void
  /** Gives what is to be called when the command was answered. */
  readonly drafted: (call: CallId, draft: Draft) => () => void
  readonly finished: (call: CallId, form: Draft) => void
  readonly ran: (run: Run) => void
}

export const sightOf = (call: CallView): Sight => ({
  direction: call.direction,
  line: call.line,
  number: call.rawNumber,
  phase: call.phase,
  displayName: call.displayName,
  farRinging: call.farRinging,
  earlyMedia: call.earlyMedia,
  held: call.held,
  farHeld: call.farHeld,
  muted: call.muted,
  mediaLost: call.mediaLost,
  ended: call.ended,
  transfer: call.transfer,
  from: call.from,
  refusedOrder: call.refusedOrder,
  wrapUp: call.wrapUp,
})

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

export function createLedger(): Ledger {
  const accounts = new Map<CallId, Account>()
  const runs: Run[] = []
  let causedAt = 0

  const accountOf = (id: CallId): Account => {
    const known = accounts.get(id)
    if (known) return known
    const made: Account = { id, sights: [], causedAt, drafts: [], finished: null, connectedMs: 0 }
    accounts.set(id, made)
    return made
  }
  const look = (account: Account, sight: Sight | 'gone'): void => {
    if (!same(account.sights.at(-1), sight)) account.sights.push(sight)
  }

  return {
    accounts,
    runs,
    saw: (view) => {
      for (const call of view.calls) {
        const account = accountOf(call.id)
        look(account, sightOf(call))
        account.connectedMs = Math.max(account.connectedMs, call.connected.ms)
        const shown = account.drafts.findLast(({ draft }) => same(draft, call.draft))
        if (shown) shown.acknowledged = true
      }
      const here = new Set(view.calls.map(({ id }) => id))
      for (const account of accounts.values()) {
        if (!here.has(account.id) && account.sights.length > 0) look(account, 'gone')
      }
    },
    cause: () => {
      causedAt = performance.now()
    },
    dialed: (call) => void accountOf(call),
    drafted: (call, draft) => {
      const sent = { draft, acknowledged: false }
      accountOf(call).drafts.push(sent)
      return () => {
        sent.acknowledged = true
      }
    },
    finished: (call, form) => {
      accountOf(call).finished = form
    },
    ran: (run) => void runs.push(run),
  }
}
