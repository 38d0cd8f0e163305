/** What goes first where the rate is short. */
export const PRIORITIES = ['push', 'lookup', 'delta', 'sweep'] as const
export type Priority = (typeof PRIORITIES)[number]

export type HttpRequest = {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Counts against the server's limit for searches as well. */
  readonly search?: boolean
  /** Statuses beside 2xx that the caller reads itself instead of having them thrown. */
  readonly accept?: readonly number[]
}

export type HttpAnswer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The server's clock, from `Date`, in epoch ms. */
  readonly date: number | null
}

/**
 * Asks a server. Throws a `CrmFailure` for every status that the caller doesn't accept, a broken connection, an answer
 * that is late or too large; a 401 is tried once more with a renewed secret.
 */
export type Http = {
  readonly ask: (request: HttpRequest) => Promise<HttpAnswer>
  /** The answer's JSON; `badAnswer` where it is none. */
  readonly json: (request: HttpRequest) => Promise<unknown>
}
