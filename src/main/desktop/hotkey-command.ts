import type { HotkeyAction } from '../../contract/view.ts'
import type { Call } from '../../domain/call/call.ts'
import type { CallCommand } from '../../domain/call/decide.ts'

/** The call that is spoken on; else the one that is being dialled; else the one on hold. */
const current = (calls: readonly Call[]): Call | undefined =>
  calls.find((call) => call.phase === 'connected' && !call.held) ??
  calls.find((call) => call.phase === 'dialing') ??
  calls.find((call) => call.phase === 'connected')

/** What a hotkey means just now, or null where it means nothing: hanging up while idle does nothing. */
export function hotkeyCommand(action: HotkeyAction, calls: readonly Call[]): CallCommand | null {
  const ringing = calls.find((call) => call.phase === 'ringing')
  const spoken = current(calls)
  switch (action) {
    case 'answer':
      return ringing ? { kind: 'answer', call: ringing.id } : null
    case 'reject':
      return ringing ? { kind: 'reject', call: ringing.id, as: 'decline' } : null
    case 'hangUp': {
      // A key can't say which of two it means.
      if (spoken?.conference) return { kind: 'endConference', call: spoken.id }
      if (spoken) return { kind: 'hangUp', call: spoken.id }
      return ringing ? { kind: 'reject', call: ringing.id, as: 'decline' } : null
    }
    case 'mute':
      if (spoken?.phase !== 'connected') return null
      return { kind: spoken.muted ? 'unmute' : 'mute', call: spoken.id }
    case 'hold':
      if (spoken?.phase !== 'connected') return null
      return { kind: spoken.held ? 'resume' : 'hold', call: spoken.id }
  }
}
