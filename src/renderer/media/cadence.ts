/** One sound of a cadence: sine tones together. Times in seconds from the start of the round. */
export type Note = {
  readonly at: number
  readonly lasts: number
  readonly frequencies: readonly number[]
  /** Peak of the sum, 0 to 1. */
  readonly level: number
  /** `even` like a telephone exchange's tone; `struck` dies away like a bell. */
  readonly shape: 'even' | 'struck'
}

/** A sound that repeats until it is stopped. */
export type Cadence = { readonly period: number; readonly notes: readonly Note[] }

const exchangeTone = (at: number, lasts: number, level: number): Note => ({
  at,
  lasts,
  frequencies: [425],
  level,
  shape: 'even',
})

/** D major, struck upwards twice: it carries through a room and can be heard all day. */
const strokes = [
  { at: 0, frequencies: [587.33, 880] },
  { at: 0.16, frequencies: [739.99, 1108.73] },
  { at: 0.32, frequencies: [880, 1318.51] },
]
const chime = (from: number, pitch = 1): Note[] =>
  strokes.map(({ at, frequencies }) => ({
    at: from + at,
    lasts: 0.7,
    frequencies: frequencies.map((hertz) => hertz * pitch),
    level: 0.32,
    shape: 'struck',
  }))

/** Ringback, busy and waiting as most of Europe has them (ITU-T E.180: 425 Hz); quiet, because they play into an ear. */
export const cadences = {
  ring: { period: 3.2, notes: [...chime(0), ...chime(0.75)] },
  // Two desks side by side, or two lines on one, are told apart by a fifth down or a fourth up.
  ringLow: { period: 3.2, notes: [...chime(0, 2 / 3), ...chime(0.9, 2 / 3)] },
  ringBright: { period: 2.6, notes: [...chime(0, 4 / 3), ...chime(1.1, 4 / 3)] },
  ringback: { period: 5, notes: [exchangeTone(0, 1, 0.12)] },
  busy: { period: 1, notes: [exchangeTone(0, 0.5, 0.12)] },
  // One short call for attention, for calls that the phone answers by itself.
  zip: { period: 1, notes: [exchangeTone(0, 0.12, 0.2), exchangeTone(0.16, 0.12, 0.2)] },
  waiting: { period: 6, notes: [exchangeTone(0, 0.18, 0.08), exchangeTone(0.4, 0.18, 0.08)] },
} as const satisfies Record<string, Cadence>

export type SoundName = keyof typeof cadences

/** Without these ramps each note would begin and end with a click. */
const rampSeconds = 0.008
/** A struck note falls to a tenth in this time. */
const decaySeconds = 0.35

function envelope(note: Note, since: number): number {
  const left = note.lasts - since
  const ramp = Math.min(1, since / rampSeconds, left / rampSeconds)
  return note.shape === 'even' ? ramp : ramp * 10 ** (-since / decaySeconds)
}

/** One round of the cadence as samples, to be played in a loop. */
export function renderCadence({ period, notes }: Cadence, sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(period * sampleRate))
  for (const note of notes) {
    const first = Math.ceil(note.at * sampleRate)
    const last = Math.min(samples.length, Math.floor((note.at + note.lasts) * sampleRate))
    const each = note.level / note.frequencies.length
    for (let index = first; index < last; index += 1) {
      const since = index / sampleRate - note.at
      const tones = note.frequencies.reduce((sum, hertz) => sum + Math.sin(2 * Math.PI * hertz * since), 0)
      samples[index] = (samples[index] ?? 0) + each * tones * envelope(note, since)
    }
  }
  return samples
}
