import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallFact, CallId } from '../../domain/call/facts.ts'
import type { CallSound } from '../../domain/call/sound.ts'
import { assertNever } from '../../domain/result.ts'
import type { Media } from '../media/media.ts'
import type { Lines } from './lines.ts'

/** What the desk orders: call effects, and what follows from a call's state. */
export type DeskEffect =
  | CallEffect
  | { readonly kind: 'audio'; readonly call: CallId; readonly microphone: boolean; readonly hear: boolean }
  | { readonly kind: 'sound'; readonly sound: CallSound }
  /** Exactly these far ends hear each other; none where it is empty. */
  | { readonly kind: 'mix'; readonly calls: readonly CallId[] }
  /** A short tone in the agent's ear: a call was answered for them, and they are heard. */
  | { readonly kind: 'zip' }
  | { readonly kind: 'renegotiate'; readonly call: CallId }
  | { readonly kind: 'release'; readonly call: CallId }

/** Hands each effect to the adapter that carries it out. Mute is done when the media window's order
 * is out, and so is a conference. */
export function carryOut(
  parts: {
    readonly lines: Pick<Lines, 'order' | 'renegotiate'>
    readonly media: Media
    readonly fact: (call: CallId, fact: CallFact) => void
  },
  effect: DeskEffect,
): void {
  const { lines, media } = parts
  switch (effect.kind) {
    case 'audio':
      media.setAudio(effect.call, { microphone: effect.microphone, hear: effect.hear })
      return
    case 'sound':
      media.order({ kind: 'signal', sound: effect.sound })
      return
    case 'mute':
      parts.fact(effect.call, { kind: 'muted' })
      return
    case 'unmute':
      parts.fact(effect.call, { kind: 'unmuted' })
      return
    case 'join':
      parts.fact(effect.call, { kind: 'conferenceJoined', with: effect.with })
      return
    case 'part':
      parts.fact(effect.call, { kind: 'conferenceLeft' })
      return
    case 'mix':
      media.mix(effect.calls)
      return
    case 'zip':
      media.order({ kind: 'zip' })
      return
    case 'renegotiate':
      // Nothing but the way to the media window was lost, of which the far end of a plain line knows nothing.
      if (!media.mendsItself(effect.call)) lines.renegotiate(effect.call)
      return
    case 'release':
      media.release(effect.call)
      return
    case 'ring':
    case 'dial':
    case 'answer':
    case 'reject':
    case 'hangUp':
    case 'hold':
    case 'resume':
    case 'sendTone':
    case 'transferBlind':
    case 'transferAttended':
      lines.order(effect)
      return
    default:
      assertNever(effect)
  }
}
