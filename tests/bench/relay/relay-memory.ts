import type { Measurement } from '../measurement.ts'
import { type Growth, growthOf, SAMPLES, type Sample } from './growth.ts'
import { FRAME_MS, pause, type RelayRig, startRelay, talk } from './relay-rig.ts'

const CALLS = 1_000
/** Loads and compiles all that a call needs. */
const WARM_UP_CALLS = 200
const AT_ONCE = 10
/** So that what is lost with each packet would show too. */
const FRAMES = 25
/** Handshakes leave timers behind. */
const REST_MS = 2_000
const MOST = 1.05

/** What the control loses with each call on purpose. */
const LOST_BYTES = 10_000

/**
 * Takes away what grows for reasons of its own, and has its bounds: V8's young generation, which stays resident (up to
 * 128 MB in Node 24), an arena of malloc for each thread, and bytecode that is thrown away after half a minute. See decision 18.
 */
const STEADY = {
  flags: ['--min-semi-space-size=1', '--max-semi-space-size=1', '--no-flush-bytecode'],
  env: { MALLOC_ARENA_MAX: '1' },
}

async function manyCalls(rig: RelayRig, count: number, lost: number): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    const calls = await Promise.all(Array.from({ length: AT_ONCE }, () => rig.call()))
    const talking = calls.map((call) => talk(call, 0))
    await pause(FRAMES * FRAME_MS)
    for (const one of talking) one.stop()
    await Promise.all(calls.map((call) => call.release()))
    if (lost > 0) await rig.lose(lost * AT_ONCE)
  }
}

type Grown = { readonly heap: Growth; readonly resident: Growth }

/** Over `CALLS` more calls, each of which loses so many bytes. */
async function grow(rig: RelayRig, lost: number): Promise<Grown> {
  const heap: Sample[] = []
  const resident: Sample[] = []
  const step = CALLS / (SAMPLES - 1)
  for (let calls = 0; calls <= CALLS; calls += step) {
    if (calls > 0) await manyCalls(rig, step, lost)
    await pause(REST_MS)
    const usage = await rig.usage(true)
    heap.push({ calls, bytes: usage.heap })
    resident.push({ calls, bytes: usage.rss })
  }
  return { heap: growthOf(heap), resident: growthOf(resident) }
}

/** After `CALLS` calls, of what it was before. */
const ratioOf = (start: number, perCall: number): number => (start + CALLS * perCall) / start

function row(what: string, { start, perCall, atMost }: Growth, control: Growth): Measurement {
  const ratio = ratioOf(start, atMost)
  const seen = ratioOf(start, control.perCall)
  return {
    id: 'relay-memory',
    what: `${what}, growth a call over ${CALLS} calls (at most ${(atMost / 1_000).toFixed(2)} kB at 95 %)`,
    value: perCall / 1_000,
    unit: 'kB',
    against: `${(start / 1e6).toFixed(1)} MB; ${LOST_BYTES / 1_000} kB lost on purpose read ${(control.perCall / 1_000).toFixed(1)} kB, ${seen.toFixed(3)}`,
    ratio,
    target: `≤ ${MOST}`,
    // A measure that takes a leak for nothing proves nothing.
    holds: ratio <= MOST && seen > MOST,
  }
}

export async function memoryRows(): Promise<readonly Measurement[]> {
  const rig = await startRelay(STEADY)
  try {
    await manyCalls(rig, WARM_UP_CALLS, 0)
    await rig.fill()
    // What calls need for a while, they now have to get anew.
    await manyCalls(rig, WARM_UP_CALLS, 0)
    const grown = await grow(rig, 0)
    const control = await grow(rig, LOST_BYTES)
    return [row('heap', grown.heap, control.heap), row('resident memory', grown.resident, control.resident)]
  } finally {
    await rig.close()
  }
}
