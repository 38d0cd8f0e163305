/** Bytes in use after so many calls. */
export type Sample = { readonly calls: number; readonly bytes: number }

/** The straight line through samples: bytes at the first of them, and bytes a call. */
export type Growth = {
  readonly start: number
  readonly perCall: number
  /** The most that it may really be, at 95 %: what scatters counts as growth. */
  readonly atMost: number
}

export const SAMPLES = 11
/** Student's t, one-sided 95 %, for the 9 degrees of freedom of a line through 11 samples. */
const T = 1.833

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Least squares, with the standard error of the slope. Throws for another number of samples than `SAMPLES`. */
export function growthOf(samples: readonly Sample[]): Growth {
  if (samples.length !== SAMPLES) throw new Error(`${samples.length} samples instead of ${SAMPLES}`)
  const calls = mean(samples.map((sample) => sample.calls))
  const bytes = mean(samples.map((sample) => sample.bytes))
  const sumOf = (term: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + term(sample), 0)
  const spread = sumOf((sample) => (sample.calls - calls) ** 2)
  const perCall = sumOf((sample) => (sample.calls - calls) * (sample.bytes - bytes)) / spread
  const on = (at: number): number => bytes + perCall * (at - calls)
  const scatter = sumOf((sample) => (sample.bytes - on(sample.calls)) ** 2) / (SAMPLES - 2)
  return {
    start: on(Math.min(...samples.map((sample) => sample.calls))),
    perCall,
    atMost: perCall + T * Math.sqrt(scatter / spread),
  }
}
