import type { MediaReport } from '../../contract/media.ts'

type Done = Extract<MediaReport, { kind: 'done' }>
type Refusal = Extract<Done['result'], { ok: false }>['reason']

/**
 * Why media failed: what the media window said of an order, or `windowGone` (it died with the order under way),
 * `timeout` (it gave no answer), `released` (the call ended meanwhile); of a plain line: `noPort` (no pair of UDP ports
 * is free), `noNetwork` (there is no address to be reached at).
 */
export type MediaErrorReason = Refusal | 'windowGone' | 'timeout' | 'released' | 'noPort' | 'noNetwork'

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
