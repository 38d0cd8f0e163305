import type { CallView } from '../../../contract/view.ts'
import type { CallId } from '../../../domain/call/facts.ts'

const find = (calls: readonly CallView[], fits: (call: CallView) => boolean) => calls.find(fits) ?? null

/** Calls that take a big card: taken or dialled, not over. The one that is spoken on stands first in the view. */
export const liveCalls = (calls: readonly CallView[]): readonly CallView[] =>
  calls.filter((call) => call.phase === 'connected' || call.phase === 'dialing')

/** The call that hotkeys and the big card mean. */
export const primaryCall = (calls: readonly CallView[]): CallView | null =>
  find(calls, (call) => call.phase === 'connected' && !call.held) ??
  find(calls, (call) => call.phase === 'dialing') ??
  find(calls, (call) => call.phase === 'connected')

/**
 * The call whose customer and wrap-up are on the desk. What the agent picked comes first, then whom they speak
 * with, then what they are editing; only then may a ringing call take the place. Whoever is only consulted is asked
 * about a customer, and it is that customer's call that stays: notes of a consultation would belong to no wrap-up.
 */
export function shownCall(
  calls: readonly CallView[],
  picked: CallId | null,
  editing: CallId | null,
): CallView | null {
  const named = (id: CallId | null) => (id === null ? null : find(calls, (call) => call.id === id))
  const shown =
    named(picked) ??
    primaryCall(calls) ??
    named(editing) ??
    find(calls, (call) => call.phase === 'ringing') ??
    calls[0] ??
    null
  return named(shown?.from ?? null) ?? shown
}
