import type { CallView } from '../../../contract/view.ts'
import { primaryCall } from './shown-call.ts'

export type Pair = readonly [CallView, CallView]

/** The call's conference, whoever began first in front, so that nobody changes places; null where it is in none. */
export function conferenceOf(calls: readonly CallView[], call: CallView | null): Pair | null {
  const other = call && calls.find(({ id, phase }) => id === call.conference && phase === 'connected')
  if (!other) return null
  return call.startedAt <= other.startedAt ? [call, other] : [other, call]
}

/** The two calls that could be joined just now. */
export function joinable(calls: readonly CallView[]): Pair | null {
  const free = (call: CallView) => call.phase === 'connected' && call.conference === null
  const spoken = primaryCall(calls)
  const other = calls.find((call) => call !== spoken && free(call))
  return spoken && free(spoken) && other ? [spoken, other] : null
}
