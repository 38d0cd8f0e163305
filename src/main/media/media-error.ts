import type { MediaReport } from '../../contract/media.ts'

type Done = Extract<MediaReport, { kind: 'done' }>
type Refusal = Extract<Done['result'], { ok: false }>['reason']

/**
 * Why an order to the media window failed: what the window said, or `windowGone` (it died with the order under way),
 * `timeout` (it gave no answer), `released` (the call ended meanwhile).
 */
export type MediaErrorReason = Refusal | 'windowGone' | 'timeout' | 'released'

/** Thrown where SIP.js expects a rejected promise; everywhere else the reason is what counts. */
export class MediaError extends Error {
  readonly reason: MediaErrorReason

  constructor(reason: MediaErrorReason, detail: string) {
    super(`${reason}: ${detail}`)
    this.name = 'MediaError'
    this.reason = reason
  }
}

/** The reason behind a failure that came out of a description handler; null when media was not the cause. */
export const mediaErrorReason = (error: unknown): MediaErrorReason | null =>
  error instanceof MediaError ? error.reason : null
