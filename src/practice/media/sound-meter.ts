import { frameLength, sampleRate } from './speech.ts'

/** Adds up the energy of frames by the time at which they came, and forgets what is older than a minute. */
export interface SoundMeter {
  readonly packets: number
  add(energy: number): void
  /** RMS over the last seconds; missing frames count as silence. */
  rms(seconds: number): number
  /** RMS of each of the last whole seconds back from now, the newest last. */
  perSecond(seconds: number): number[]
  recentPackets(seconds: number): number
}

const remembered = 60 * 50

export function createSoundMeter(now: () => number = () => performance.now()): SoundMeter {
  const times = new Float64Array(remembered)
  const energies = new Float64Array(remembered)
  let packets = 0

  /** Sums what came later than `from` and not later than `to` (milliseconds). */
  function between(from: number, to: number): { energy: number; count: number } {
    let energy = 0
    let count = 0
    for (let back = 1; back <= Math.min(packets, remembered); back++) {
      const index = (packets - back) % remembered
      const time = times[index] ?? 0
      if (time <= from) break
      if (time > to) continue
      energy += energies[index] ?? 0
      count += 1
    }
    return { energy, count }
  }

  function rms(from: number, to: number): number {
    const { energy, count } = between(from, to)
    // Packets that come in a bunch may be more than the window has room for.
    const samples = Math.max(((to - from) / 1000) * sampleRate, count * frameLength)
    return Math.sqrt(energy / samples)
  }

  return {
    get packets() {
      return packets
    },
    add(energy) {
      times[packets % remembered] = now()
      energies[packets % remembered] = energy
      packets += 1
    },
    rms: (seconds) => rms(now() - seconds * 1000, now()),
    perSecond(seconds) {
      const end = now()
      return Array.from({ length: Math.floor(seconds) }, (_, index) => {
        const to = end - (Math.floor(seconds) - 1 - index) * 1000
        return rms(to - 1000, to)
      })
    },
    recentPackets: (seconds) => between(now() - seconds * 1000, now()).count,
  }
}

/** Counts what is missing by RTP sequence number, as RFC 3550 A.3 does: expected less received, never below zero. */
export interface LossCounter {
  readonly lost: number
  seen(sequence: number, source: number): void
}

export function createLossCounter(): LossCounter {
  let source: number | undefined
  let first = 0
  let highest = 0
  let received = 0
  let lostBefore = 0

  const lostNow = () => (source === undefined ? 0 : Math.max(0, highest - first + 1 - received))

  return {
    get lost() {
      return lostBefore + lostNow()
    },
    seen(sequence, from) {
      if (from !== source) {
        // A new sender counts from a number of its own.
        lostBefore += lostNow()
        source = from
        first = sequence
        highest = sequence
        received = 1
        return
      }
      received += 1
      const step = ((sequence - highest + 0x8000) & 0xffff) - 0x8000 // signed distance modulo 2^16
      if (step > 0) highest += step
    },
  }
}
