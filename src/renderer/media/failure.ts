import type { MediaReport } from '../../contract/media.ts'

type Done = Extract<MediaReport, { kind: 'done' }>
export type FailureReason = Extract<Done['result'], { ok: false }>['reason']

/** Why an order could not be carried out, in the contract's words. */
export class Failure extends Error {
  readonly reason: FailureReason

  constructor(reason: FailureReason, detail: string) {
    super(detail)
    this.name = 'Failure'
    this.reason = reason
  }
}

/** What an order that threw is answered with. */
export function failureOf(error: unknown): { readonly reason: FailureReason; readonly detail: string } {
  if (error instanceof Failure) return { reason: error.reason, detail: error.message }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { reason: 'failed', detail: detail.slice(0, 500) }
}
