import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallView } from '../../../contract/view.ts'
import type { CallId } from '../../../domain/call/facts.ts'
import type { WrapUpForm } from '../../../domain/disposition/disposition.ts'
import type { AgentApi } from '../api.ts'

/** Long enough to gather a word, short enough that a crash costs no sentence. */
const SEND_AFTER_MS = 400

/**
 * What is being written about a call. It lives here while it is edited, is sent soon after, and gives way to
 * the snapshot only when the snapshot says the same and nobody is writing.
 */
export type Drafts = {
  readonly store: StoreApi<Readonly<Record<CallId, WrapUpForm>>>
  readonly change: (call: CallId, form: WrapUpForm) => void
  /** Sends what is waiting, now. */
  readonly flush: (call: CallId) => void
  readonly flushAll: () => void
  /** The field was left: later snapshots may speak again once they say what was sent. */
  readonly settle: (call: CallView) => void
  readonly forget: (call: CallId) => void
}

export const sameForm = (one: WrapUpForm, other: WrapUpForm): boolean =>
  one.disposition === other.disposition && one.notes === other.notes

export function createDrafts(api: AgentApi): Drafts {
  const store = createStore<Readonly<Record<CallId, WrapUpForm>>>(() => ({}))
  const waiting = new Map<CallId, ReturnType<typeof setTimeout>>()

  const flush = (call: CallId) => {
    const timer = waiting.get(call)
    if (timer === undefined) return
    clearTimeout(timer)
    waiting.delete(call)
    const form = store.getState()[call]
    if (form) void api.send('wrapUp.draft', { call, ...form })
  }
  const forget = (call: CallId) => {
    const timer = waiting.get(call)
    if (timer !== undefined) clearTimeout(timer)
    waiting.delete(call)
    const { [call]: _gone, ...rest } = store.getState()
    store.setState(rest, true)
  }
  return {
    store,
    flush,
    forget,
    change: (call, form) => {
      store.setState({ [call]: form })
      const timer = waiting.get(call)
      if (timer !== undefined) clearTimeout(timer)
      waiting.set(
        call,
        setTimeout(() => flush(call), SEND_AFTER_MS),
      )
    },
    flushAll: () => {
      for (const call of [...waiting.keys()]) flush(call)
    },
    settle: (call) => {
      const mine = store.getState()[call.id]
      if (mine && !waiting.has(call.id) && sameForm(mine, call.draft)) forget(call.id)
    },
  }
}
