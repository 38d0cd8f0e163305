/** One row of the bench's table. Everything is taken in one run on one machine; only the ratio is judged. */
export type Measurement = {
  readonly id: string
  readonly what: string
  readonly value: number
  readonly unit: string
  /** What it is held against, in words with its figure. */
  readonly against: string
  readonly ratio: number
  /** For example `≤ 1.15` or `≥ 0.5`. */
  readonly target: string
  readonly holds: boolean
}

export type BenchOptions = {
  /** How long a stream is watched for losses, at each number of calls. */
  readonly soakSeconds: number
  /** The one row that is asked for; what only serves others may be left out. */
  readonly only: string | undefined
}

/** One subject of the bench; some give several rows. */
export type Bench = {
  readonly ids: readonly string[]
  readonly measure: (options: BenchOptions) => Promise<readonly Measurement[]>
}

/** The p-quantile (0 to 1) by the nearest-rank method. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
