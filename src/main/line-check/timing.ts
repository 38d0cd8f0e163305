/** How long each step of a line check may take, in milliseconds. */
export type LineCheckTiming = {
  readonly dns: number
  readonly connect: number
  readonly certificate: number
  /** Connection, REGISTER and what its answer asks for. */
  readonly register: number
  readonly options: number
  readonly stun: number
  /** From dialling the echo number to its answer. */
  readonly ring: number
  /** From the answer until sound must have come back. */
  readonly listen: number
  /** From hanging up to the end of the call. */
  readonly hangUp: number
}

export const DEFAULT_CHECK_TIMING: LineCheckTiming = {
  dns: 5_000,
  connect: 5_000,
  certificate: 5_000,
  register: 16_000,
  options: 5_000,
  stun: 4_000,
  ring: 15_000,
  listen: 8_000,
  hangUp: 3_000,
}
