import type { PlainTarget } from '../transport/target.ts'
import { createBounded } from './bounded.ts'
import type { Flow } from './flow.ts'

/** A call that goes by the listening point, from its first message on. */
export type Dialogue = {
  /** What requests within it go by while that is open; null: by where they are addressed to. */
  flow: Flow | null
  /** Where its first request goes, where that is one of ours. */
  targets: readonly PlainTarget[]
  /** This computer's address towards the far end. */
  local: string | null
  /** Of the other end, while it isn't known by whom it was named. */
  remote: string | null
  /** Somebody began it whom nobody named. */
  readonly stranger: boolean
  /** It goes to the account's own server. */
  readonly home: boolean
}

/** Far more calls than one desk has; those that are going on stay in any case. */
const MOST_DIALOGUES = 500
/** Transactions that something may still come for. */
const MOST_TRANSACTIONS = 5_000

/** What is known of the calls of a listening point, and of the requests in them. */
export function createDialogues(goesOn: (callId: string) => boolean) {
  return {
    calls: createBounded<Dialogue>(MOST_DIALOGUES, goesOn),
    /** By the branch that a response will carry: what the request went by. */
    asked: createBounded<Flow>(MOST_TRANSACTIONS),
    /** By the transaction of a request that came: what its responses go by. */
    served: createBounded<Flow>(MOST_TRANSACTIONS),
  }
}
