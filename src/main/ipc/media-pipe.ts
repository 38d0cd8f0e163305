import { MEDIA_ORDER_CHANNEL, MEDIA_REPORT_CHANNEL } from '../../contract/channels.ts'
import { type MediaReport, mediaReport, type NumberedMediaOrder } from '../../contract/media.ts'
import type { MediaPipe } from '../media/media.ts'
import { isSender, type SenderEvent } from './sender.ts'

/** The part of the media window's `webContents` that the pipe needs. */
export type MediaEndpoint = {
  readonly ipc: {
    on(channel: string, listener: (event: SenderEvent, report: unknown) => void): unknown
  }
  send(channel: string, order: NumberedMediaOrder): void
  isDestroyed(): boolean
}

export type MediaPipeEnd = {
  readonly pipe: MediaPipe
  /** Binds the pipe to a window's contents: at the first window and at each that replaces it. */
  readonly attach: (endpoint: MediaEndpoint) => void
  /** The window's page died; orders go nowhere until it says `ready` again. */
  readonly reset: () => void
}

export type MediaPipeOptions = {
  readonly host: string
  readonly log: (level: 'warn', message: string) => void
}

/** The pipe between main and the media window, over whatever window there is at the moment. */
export function createMediaPipe(options: MediaPipeOptions): MediaPipeEnd {
  let endpoint: MediaEndpoint | null = null
  let reportTo: (report: MediaReport) => void = () => {}
  let resetTo: () => void = () => {}

  const receive = (from: MediaEndpoint, event: SenderEvent, raw: unknown): void => {
    if (from !== endpoint) return
    if (!isSender(event, options.host)) {
      options.log('warn', 'media report refused: it came from another page or frame')
      return
    }
    const report = mediaReport.safeParse(raw)
    if (report.success) reportTo(report.data)
    else options.log('warn', `media report refused: ${report.error.issues[0]?.message}`)
  }

  return {
    pipe: {
      send: (order) => {
        if (endpoint !== null && !endpoint.isDestroyed()) endpoint.send(MEDIA_ORDER_CHANNEL, order)
      },
      onReport: (listener) => {
        reportTo = listener
      },
      onReset: (listener) => {
        resetTo = listener
      },
    },
    attach: (to) => {
      endpoint = to
      to.ipc.on(MEDIA_REPORT_CHANNEL, (event, raw) => receive(to, event, raw))
    },
    reset: () => resetTo(),
  }
}
