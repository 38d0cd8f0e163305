import type { SessionDescriptionHandler } from 'sip.js'
import type { MediaOrder, MediaReport, NumberedMediaOrder } from '../../contract/media.ts'
import type { CallId } from '../../domain/call/facts.ts'
import type { CallMediaKind } from '../../domain/line.ts'

/** The pipe to the media window. `reset` comes when the window died: orders under way will never be answered. */
export type MediaPipe = {
  readonly send: (order: NumberedMediaOrder) => void
  readonly onReport: (listener: (report: MediaReport) => void) => void
  readonly onReset: (listener: () => void) => void
}

export type MediaListener = {
  /** The window died (`gone`) or its successor is ready to take orders (`ready`). */
  window(state: 'ready' | 'gone'): void
  report(call: CallId | null, report: MediaReport): void
  /** The far end sent a tone (RFC 4733). On plain lines only: Chromium plays those of a WebRTC line and tells nobody. */
  tone(call: CallId, tone: string): void
}

/** What a plain line's media has to know of the way that its signalling takes. */
export type MediaPath = {
  /** This computer's address towards the server; null while there is no way to it. */
  readonly localAddress: () => string | null
}

export type MediaHandler = SessionDescriptionHandler & { rollbackDescription(): Promise<void> }

/** Main's end of the media window: one description handler a call, plus orders that belong to no call. */
export type Media = {
  readonly descriptionHandler: (call: CallId, how: CallMediaKind, path: MediaPath) => MediaHandler
  /** Loads what calls of this kind need, so that the first one doesn't wait for it. */
  readonly prepare: (how: CallMediaKind) => void
  readonly order: (order: MediaOrder) => void
  /** Whether the call's microphone is sent and the far end heard; kept over a replaced peer connection. */
  readonly setAudio: (call: CallId, audio: { readonly microphone: boolean; readonly hear: boolean }) => void
  /** Exactly these calls' far ends hear each other; kept over a replaced peer connection. */
  readonly mix: (calls: readonly CallId[]) => void
  /** RFC 4733 tones. False when the call has no peer connection to send them on. */
  readonly sendTones: (call: CallId, tones: string) => Promise<boolean>
  /** Whether lost sound of the call comes back by itself, without another description for the far end. */
  readonly mendsItself: (call: CallId) => boolean
  readonly release: (call: CallId) => void
}
