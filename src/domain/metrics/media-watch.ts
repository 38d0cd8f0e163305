import { type MediaCounters, type Quality, qualityBetween, soundLevel } from './mos.ts'

/** The reports of one peer connection's last seconds, oldest first. `at` is monotonic, in milliseconds. */
export type MediaHistory = readonly { readonly at: number; readonly counters: MediaCounters }[]

/** Quality is told over this long, and sound that was missing for this long is a fault. */
const windowMs = 5_000

/**
 * The history with one more report. Kept is as much as covers the window, with the report just before it. Begin with
 * an empty one for each peer connection, and whenever sound is due anew: after an answer, a resume, a new network.
 */
export function remember(history: MediaHistory, at: number, counters: MediaCounters): MediaHistory {
  const all = [...history, { at, counters }]
  const before = all.findLastIndex((report) => at - report.at >= windowMs)
  return before <= 0 ? all : all.slice(before)
}

export type MediaQuality = Quality & {
  /** 0 to 1, of the last report: what arrives, and the microphone. */
  readonly heardLevel: number
  readonly spokenLevel: number
}

/** How the call has sounded in the last five seconds; null with less than two reports, or when nothing came. */
export function recentQuality(history: MediaHistory): MediaQuality | null {
  const [first, previous, last] = [history[0], history.at(-2), history.at(-1)]
  if (first === undefined || previous === undefined || last === undefined) return null
  const quality = qualityBetween(first.counters, last.counters)
  return quality === null ? null : { ...quality, ...levels(previous.counters, last.counters) }
}

function levels(before: MediaCounters, now: MediaCounters): { heardLevel: number; spokenLevel: number } {
  const heard = (of: MediaCounters) => ({ energy: of.heardEnergy, seconds: of.heardSeconds })
  const spoken = (of: MediaCounters) => ({ energy: of.spokenEnergy, seconds: of.spokenSeconds })
  return {
    heardLevel: soundLevel(heard(before), heard(now)),
    spokenLevel: soundLevel(spoken(before), spoken(now)),
  }
}

export type AudioFlow = { readonly arriving: boolean; readonly leaving: boolean }

/**
 * Whether packets come and go. Each counts as missing only after five seconds without a single one; before that
 * nothing is known, and nothing said. Whether they are due (a held call sends none) is for the caller to know.
 */
export function audioFlow(history: MediaHistory): AudioFlow {
  const last = history.at(-1)
  const first = last && history.findLast(({ at }) => last.at - at >= windowMs)
  if (last === undefined || first === undefined) return { arriving: true, leaving: true }
  return {
    arriving: last.counters.packetsReceived !== first.counters.packetsReceived,
    leaving: last.counters.packetsSent !== first.counters.packetsSent,
  }
}
