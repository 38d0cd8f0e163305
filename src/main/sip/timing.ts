/** Every wait of a line, in milliseconds unless said otherwise. Tests shorten them; the product uses the defaults. */
export type LineTiming = {
  /** Silence on the socket before a ping is sent. */
  readonly idle: number
  /** How long the answer to a ping may take before the connection counts as dead. */
  readonly pong: number
  /** The same, for a ping that `retry()` sends because the network may have changed. */
  readonly probe: number
  /** DNS, TCP, TLS and the WebSocket handshake together. */
  readonly connect: number
  /** Opening TCP for a request that is too large for UDP, before it goes by UDP after all. */
  readonly largeByTcp: number
  /** RFC 3261 §17: the estimated round trip, the longest pause of a repeated request, how long a message may wander. */
  readonly t1: number
  readonly t2: number
  readonly t4: number
  /** Between two looks at which of this computer's addresses leads to the server. */
  readonly network: number
  /** REGISTER to its final answer. */
  readonly register: number
  /** The first try after a loss comes within this time. */
  readonly firstRetry: number
  /** The tries after it, each ±50 %, never more than the last one. */
  readonly retries: readonly number[]
  /** Between two tries while the server's certificate is refused. */
  readonly certificateRetry: number
  /** A registration that held this long starts the back-off anew at the next loss. */
  readonly settled: number
  /** Seconds asked for in REGISTER, and the bounds of what is believed in its answer. */
  readonly expires: number
  /** What a grant of 0 seconds counts as. */
  readonly shortestExpires: number
  readonly longestExpires: number
  /** Longest wait that a Retry-After header may order. */
  readonly longestRetryAfter: number
  /** Between two tries to open the port of direct calls while another program has it. */
  readonly portRetry: number
  /** Un-REGISTER at the end, answered or not. */
  readonly stop: number
  /** Unit of the pause after a 491 (RFC 3261 §14.1): a second in the product. */
  readonly glareSecond: number
  /** Seconds that a session is to last without a refresh, and the shortest that is taken (RFC 4028). */
  readonly sessionExpires: number
  readonly sessionMinimum: number
  /** A second of those: a second in the product. */
  readonly sessionSecond: number
  /** No final NOTIFY for this long after a REFER was accepted: the transfer counts as failed. */
  readonly transferSilence: number
  readonly transferFinal: number
  /** Between two SUBSCRIBEs for the phones of colleagues. */
  readonly subscribeGap: number
  /** Between two tries of a subscription that failed more often than `retries` has waits. */
  readonly subscribeRest: number
  /** Pause between two tones sent by INFO. */
  readonly toneGap: number
}

export const DEFAULT_TIMING: LineTiming = {
  idle: 25_000,
  pong: 10_000,
  probe: 2_000,
  connect: 10_000,
  largeByTcp: 1_000,
  t1: 500,
  t2: 4_000,
  t4: 5_000,
  network: 1_000,
  register: 5_000,
  firstRetry: 2_000,
  retries: [1_000, 2_000, 4_000, 8_000, 15_000, 30_000],
  certificateRetry: 60_000,
  settled: 10_000,
  expires: 600,
  shortestExpires: 30,
  longestExpires: 3_600,
  longestRetryAfter: 600_000,
  portRetry: 15_000,
  stop: 2_000,
  glareSecond: 1_000,
  sessionExpires: 1_800,
  sessionMinimum: 90,
  sessionSecond: 1_000,
  transferSilence: 60_000,
  transferFinal: 180_000,
  subscribeGap: 50,
  subscribeRest: 300_000,
  toneGap: 70,
}
