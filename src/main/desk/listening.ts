import type { QualityView } from '../../contract/view.ts'
import type { Call } from '../../domain/call/call.ts'
import type { CallId } from '../../domain/call/facts.ts'
import { audioFlow, type MediaHistory, recentQuality, remember } from '../../domain/metrics/media-watch.ts'
import type { MediaCounters } from '../../domain/metrics/mos.ts'

/** What the media window counts, made into what a call sounds like and whether its audio flows. */
export type Listening = {
  /** `mono` in milliseconds. */
  readonly heard: (call: CallId, mono: number, counters: MediaCounters) => void
  /** Sound is due anew: after an answer, a hold, or a new path. */
  readonly startOver: (call: CallId) => void
  readonly forget: (call: CallId) => void
  readonly quality: ReadonlyMap<CallId, QualityView>
  /** The direction of a call whose audio stays away though it is due. */
  readonly missing: (call: Call) => 'arriving' | 'leaving' | null
}

export function createListening(): Listening {
  const histories = new Map<CallId, MediaHistory>()
  const quality = new Map<CallId, QualityView>()
  return {
    quality,
    heard: (call, mono, counters) => {
      const history = remember(histories.get(call) ?? [], mono, counters)
      histories.set(call, history)
      const recent = recentQuality(history)
      if (!recent) return
      const { mos, lossPercent, jitterMs, roundTripMs, heardLevel, spokenLevel } = recent
      quality.set(call, { mos, lossPercent, jitterMs, roundTripMs, heardLevel, spokenLevel })
    },
    startOver: (call) => {
      histories.delete(call)
    },
    forget: (call) => {
      histories.delete(call)
      quality.delete(call)
    },
    missing: (call) => {
      if (call.phase !== 'connected' || call.held || call.mediaLost) return null
      const flow = audioFlow(histories.get(call.id) ?? [])
      // Who holds us hears nothing of us, and need not send anything either.
      if (call.farHeld) return null
      if (!flow.arriving) return 'arriving'
      return !flow.leaving && !call.muted ? 'leaving' : null
    },
  }
}
