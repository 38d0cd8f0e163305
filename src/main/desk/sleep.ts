import type { CallFact, CallId } from '../../domain/call/facts.ts'
import { elapsed, type Stamp } from '../../domain/time.ts'

/** What came in while nobody listened is read at once on waking, and says nothing about the far end of now. */
const STALE_MS = 3_000
/** So many ticks at their usual pace mean that the computer is awake, whatever it was announced. */
const AWAKE_TICKS = 60

/** Facts that say nothing about whether the far end is still there. */
const ONE_SIDED: ReadonlySet<CallFact['kind']> = new Set([
  'mediaLost',
  'orderFailed',
  'muted',
  'unmuted',
  'customerMatched',
])

/**
 * The computer's sleep, as far as times are concerned. Whether a call outlived it shows only afterwards: until the far
 * end gives a sign of life, a call that turns out to be gone has ended when it was last heard of, before the sleep.
 */
export type Sleep = {
  readonly asleep: () => boolean
  readonly begins: (now: Stamp) => void
  /** Gives when it began; `live` are the calls of which nothing is known now. */
  readonly ends: (now: Stamp, live: Iterable<CallId>) => Stamp
  /** A tick of the desk's. True where the computer must have woken without a word. */
  readonly tick: (now: Stamp) => boolean
  /** So many packets of a call have come in all. */
  readonly heard: (call: CallId, packets: number, now: Stamp) => void
  /** When a fact happened that is told of now. */
  readonly stampOf: (call: CallId, fact: CallFact, now: Stamp) => Stamp
  readonly forget: (call: CallId) => void
}

type Unsure = { readonly since: Stamp; readonly woke: Stamp; packets: number | null }

export function createSleep(): Sleep {
  const unsure = new Map<CallId, Unsure>()
  let since: Stamp | null = null
  let lastTick: Stamp | null = null
  let ticks = 0

  return {
    asleep: () => since !== null,
    begins: (now) => {
      since ??= now
      ticks = 0
    },
    ends: (now, live) => {
      const began = since ?? lastTick ?? now
      since = null
      lastTick = now
      for (const call of live) unsure.set(call, { since: began, woke: now, packets: null })
      return began
    },
    tick: (now) => {
      if (since === null) {
        lastTick = now
        return false
      }
      ticks += 1
      return ticks >= AWAKE_TICKS
    },
    heard: (call, packets, now) => {
      const known = unsure.get(call)
      if (!known || elapsed(known.woke, now) < STALE_MS) return
      if (known.packets !== null && packets > known.packets) unsure.delete(call)
      else known.packets = packets
    },
    stampOf: (call, fact, now) => {
      const known = unsure.get(call)
      if (!known) return now
      if (fact.kind === 'ended') {
        unsure.delete(call)
        return fact.by === 'system' ? known.since : now
      }
      if (!ONE_SIDED.has(fact.kind)) unsure.delete(call)
      return now
    },
    forget: (call) => void unsure.delete(call),
  }
}
